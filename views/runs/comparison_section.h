// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "views/state/run_info.h"

namespace phi1 {

class ComparisonTable;
class SectionTitle;
class TextLabel;
class WorkspaceSession;

/// The keys in which the selected runs differ, with the value of each under its swatch.
class ComparisonSection final : public QWidget
{
    Q_OBJECT
public:
    explicit ComparisonSection(WorkspaceSession &session, QWidget *parent = nullptr);
    /// Hides itself below two runs.
    void show(const QStringList &runs);
    using QWidget::show;

signals:
    void copied(const QString &what);

private:
    WorkspaceSession &m_session;
    SectionTitle *m_title;
    TextLabel *m_none;
    ComparisonTable *m_table;
};

} // namespace phi1
