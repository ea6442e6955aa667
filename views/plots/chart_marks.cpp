// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include <QFontMetrics>
#include <QPainterPath>

#include "views/plots/chart_area_p.h"

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostEndLabels = 3;
/// Checkpoints and resumes of every run are drawn for few runs only, otherwise of the selected one.
constexpr int runsWithMarks = 1;
constexpr std::size_t mostNonFiniteMarks = 16;

QPolygonF triangle(const QPointF &tip, double size, bool down)
{
    const double height = down ? -size * 0.8 : size * 0.8;
    return QPolygonF(
        {tip, {tip.x() - size / 2, tip.y() + height}, {tip.x() + size / 2, tip.y() + height}});
}

QPolygonF diamond(const QPointF &center, double size)
{
    return QPolygonF({{center.x(), center.y() - size},
                      {center.x() + size, center.y()},
                      {center.x(), center.y() + size},
                      {center.x() - size, center.y()}});
}

double keyOf(const RunMark &mark, CurveAxis axis)
{
    switch (axis) {
    case CurveAxis::Step:
        return static_cast<double>(mark.step);
    case CurveAxis::Tokens:
        return mark.tokens;
    case CurveAxis::Time:
        return mark.time;
    case CurveAxis::Clock:
        return mark.clock;
    }
    return 0;
}

