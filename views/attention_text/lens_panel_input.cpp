// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/lens_panel.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace phi1 {

bool LensPanel::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isArrow = key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                             key.key() == Qt::Key_Home || key.key() == Qt::Key_End;
        if ((isArrow && (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) ||
            key.matches(QKeySequence::Copy)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool LensPanel::viewportEvent(QEvent *event)
{
    const int before = m_hovered;
    if (event->type() == QEvent::ToolTip) {
        const auto &help = *static_cast<QHelpEvent *>(event);
        const int layer = layerAt(help.pos().y());
        // The sentence may be cut, and there is no other place where it stands in full.
        const bool isCut = layer >= 0 && m_layers[layer].top.isEmpty();
        QToolTip::showText(help.globalPos(), isCut ? rowText(layer) : QString(), viewport());
        return true;
    }
    if (event->type() == QEvent::MouseMove)
        m_hovered = layerAt(static_cast<QMouseEvent *>(event)->pos().y());
    else if (event->type() == QEvent::Leave)
        m_hovered = -1;
    if (m_hovered != before) {
        viewport()->update();
        emit layerHovered(m_hovered);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LensPanel::mousePressEvent(QMouseEvent *event)
{
    const int layer = layerAt(event->pos().y());
    if (event->button() == Qt::LeftButton && layer >= 0)
        choose(layer, true);
    else
        QAbstractScrollArea::mousePressEvent(event);
}

void LensPanel::keyPressEvent(QKeyEvent *event)
{
    const auto last = static_cast<int>(m_layers.size()) - 1;
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (last < 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        choose(m_current < 0 ? last : std::min(last, m_current + 1), true);
        return;
    case Qt::Key_Down:
        choose(m_current < 0 ? last : std::max(0, m_current - 1), true);
        return;
    case Qt::Key_Home:
        choose(last, true);
        return;
    case Qt::Key_End:
        choose(0, true);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LensPanel::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LensPanel::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace phi1
