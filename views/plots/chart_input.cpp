// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include "views/plots/chart_area_p.h"

namespace phi1 {

namespace {

constexpr double hoverReach = 12; // px from the line
constexpr double wheelStep = 1.2;

} // namespace

int ChartAreaPrivate::chartAt(const QPointF &place) const
{
    for (std::size_t index = 0; index < charts.size(); ++index)
        if (charts[index]->cell.contains(place.toPoint()))
            return static_cast<int>(index);
    return -1;
}

ChartAreaPrivate::Part ChartAreaPrivate::partAt(const Chart &chart, const QPointF &place) const
{
    const QRect rect = chart.rect->rect();
    if (place.y() < rect.top())
        return Part::Head;
    if (place.x() < rect.left())
        return Part::YAxis;
    if (place.y() > rect.bottom())
        return Part::XAxis;
    return Part::Plot;
}

std::optional<QPointF> ChartAreaPrivate::linePoint(const Chart &chart, const Chart::RunLine &line,
                                                   std::size_t row) const
{
    if (row >= line.keys->size() || row >= line.shown->size())
        return std::nullopt;
    const double value = (*line.shown)[row];
    const double key = (*line.keys)[row];
    if (!std::isfinite(value) || (logX && key <= 0))
        return std::nullopt;
    return QPointF(chart.x->coordToPixel(key),
                   chart.rect->rect().top() + chart.curves->valuePixel(value));
}

int ChartAreaPrivate::runAt(const Chart &chart, const QPointF &place, double reach) const
{
    int nearest = -1;
    double least = reach;
    const double key = chart.x->pixelToCoord(place.x());
    const int top = chart.rect->rect().top();
    for (const Chart::RunLine &line : chart.runLines) {
        const std::size_t rows = std::min(line.keys->size(), line.shown->size());
        if (rows == 0)
            continue;
        const auto begin = line.keys->values().begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(rows);
        const auto above = std::lower_bound(begin, end, key);
        const std::size_t high = std::min(static_cast<std::size_t>(above - begin), rows - 1);
        const std::size_t low = high > 0 ? high - 1 : 0;
        // Beyond its end a line is as far away as its end is.
        const double endX = chart.x->coordToPixel((*line.keys)[rows - 1]);
        const double sideways = std::max(0.0, place.x() - endX);
        double distance = 1e8;
        const double a = (*line.shown)[low];
        const double b = (*line.shown)[high];
        if (std::isfinite(a) && std::isfinite(b)) {
            double share = 1;
            if ((*line.keys)[high] > (*line.keys)[low])
                share = std::clamp(
                    (key - (*line.keys)[low]) / ((*line.keys)[high] - (*line.keys)[low]), 0.0, 1.0);
            distance = std::abs(top + chart.curves->valuePixel(a + (b - a) * share) - place.y());
        } else if (std::isfinite(a) || std::isfinite(b)) {
            distance =
                std::abs(top + chart.curves->valuePixel(std::isfinite(a) ? a : b) - place.y());
        }
        // Inside of what a noisy line paints here the pointer is on the line; of several such lines
        // that one is meant whose value is nearest.
        const auto right =
            std::lower_bound(begin, end, chart.x->pixelToCoord(place.x() + 1.5)) - begin;
        const auto left =
            std::lower_bound(begin, end, chart.x->pixelToCoord(place.x() - 1.5)) - begin;
        const Series::Extremes extremes =
            line.shown->extremes(static_cast<std::size_t>(left), static_cast<std::size_t>(right));
        if (extremes.any) {
            const double upper = top + chart.curves->valuePixel(extremes.maximum);
            const double lower = top + chart.curves->valuePixel(extremes.minimum);
            const double outside = std::max({0.0, upper - place.y(), place.y() - lower});
            distance = std::min(distance, outside + 0.01 * std::min(distance, 1e3));
        }
        distance = std::hypot(std::min(distance, 1e8), sideways);
        // Of lines that lie on each other the selected one is meant.
        if (runs[line.run].id == selected)
            distance -= 0.5;
        if (distance < least) {
            least = distance;
            nearest = line.run;
        }
    }
    return nearest;
}

void ChartAreaPrivate::focusChart(int chart)
{
    if (chart < 0 || chart == focused)
        return;
    focused = chart;
    if (q->hasFocus() && Theme::instance().showsKeyboardFocus())
        queueReplot();
}

void ChartAreaPrivate::mousePress(QMouseEvent *event)
{
    const int chart = chartAt(event->position());
    if (chart < 0 || drag != Drag::None)
        return;
    focusChart(chart);
    dragChart = chart;
    dragFrom = dragTo = event->position();
    dragView = view();
    const Part part = partAt(*charts[static_cast<std::size_t>(chart)], event->position());
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && control)) {
        drag = Drag::Pan;
        q->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton && part == Part::Plot) {
        drag = event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Note : Drag::Undecided;
    } else {
        dragChart = -1;
        return;
    }
    event->accept();
}

