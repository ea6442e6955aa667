// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_maps/head_grid_view_p.h"
#include "views/widgets/hover_card.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double sizeStep = 1.15; // of a notch or a key

bool isOurs(const QKeyEvent &event)
{
    if (event.modifiers() & ~(Qt::KeypadModifier | Qt::ControlModifier | Qt::ShiftModifier))
        return false;
    const bool control = event.modifiers() & Qt::ControlModifier;
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    switch (event.key()) {
    case Qt::Key_Home:
    case Qt::Key_End:
        return !shift;
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        return !control;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_X:
    case Qt::Key_Minus:
        return !control && !shift;
    default:
        return false;
    }
}

/// At least one up or down.
int resized(int size, double factor)
{
    const int changed = static_cast<int>(std::lround(size * factor));
    return factor > 1 ? std::max(changed, size + 1) : std::min(changed, size - 1);
}

} // namespace

bool HeadGridView::event(QEvent *event)
{
    // Keys of the page mean something else while the focus is here.
    if (event->type() == QEvent::ShortcutOverride && isOurs(*static_cast<QKeyEvent *>(event)))
        event->accept();
    return QAbstractScrollArea::event(event);
}

void HeadGridView::keyPressEvent(QKeyEvent *event)
{
    const GridLayout &layout = d->layout;
    if (!isOurs(*event) || layout.count() == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const bool control = event->modifiers() & Qt::ControlModifier;
    const int columns = layout.columns();
    const int last = layout.count() - 1;
    const int index = std::max(0, layout.indexOf(d->current));
    const int row = index / columns;
    const int page = std::max(1, verticalScrollBar()->pageStep() / layout.pitch() - 1);
    const bool isNew = layout.indexOf(d->current) < 0; // the first key enters the grid
    const auto walk = [&](int to) { d->walk(isNew ? 0 : to); };
    switch (event->key()) {
    case Qt::Key_Up:
        walk(index >= columns ? index - columns : index);
        break;
    case Qt::Key_Down:
        walk(index + columns <= last ? index + columns : index);
        break;
    case Qt::Key_Left:
        walk(layout.isByPosition() && index % columns == 0 ? index : index - 1);
        break;
    case Qt::Key_Right:
        walk(layout.isByPosition() && index % columns == columns - 1 ? index : index + 1);
        break;
    case Qt::Key_Home:
        walk(control ? 0 : row * columns);
        break;
    case Qt::Key_End:
        walk(control ? last : std::min(last, row * columns + columns - 1));
        break;
    case Qt::Key_PageUp:
        walk(index % columns + std::max(0, row - page) * columns);
        break;
    case Qt::Key_PageDown: {
        const int lastRow = (last - index % columns) / columns;
        walk(index % columns + std::min(lastRow, row + page) * columns);
        break;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->current.isValid())
            emit headActivated(d->current);
        break;
    case Qt::Key_Space:
        d->toggleChosen(d->current);
        break;
    case Qt::Key_X:
        if (d->current.isValid())
            emit switchOffRequested(d->current);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        d->changeSize(resized(d->cellSize, sizeStep));
        break;
    case Qt::Key_Minus:
        d->changeSize(resized(d->cellSize, 1 / sizeStep));
        break;
    default:
        break;
    }
}

bool HeadGridView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        d->setHovered({});
    return QAbstractScrollArea::viewportEvent(event);
}

void HeadGridView::mousePressEvent(QMouseEvent *event)
{
    const auto head = headAt(event->position().toPoint());
    if (!head || event->button() != Qt::LeftButton)
        return;
    d->card->dismiss();
    if (event->modifiers() & Qt::ControlModifier)
        d->toggleChosen(*head);
    else
        d->setCurrent(*head, true);
}

void HeadGridView::mouseMoveEvent(QMouseEvent *event)
{
    d->setHovered(headAt(event->position().toPoint()).value_or(HeadKey()));
}

void HeadGridView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
}

void HeadGridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto head = headAt(event->position().toPoint());
    if (head && event->button() == Qt::LeftButton)
        emit headActivated(*head);
}

void HeadGridView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    if (event->angleDelta().y() != 0)
        d->changeSize(resized(d->cellSize, event->angleDelta().y() > 0 ? sizeStep : 1 / sizeStep));
    event->accept();
}

} // namespace phi1
