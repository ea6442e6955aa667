// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/import_preview.h"

class QStackedWidget;
class QStandardItemModel;
class QTreeView;

namespace phi1 {

class EmptyState;
class Panel;

/// What a corpus was imported from: each file with its state and counts, its broken lines below it.
class HistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPanel(QWidget *parent = nullptr);
    void show(const ImportHistory &history);
    using QWidget::show;

private:
    Panel *m_panel;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QTreeView *m_view;
    QStandardItemModel *m_model;
};

} // namespace phi1