void ChartAreaPrivate::mouseMove(QMouseEvent *event)
{
    const QPointF place = event->position();
    const bool far = (place - dragFrom).manhattanLength() >= QApplication::startDragDistance();
    if (drag == Drag::Pan) {
        if (dragTo == dragFrom && far)
            remember();
        if (far || dragTo != dragFrom) {
            dragTo = place;
            pan(dragChart, dragFrom, place, dragView);
        }
        return;
    }
    if (drag == Drag::Undecided && far)
        drag = Drag::Box;
    if (drag == Drag::Box) {
        const QRect rect = charts[static_cast<std::size_t>(dragChart)]->rect->rect();
        dragTo = {std::clamp(place.x(), rect.left() + 0.0, rect.right() + 1.0),
                  std::clamp(place.y(), rect.top() + 0.0, rect.bottom() + 1.0)};
        plot->layer(QStringLiteral("overlay"))->replot();
        return;
    }
    const int index = chartAt(place);
    if (index < 0) {
        hideCursor();
        q->setHoveredRun(QString());
        return;
    }
    const Chart &chart = *charts[static_cast<std::size_t>(index)];
    if (partAt(chart, place) != Part::Plot || !chart.hasData) {
        hideCursor();
        return;
    }
    const int run = runAt(chart, place, hoverReach);
    const QString id = run >= 0 ? runs[run].id : QString();
    if (id != hovered) {
        q->setHoveredRun(id);
        emit q->runHovered(id);
    }
    moveCursor(index, place);
}

void ChartAreaPrivate::mouseRelease(QMouseEvent *event)
{
    const Drag was = std::exchange(drag, Drag::None);
    if (was == Drag::None || dragChart < 0)
        return;
    q->unsetCursor();
    const int index = std::exchange(dragChart, -1);
    const Chart &chart = *charts[static_cast<std::size_t>(index)];
    switch (was) {
    case Drag::Box: {
        const QRectF box = QRectF(dragFrom, dragTo).normalized();
        std::optional<QCPRange> x, y;
        if (box.width() >= px(10))
            x = QCPRange(chart.x->pixelToCoord(box.left()), chart.x->pixelToCoord(box.right()));
        if (box.height() >= px(10))
            y = QCPRange(chart.y->pixelToCoord(box.bottom()), chart.y->pixelToCoord(box.top()));
        if (x || y) {
            remember();
            sinceRemembered.invalidate();
            zoomTo(index, x, y);
        }
        plot->layer(QStringLiteral("overlay"))->replot();
        break;
    }
    case Drag::Note:
        moveCursor(index, event->position());
        if (cursor.visible)
            emit q->noteRequested(q->crosshairRun(), q->crosshairStep());
        break;
    case Drag::Undecided:
        if (const int run = runAt(chart, event->position(), hoverReach); run >= 0) {
            q->setSelectedRun(runs[run].id);
            emit q->runSelected(runs[run].id);
            moveCursor(index, event->position());
            if (cursor.visible)
                emit q->stepActivated(q->crosshairRun(), q->crosshairStep());
        }
        break;
    case Drag::Pan:
    case Drag::None:
        break;
    }
}

void ChartAreaPrivate::wheel(QWheelEvent *event)
{
    const int index = chartAt(event->position());
    const QPoint angle = event->angleDelta();
    const int delta = angle.y() != 0 ? angle.y() : angle.x();
    if (index < 0 || delta == 0 || drag != Drag::None) {
        event->ignore();
        return;
    }
    const Chart &chart = *charts[static_cast<std::size_t>(index)];
    const Part part = partAt(chart, event->position());
    if (part == Part::Head) {
        event->ignore();
        return;
    }
    focusChart(index);
    const double factor = std::pow(wheelStep, -delta / 120.0);
    zoomAt(index, event->position(), factor, part != Part::YAxis, part != Part::XAxis);
    event->accept();
}

bool ChartAreaPrivate::wantsKey(const QKeyEvent *event) const
{
    const bool plain = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == 0;
    if (event->matches(QKeySequence::Copy))
        return true;
    switch (event->key()) {
    case Qt::Key_F:
    case Qt::Key_L:
    case Qt::Key_Backspace:
    case Qt::Key_Plus:
    case Qt::Key_Minus:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return plain;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
        return plain || event->modifiers() == Qt::ControlModifier;
    case Qt::Key_Escape:
        return cursor.visible;
    default:
        return false;
    }
}

