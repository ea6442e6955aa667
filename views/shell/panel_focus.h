// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QPointer>
#include <QWidget>

namespace phi1 {

/// F6: moves the focus from panel to panel, and within each to where it was last.
class PanelFocus
{
public:
    /// @param panels  in reading order; those that are hidden or take no focus are passed over
    /// @param step    1 or -1
    void move(const QList<QWidget *> &panels, int step);

private:
    QHash<QWidget *, QPointer<QWidget>> m_last;
};

/// The first widget in the tab order of `panel` that takes the focus, or nullptr.
QWidget *firstFocusIn(QWidget *panel);

} // namespace phi1