/// Text that stays readable above lines.
void drawHaloedText(QCPPainter *painter, const QPointF &baseline, const QString &text,
                    const QColor &color, const QColor &halo)
{
    QPainterPath path;
    path.addText(baseline, painter->font(), text);
    painter->save();
    painter->setAntialiasing(true);
    painter->setPen(QPen(halo, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(path);
    painter->restore();
    painter->setPen(color);
    painter->drawText(baseline, text);
}

/// What a line shows at a key; NaN where it has no row so far right.
double valueNear(const Chart::RunLine &line, double key)
{
    const std::size_t rows = std::min(line.keys->size(), line.shown->size());
    const auto keys = line.keys->values().first(rows);
    const auto place = std::lower_bound(keys.begin(), keys.end(), key);
    return place == keys.end() ? std::nan("")
                               : (*line.shown)[static_cast<std::size_t>(place - keys.begin())];
}

std::size_t rowOfStep(const CurveData &data, std::int64_t step)
{
    const auto steps = data.axis(CurveAxis::Step).values();
    const auto place = std::lower_bound(steps.begin(), steps.end(), static_cast<double>(step));
    return static_cast<std::size_t>(place - steps.begin());
}

} // namespace

void ChartAreaPrivate::paintMarks(QCPPainter *painter)
{
    for (const auto &chart : charts) {
        if (!chart->hasData) {
            paintEmpty(painter, *chart);
            continue;
        }
        painter->save();
        painter->setClipRect(chart->rect->rect().adjusted(0, -px(2), px(1), 1));
        paintClipped(painter, *chart);
        if (chart.get() == charts.front().get())
            for (const PlottedRun &run : runs)
                if (run.id == selected || runs.size() <= runsWithMarks)
                    paintRunMarks(painter, *chart, run);
        painter->restore();
        painter->save();
        painter->setClipRect(chart->rect->rect().adjusted(-px(6), -px(6), px(12), px(2)));
        for (const Chart::RunLine &line : chart->runLines) {
            paintNonFinite(painter, *chart, line);
            paintDiamonds(painter, *chart, line);
        }
        painter->restore();
        painter->save();
        painter->setClipRect(chart->cell);
        paintEnds(painter, *chart);
        painter->restore();
    }
}

void ChartAreaPrivate::paintRunMarks(QCPPainter *painter, const Chart &chart, const PlottedRun &run)
{
    if (!run.data)
        return;
    const QRect rect = chart.rect->rect();
    const QColor ink = runColor(run);
    const QColor halo = color(Theme::Token::Surface);
    double lastX = -1e9;
    for (const RunMark &mark : run.data->marks()) {
        if (mark.kind != RunMark::Kind::Checkpoint && mark.kind != RunMark::Kind::Resume)
            continue;
        const double key = keyOf(mark, axis);
        if (!std::isfinite(key) || (logX && key <= 0))
            continue;
        const double x = chart.x->coordToPixel(key);
        if (x < rect.left() - px(8) || x > rect.right() + px(8))
            continue;
        painter->setAntialiasing(true);
        if (mark.kind == RunMark::Kind::Checkpoint) {
            if (x - lastX < px(5))
                continue;
            lastX = x;
            painter->setPen(QPen(halo, 1));
            painter->setBrush(ink);
            painter->drawPolygon(triangle({x + 0.5, rect.bottom() - px(3) + 0.5}, px(8), true));
            continue;
        }
        const double middle = std::floor(x) + 0.5;
        QPen pen(ink, px(1.4));
        pen.setDashPattern({1.5, 2});
        painter->setPen(pen);
        painter->setBrush(Qt::NoBrush);
        painter->drawLine(QLineF(middle, rect.top(), middle, rect.bottom()));
        painter->setPen(QPen(halo, 1));
        painter->setBrush(ink);
        const double flag = px(8);
        painter->drawPolygon(QPolygonF({{middle, rect.top() + 0.0},
                                        {middle + flag, rect.top() + flag * 0.5},
                                        {middle, rect.top() + flag}}));
    }
}

void ChartAreaPrivate::paintNonFinite(QCPPainter *painter, const Chart &chart,
                                      const Chart::RunLine &line)
{
    if (!line.raw || (grouped && !runs[line.run].group.isEmpty()))
        return;
    const std::vector<std::size_t> &rows = line.raw->nonFiniteRows();
    const QRect rect = chart.rect->rect();
    const QColor ink = runColor(runs[line.run]);
    std::size_t marks = 0;
    bool first = true;
    for (std::size_t index = 0; index < rows.size() && marks < mostNonFiniteMarks;) {
        const std::size_t row = rows[index];
        // The end of this burst; most are one row or all to the end of the run.
        std::size_t last = index + 1;
        if (rows.size() - 1 - index == rows.back() - row)
            last = rows.size();
        while (last < rows.size() && rows[last] == rows[last - 1] + 1)
            ++last;
        index = last;
        if (row >= line.keys->size())
            break;
        std::size_t before = row;
        while (before > 0 && !std::isfinite((*line.raw)[before - 1]))
            --before;
        const bool none = before == 0;
        const std::size_t place = none ? row : before - 1;
        const double key = (*line.keys)[place];
        const double x = chart.x->coordToPixel(key);
        const bool isFirst = first;
        first = false;
        if (x < rect.left() || x > rect.right() + 1)
            continue;
        ++marks;
        double y = rect.center().y();
        if (!none) {
            const double value =
                place < line.shown->size() ? (*line.shown)[place] : (*line.raw)[place];
            y = rect.top() + chart.curves->valuePixel(value);
        }
        y = std::clamp(y, rect.top() + px(6.0) + 0.0, rect.bottom() - px(6.0) + 0.0);
        const double arm = px(4);
        painter->setAntialiasing(true);
        for (const auto &[pen, width] :
             {std::pair(color(Theme::Token::Surface), px(5)), std::pair(ink, px(3))}) {
            painter->setPen(QPen(pen, width, Qt::SolidLine, Qt::FlatCap));
            painter->drawLine(QLineF(x - arm, y - arm, x + arm, y + arm));
            painter->drawLine(QLineF(x - arm, y + arm, x + arm, y - arm));
        }
        if (!isFirst || &chart != charts.front().get())
            continue;
        painter->setFont(font(Theme::Font::Caption));
        QFont bold = painter->font();
        bold.setBold(true);
        painter->setFont(bold);
        const CurveData &data = *runs[line.run].data;
        const auto step = row < data.rows() ? static_cast<qint64>(data.axis(CurveAxis::Step)[row])
                                            : static_cast<qint64>(key);
        const double bad = (*line.raw)[row];
        const QString text = std::isnan(bad) ? tr("NaN at %1").arg(number_text::grouped(step))
                                             : tr("Inf at %1").arg(number_text::grouped(step));
        const QFontMetrics metrics(bold);
        double left = x + px(9);
        if (left + metrics.horizontalAdvance(text) > rect.right())
            left = x - px(9) - metrics.horizontalAdvance(text);
        drawHaloedText(painter, {left, y + metrics.capHeight() / 2.0}, text, ink,
                       color(Theme::Token::Surface));
    }
}

void ChartAreaPrivate::paintDiamonds(QCPPainter *painter, const Chart &chart,
                                     const Chart::RunLine &line)
{
    const PlottedRun &run = runs[line.run];
    if (&chart != charts.front().get() || !run.data || chart.spec.column == u"validation")
        return;
    const QRect rect = chart.rect->rect();
    const auto paint = [&](std::int64_t step, const QColor &ink) {
        const std::size_t row = rowOfStep(*run.data, step);
        if (row >= line.shown->size())
            return;
        const auto place = linePoint(chart, line, row);
        if (!place || place->x() < rect.left() || place->x() > rect.right() + 1)
            return;
        painter->setAntialiasing(true);
        painter->setPen(QPen(color(Theme::Token::Surface), px(4)));
        const QPointF center(place->x() + 0.5,
                             std::clamp(place->y(), rect.top() + 6.0, rect.bottom() - 6.0));
        painter->drawPolygon(diamond(center, px(5.5)));
        painter->setPen(QPen(ink, px(1.6)));
        painter->setBrush(color(Theme::Token::Surface));
        painter->drawPolygon(diamond(center, px(5.5)));
    };
    for (const RunNote &note : run.notes)
        paint(note.step, runColor(run));
    if (run.id != selected && runs.size() > runsWithMarks)
        return;
    for (const RunMark &mark : run.data->marks()) {
        if (mark.kind == RunMark::Kind::Warning)
            paint(mark.step, color(Theme::Token::Warning));
        else if (mark.kind == RunMark::Kind::Error)
            paint(mark.step, color(Theme::Token::Error));
    }
}

void ChartAreaPrivate::paintClipped(QCPPainter *painter, const Chart &chart)
{
    if (chart.clipped == 0 || chart.zoomedY)
        return;
    // Where lines leave the chart; marks that would touch are one.
    const QRect rect = chart.rect->rect();
    const KeyScale scale = chart.curves->keyScale();
    std::vector<double> above, below;
    const std::vector<CurveLine> &lines = chart.curves->lines();
    const std::vector<DecimatedCurve> &drawn = chart.curves->drawn();
    for (std::size_t index = 0; index < lines.size() && index < drawn.size(); ++index) {
        if (lines[index].role == CurveLine::Role::Plan)
            continue;
        for (const CurvePoint &point : drawn[index].points) {
            if (point.value > chart.fittedY.upper)
                above.push_back(scale.pixel(point.key));
            else if (point.value < chart.fittedY.lower)
                below.push_back(scale.pixel(point.key));
        }
    }
    painter->setAntialiasing(true);
    painter->setPen(QPen(color(Theme::Token::Surface), 1));
    painter->setBrush(color(Theme::Token::Text3));
    for (std::vector<double> *places : {&above, &below}) {
        std::sort(places->begin(), places->end());
        double last = -1e9;
        for (const double place : *places) {
            if (place < 0 || place > rect.width() || place - last < px(14))
                continue;
            last = place;
            const double x =
                rect.left() + std::clamp(place, px(4.0) + 0.0, rect.width() - px(4.0) + 0.0);
            const bool up = places == &above;
            painter->drawPolygon(
                triangle({x, up ? rect.top() + 0.5 : rect.bottom() - 0.5}, px(9), !up));
        }
    }
}

void ChartAreaPrivate::paintEnds(QCPPainter *painter, const Chart &chart)
{
    struct End {
        QPointF place;
        int run;
        int rank;
        bool group = false; ///< the label is the name of the group
    };
    const QRect rect = chart.rect->rect();
    std::vector<End> ends;
    const std::size_t total = chart.runLines.size();
    for (const Chart::RunLine &line : chart.runLines) {
        const PlottedRun &run = runs[line.run];
        if (grouped && !run.group.isEmpty())
            continue;
        std::size_t row = std::min(line.keys->size(), line.shown->size());
        while (row > 0 && isMissing((*line.shown)[row - 1]))
            --row;
        if (row == 0 || !std::isfinite((*line.shown)[row - 1]))
            continue; // ends with a NaN, which has its own mark
        const auto place = linePoint(chart, line, row - 1);
        if (!place || place->x() < rect.left() - 1 || place->x() > rect.right() + 2 ||
            place->y() < rect.top() || place->y() > rect.bottom() + 1)
            continue;
        const int rank = run.id == hovered ? 3 : run.id == selected ? 2 : run.isBaseline ? 1 : 0;
        ends.push_back({*place, line.run, rank});
        // A dot where the line ends; with very many lines only for those that matter.
        if (rank == 0 && total > 12)
            continue;
        const bool dimmed = !hovered.isEmpty() && run.id != hovered && runOf(hovered) >= 0;
        QColor ink = runColor(run);
        if (dimmed)
            ink.setAlphaF(0.35F);
        painter->setAntialiasing(true);
        painter->setPen(QPen(color(Theme::Token::Surface), 1));
        painter->setBrush(ink);
        painter->drawEllipse(QPointF(place->x() + 0.5, place->y() + 0.5), px(3.5), px(3.5));
    }
    for (const CurveLine &line : chart.curves->lines()) {
        if (line.role != CurveLine::Role::Mean || line.keys->size() == 0)
            continue;
        const std::size_t row = line.keys->size() - 1;
        ends.push_back({{chart.x->coordToPixel((*line.keys)[row]),
                         rect.top() + chart.curves->valuePixel((*line.values)[row])},
                        line.run,
                        1,
                        true});
    }
    const bool onePoint =
        ends.size() == 1 && total == 1 && chart.runLines.front().shown->size() == 1;
    if (&chart != charts.front().get() && !onePoint)
        return;
    std::stable_sort(ends.begin(), ends.end(),
                     [](const End &a, const End &b) { return a.rank > b.rank; });
    if (ends.size() > mostEndLabels)
        ends.resize(mostEndLabels);
    QFont bold = font(Theme::Font::Caption);
    bold.setBold(true);
    painter->setFont(bold);
    const QFontMetrics metrics(bold);
    const int height = metrics.height();
    QVector<QRectF> taken;
    for (const End &end : ends) {
        QString text = end.group ? runs[end.run].group : runs[end.run].name;
        if (onePoint) {
            const Chart::RunLine &line = chart.runLines.front();
            text = tr("%1: %2").arg(text, valueText(chart, (*line.shown)[0]));
        }
        text = metrics.elidedText(text, Qt::ElideMiddle, px(onePoint ? 240 : endLabelWidth));
        const int width = metrics.horizontalAdvance(text);
        const bool fitsRight = end.place.x() + px(8) + width < chart.cell.right() - px(4);
        // Beside the end if there is room, otherwise above or below the line before it.
        const double left = fitsRight ? end.place.x() + px(8) : end.place.x() - width;
        const double middle = fitsRight ? end.place.y() : end.place.y() - height;
        // Of the places near the end the one that the fewest other lines run through.
        std::optional<QRectF> best;
        double leastCrossed = 1e9;
        for (const double shift : {0.0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4}) {
            QRectF box(left, middle - height / 2.0 + shift * height, width, height);
            if (!fitsRight && shift > 0)
                box.moveTop(end.place.y() + px(4) + (shift - 0.8) * height);
            if (box.top() < rect.top() || box.bottom() > rect.bottom() ||
                std::any_of(taken.begin(), taken.end(),
                            [&](const QRectF &other) { return other.intersects(box); }))
                continue;
            double crossed = std::abs(shift) * 0.4;
            for (const Chart::RunLine &line : chart.runLines)
                for (const double x : {box.left(), box.center().x(), box.right()}) {
                    const double value = valueNear(line, chart.x->pixelToCoord(x));
                    const double y = rect.top() + chart.curves->valuePixel(value);
                    if (std::isfinite(y) && y > box.top() - 1 && y < box.bottom() + 1) {
                        crossed += 1;
                        break;
                    }
                }
            if (crossed < leastCrossed) {
                leastCrossed = crossed;
                best = box;
            }
        }
        if (!best)
            continue;
        const bool dimmed =
            !hovered.isEmpty() && runs[end.run].id != hovered && runOf(hovered) >= 0;
        QColor ink = runColor(runs[end.run]);
        if (dimmed)
            ink.setAlphaF(0.35F);
        drawHaloedText(painter, {best->left(), best->top() + metrics.ascent()}, text, ink,
                       color(Theme::Token::Surface));
        taken.append(best->adjusted(-px(4), 0, px(4), 0));
    }
}

} // namespace phi1