bool ChartAreaPrivate::keyPress(QKeyEvent *event)
{
    if (!wantsKey(event) || charts.empty())
        return false;
    if (event->matches(QKeySequence::Copy)) {
        q->copyImage();
        return true;
    }
    const Chart &chart = *charts[static_cast<std::size_t>(focused)];
    const bool single = event->modifiers().testFlag(Qt::ControlModifier);
    switch (event->key()) {
    case Qt::Key_F:
        q->fit();
        break;
    case Qt::Key_L:
        q->setLogY(chart.spec.id, !chart.logY);
        break;
    case Qt::Key_Backspace:
        q->zoomBack();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Minus: {
        QPointF place = chart.rect->rect().center();
        if (cursor.visible)
            place.setX(chart.x->coordToPixel(cursor.key));
        zoomAt(focused, place, event->key() == Qt::Key_Plus ? 1 / wheelStep : wheelStep, true,
               false);
        break;
    }
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int count = static_cast<int>(charts.size());
        focusChart(std::clamp(focused + (event->key() == Qt::Key_Up ? -1 : 1), 0, count - 1));
        if (cursor.visible)
            setCursorRow(focused, cursor.run, cursor.row);
        break;
    }
    case Qt::Key_Left:
    case Qt::Key_Right:
        stepCursor(event->key() == Qt::Key_Left ? -1 : 1, single);
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        stepCursor(event->key() == Qt::Key_Home ? -1'000'000'000 : 1'000'000'000, true);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!cursor.visible)
            return false;
        emit q->stepActivated(q->crosshairRun(), q->crosshairStep());
        break;
    case Qt::Key_Escape:
        hideCursor();
        break;
    default:
        return false;
    }
    return true;
}

/// To the next row, or to the next one that stands in another pixel.
void ChartAreaPrivate::stepCursor(int direction, bool single)
{
    const Chart &chart = *charts[static_cast<std::size_t>(focused)];
    int run = cursor.visible ? cursor.run : runOf(selected);
    if (run < 0 || !lineOf(chart, run))
        run = chart.runLines.empty() ? -1 : chart.runLines.front().run;
    const Chart::RunLine *line = run < 0 ? nullptr : lineOf(chart, run);
    if (!line)
        return;
    const std::size_t rows = std::min(line->keys->size(), line->shown->size());
    if (rows == 0)
        return;
    if (!cursor.visible) { // begins at the end of what is in view
        const auto keys = line->keys->values().first(rows);
        const auto end = std::upper_bound(keys.begin(), keys.end(), xRange.upper);
        const auto row = static_cast<std::size_t>(end - keys.begin());
        setCursorRow(focused, run, row > 0 ? row - 1 : 0);
        return;
    }
    auto row = static_cast<std::int64_t>(std::min(cursor.row, rows - 1));
    const auto last = static_cast<std::int64_t>(rows) - 1;
    if (single) {
        row = std::clamp<std::int64_t>(row + direction, 0, last);
    } else {
        const double x = std::floor(chart.x->coordToPixel((*line->keys)[cursor.row]));
        const double wanted = chart.x->pixelToCoord(direction > 0 ? x + 1 : x - 0.5);
        const auto keys = line->keys->values().first(rows);
        const auto place = std::lower_bound(keys.begin(), keys.end(), wanted);
        std::int64_t found = place - keys.begin();
        if (direction < 0)
            --found;
        row = direction > 0 ? std::max(found, row + 1) : std::min(found, row - 1);
        row = std::clamp<std::int64_t>(row, 0, last);
    }
    setCursorRow(focused, run, static_cast<std::size_t>(row));
}

void ChartAreaPrivate::showMenu(int index, const QPoint &globalPlace)
{
    if (index < 0 || index >= static_cast<int>(charts.size()))
        return;
    focusChart(index);
    const QString id = charts[static_cast<std::size_t>(index)]->spec.id;
    auto *menu = new QMenu(q);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *log = menu->addAction(tr("Log y"));
    log->setCheckable(true);
    log->setChecked(charts[static_cast<std::size_t>(index)]->logY);
    log->setShortcut(Qt::Key_L);
    QObject::connect(log, &QAction::triggered, q, [this, id](bool on) { q->setLogY(id, on); });
    QAction *logAll = menu->addAction(tr("Log y in all charts"));
    QObject::connect(logAll, &QAction::triggered, q, [this, id] {
        const bool on = !q->isLogY(id);
        for (const ChartSpec &spec : q->charts())
            q->setLogY(spec.id, on);
    });
    QAction *logXAction = menu->addAction(tr("Log x"));
    logXAction->setCheckable(true);
    logXAction->setChecked(logX);
    QObject::connect(logXAction, &QAction::triggered, q, [this](bool on) { q->setLogX(on); });
    menu->addSeparator();
    QAction *fitAction = menu->addAction(tr("Fit"));
    fitAction->setShortcut(Qt::Key_F);
    QObject::connect(fitAction, &QAction::triggered, q, [this] { q->fit(); });
    QAction *back = menu->addAction(tr("Previous zoom"));
    back->setShortcut(Qt::Key_Backspace);
    back->setEnabled(!history.isEmpty());
    QObject::connect(back, &QAction::triggered, q, [this] { q->zoomBack(); });
    menu->addSeparator();
    QAction *copy = menu->addAction(tr("Copy image"));
    copy->setShortcut(QKeySequence::Copy);
    QObject::connect(copy, &QAction::triggered, q, [this] { q->copyImage(); });
    QAction *exportAction = menu->addAction(tr("Export…"));
    QObject::connect(exportAction, &QAction::triggered, q, [this] { emit q->exportRequested(); });
    menu->popup(globalPlace);
}

} // namespace phi1
