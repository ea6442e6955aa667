// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/overlay.h"

class QLineEdit;
class QListView;

namespace phi1 {

class ActionRegistry;
class PaletteList;
class TextLabel;

/// Ctrl+K: everything that can be done or opened, found by a few letters, run with Enter.
class CommandPalette : public Overlay
{
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry &registry, QWidget *window);

protected:
    QSize sizeIn(const QSize &window) const override;
    void aboutToOpen() override;
    QWidget *firstFocus() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &text);
    void run(int row);
    void move(int rows);

    PaletteList *m_list;
    QLineEdit *m_field;
    QListView *m_view;
    TextLabel *m_nothing;
};

} // namespace phi1
