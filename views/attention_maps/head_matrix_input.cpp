// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_maps/head_matrix_view_p.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <optional>

namespace phi1 {
namespace {

constexpr double wheelFactor = 1.25; // of one notch
constexpr double keyFactor = 1.5;
constexpr int farStep = 10;

/// Steps of query and key by an arrow with Shift.
std::optional<QPoint> stepOf(const QKeyEvent &event)
{
    if (!(event.modifiers() & Qt::ShiftModifier))
        return {};
    const int step = event.modifiers() & Qt::ControlModifier ? farStep : 1;
    switch (event.key()) {
    case Qt::Key_Up:
        return QPoint(0, -step);
    case Qt::Key_Down:
        return QPoint(0, step);
    case Qt::Key_Left:
        return QPoint(-step, 0);
    case Qt::Key_Right:
        return QPoint(step, 0);
    default:
        return {};
    }
}

double zoomOf(const QKeyEvent &event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return 1;
    if (event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal)
        return keyFactor;
    return event.key() == Qt::Key_Minus ? 1 / keyFactor : 1;
}

} // namespace

bool HeadMatrixView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Keys of the page that mean something here while the focus is here.
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool plain =
            key.modifiers() == Qt::NoModifier || key.modifiers() == Qt::KeypadModifier;
        if (stepOf(key) || zoomOf(key) != 1 ||
            (plain && (key.key() == Qt::Key_0 || key.key() == Qt::Key_PageUp ||
                       key.key() == Qt::Key_PageDown)) ||
            (key.key() == Qt::Key_Escape && (query() >= 0 || this->key() >= 0)))
            event->accept();
    }
    return QWidget::event(event);
}

void HeadMatrixView::keyPressEvent(QKeyEvent *event)
{
    if (!d->isShown()) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (const auto step = stepOf(*event)) {
        d->moveCell(step->y(), step->x());
        return;
    }
    if (const double factor = zoomOf(*event); factor != 1) {
        const QPoint cell = d->cell();
        QPointF place = QRectF(d->layout.area(0)).center();
        if (cell.x() >= 0 && cell.y() >= 0) {
            const QPointF middle = d->layout.cellRect(cell.y(), cell.x(), 0).center();
            if (QRectF(d->layout.area(0)).contains(middle))
                place = middle;
        }
        zoomAt(place, factor);
        return;
    }
    const int page =
        std::max(1, static_cast<int>(d->layout.areaPixels().height() / d->layout.cell()) - 1);
    switch (event->key()) {
    case Qt::Key_0:
        fit();
        break;
    case Qt::Key_PageUp:
        d->moveCell(-page, 0);
        break;
    case Qt::Key_PageDown:
        d->moveCell(page, 0);
        break;
    case Qt::Key_Escape:
        if (query() < 0 && key() < 0) {
            QWidget::keyPressEvent(event);
            break;
        }
        if (d->pinned) {
            d->pinned = false;
            emit pinnedChanged(false);
        }
        d->choose(-1, -1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void HeadMatrixView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    d->pressed = event->position();
    d->isPressed = true;
    d->isPanning = event->button() == Qt::MiddleButton;
}

void HeadMatrixView::mouseMoveEvent(QMouseEvent *event)
{
    if (!d->isPressed) {
        d->hover(event->position());
        return;
    }
    const QPointF moved = event->position() - d->pressed;
    if (!d->isPanning && moved.manhattanLength() < QApplication::startDragDistance())
        return;
    if (!d->isPanning)
        setCursor(Qt::ClosedHandCursor);
    d->isPanning = true;
    d->pressed = event->position();
    d->layout.moveBy(moved * d->layout.pixelRatio());
    d->updateBase();
}

void HeadMatrixView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!d->isPressed)
        return;
    d->isPressed = false;
    if (d->isPanning) {
        d->isPanning = false;
        unsetCursor();
        return;
    }
    const int map = d->layout.mapAt(event->position());
    if (map < 0)
        return;
    const QPoint cell = d->strongestAt(d->layout.toPixels(event->position(), map), map);
    if (cell == QPoint(d->key, d->query)) {
        d->pinned = !d->pinned;
        update();
        emit pinnedChanged(d->pinned);
        return;
    }
    d->hoveredMap = map;
    d->choose(cell.y(), cell.x());
}

void HeadMatrixView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        fit();
}

void HeadMatrixView::wheelEvent(QWheelEvent *event)
{
    const int delta = event->angleDelta().y();
    if (delta != 0) {
        zoomAt(event->position(), std::pow(wheelFactor, delta / 120.0));
        d->hover(event->position());
    }
    event->accept();
}

void HeadMatrixView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    d->leave();
}

void HeadMatrixView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->arrange();
}

} // namespace phi1
