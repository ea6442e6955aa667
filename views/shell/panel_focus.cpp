// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/panel_focus.h"

#include <QApplication>

namespace phi1 {
namespace {

bool takesFocus(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() &&
           (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

} // namespace

QWidget *firstFocusIn(QWidget *panel)
{
    if (!panel->isVisible())
        return nullptr;
    if (takesFocus(panel))
        return panel;
    // Along the tab order once around, since that is the order in which people read.
    for (QWidget *next = panel->nextInFocusChain(); next && next != panel;
         next = next->nextInFocusChain())
        if (panel->isAncestorOf(next) && takesFocus(next))
            return next->focusProxy() ? next->focusProxy() : next;
    return nullptr;
}

void PanelFocus::move(const QList<QWidget *> &panels, int step)
{
    QWidget *focused = QApplication::focusWidget();
    qsizetype present = -1;
    for (qsizetype i = 0; i < panels.size() && focused; ++i)
        if (panels[i] == focused || panels[i]->isAncestorOf(focused))
            present = i;
    if (present >= 0)
        m_last.insert(panels[present], focused);
    const qsizetype count = panels.size();
    for (qsizetype tried = 1; tried <= count; ++tried) {
        const qsizetype start = present < 0 && step < 0 ? 0 : present;
        QWidget *panel = panels[(start + step * tried + count * 2) % count];
        QWidget *last = m_last.value(panel);
        QWidget *target =
            last && takesFocus(last) && panel->isAncestorOf(last) ? last : firstFocusIn(panel);
        if (target) {
            target->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

} // namespace phi1
