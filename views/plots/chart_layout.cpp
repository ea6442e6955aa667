// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QFontMetrics>
#include <QToolButton>

#include "views/plots/chart_area_p.h"
#include "views/plots/nice_ticker.h"

namespace phi1 {

namespace {

constexpr double firstShare = 0.62;  ///< of the width, for the first chart
constexpr double columnShare = 0.40; ///< the same in three columns

NiceTicker::Kind valueKind(ChartSpec::Kind kind)
{
    if (kind == ChartSpec::Bytes)
        return NiceTicker::Kind::Bytes;
    return kind == ChartSpec::Share ? NiceTicker::Kind::Share : NiceTicker::Kind::Number;
}

NiceTicker::Kind kindOf(CurveAxis axis)
{
    switch (axis) {
    case CurveAxis::Step:
        return NiceTicker::Kind::Whole;
    case CurveAxis::Tokens:
        return NiceTicker::Kind::Number;
    case CurveAxis::Time:
        return NiceTicker::Kind::Duration;
    case CurveAxis::Clock:
        return NiceTicker::Kind::Clock;
    }
    return NiceTicker::Kind::Number;
}

} // namespace

void ChartAreaPrivate::placeCells()
{
    panels.clear();
    QRect area = plot->rect();
    if (exporting) // room for the legend
        area.setTop(area.top() + px(36));
    const int count = static_cast<int>(charts.size());
    if (count == 0)
        return;
    const int gap = px(8);
    // Columns of charts: how many each holds.
    std::vector<std::pair<QRect, int>> columns;
    if (count == 1 || chartLayout == ChartLayout::Stacked) {
        columns.emplace_back(area, count);
    } else if (chartLayout == ChartLayout::FirstLeft || count < 3) {
        const int first = static_cast<int>((area.width() - gap) * firstShare);
        columns.emplace_back(QRect(area.left(), area.top(), first, area.height()), 1);
        columns.emplace_back(
            QRect(area.left() + first + gap, area.top(), area.width() - first - gap, area.height()),
            count - 1);
    } else {
        const int first = static_cast<int>((area.width() - 2 * gap) * columnShare);
        const int second = (area.width() - 2 * gap - first) / 2;
        const int left = area.left() + first + gap;
        columns.emplace_back(QRect(area.left(), area.top(), first, area.height()), 1);
        columns.emplace_back(QRect(left, area.top(), second, area.height()), count / 2);
        columns.emplace_back(QRect(left + second + gap, area.top(),
                                   area.right() + 1 - (left + second + gap), area.height()),
                             count - 1 - count / 2);
    }
    const int labels = px(20); // below the lowest chart of a column
    std::size_t next = 0;
    for (const auto &[column, size] : columns) {
        const int panel = static_cast<int>(panels.size());
        panels.push_back(column);
        // In one column the first chart is twice as high as each other one.
        const bool tall = columns.size() == 1 && size > 1;
        const double shares = tall ? size + 1 : size;
        double top = column.top();
        for (int row = 0; row < size; ++row, ++next) {
            Chart &chart = *charts[next];
            chart.panel = panel;
            chart.showsX = row == size - 1;
            double height = (column.height() - labels) / shares * (tall && row == 0 ? 2 : 1);
            if (chart.showsX)
                height = column.bottom() + 1 - top;
            chart.cell = QRect(column.left(), static_cast<int>(std::lround(top)), column.width(),
                               static_cast<int>(std::lround(top + height)) -
                                   static_cast<int>(std::lround(top)));
            chart.head = QRect(chart.cell.left(), chart.cell.top(), chart.cell.width(),
                               std::min(px(row == 0 ? 28 : 24), chart.cell.height()));
            top += height;
        }
    }
}

void ChartAreaPrivate::arrange()
{
    placeTicks();
    for (const auto &chart : charts)
        chart->rect->setOuterRect(chart->cell);
    placeButtons();
}

void ChartAreaPrivate::placeTicks()
{
    const QFontMetrics metrics(font(Theme::Font::Caption));
    std::vector<int> left(panels.size(), px(36));
    const bool anyData =
        std::any_of(charts.begin(), charts.end(), [](const auto &chart) { return chart->hasData; });
    for (const auto &chart : charts) {
        const int bottom = chart->showsX ? px(exporting ? 40 : 24) : px(6);
        const int height = std::max(chart->cell.height() - chart->head.height() - bottom, px(20));
        const QCPRange range = chart->y->range();
        const int most = std::clamp(height / px(26), 2, 6);
        NiceTicker::Ticks ticks;
        if (chart->hasData) // numbers without a line would be made up
            ticks = NiceTicker::ticks(range.lower, range.upper, chart->logY,
                                      valueKind(chart->spec.kind), most);
        chart->yTicker->places = ticks.places;
        chart->yTicker->labels = ticks.labels;
        int &margin = left[static_cast<std::size_t>(chart->panel)];
        for (const QString &label : ticks.labels)
            margin = std::max(margin, metrics.horizontalAdvance(label) + px(20));
    }
    for (const auto &chart : charts) {
        int margin = left[static_cast<std::size_t>(chart->panel)];
        margin = (margin + 3) / 4 * 4; // does not change with each new digit
        if (exporting) {
            margin += px(16);
            chart->y->setLabel(chart->spec.unit.isEmpty()
                                   ? chart->spec.title
                                   : tr("%1 (%2)").arg(chart->spec.title, chart->spec.unit));
            chart->x->setLabel(chart->showsX ? xTitle() : QString());
        }
        const int bottom = chart->showsX ? px(exporting ? 40 : 24) : px(6);
        // Charts above each other keep one right border.
        const Chart &first = *charts.front();
        const int right = px(16) + (chart->panel == first.panel
                                        ? endLabelRoom(first, first.cell.width() - margin - px(16))
                                        : 0);
        chart->rect->setMargins(QMargins(margin, chart->head.height() + px(2), right, bottom));
        const int width = std::max(chart->cell.width() - margin - right, px(40));
        QCPRange range = chart->x->range();
        const int most = std::clamp(width / px(axis == CurveAxis::Clock ? 72 : 58), 2, 7);
        NiceTicker::Ticks ticks;
        if (anyData)
            ticks = NiceTicker::ticks(range.lower, range.upper, logX, kindOf(axis), most);
        chart->xTicker->places = ticks.places;
        chart->xTicker->labels = ticks.labels;
        chart->x->setTickLabels(chart->showsX);
        chart->x->setTicks(true);
        chart->x->setTickLength(0, chart->showsX ? px(4) : 0);
    }
}

/// Beside the first chart names stand where lines end at its border. Does not depend on what is
/// hovered, or the chart would move under the pointer.
int ChartAreaPrivate::endLabelRoom(const Chart &chart, int width) const
{
    if (&chart != charts.front().get() || width < px(200))
        return 0;
    QFont bold = font(Theme::Font::Caption);
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const KeyScale scale{xRange.lower, xRange.upper, static_cast<double>(width), logX};
    const bool allNamed = chart.runLines.size() <= 3;
    int room = 0;
    for (const Chart::RunLine &line : chart.runLines) {
        const std::size_t rows = std::min(line.keys->size(), line.shown->size());
        if (rows == 0 || std::isnan((*line.shown)[rows - 1]))
            continue;
        const double end = scale.pixel((*line.keys)[rows - 1]);
        if (end > width + 1 || end < 0)
            continue;
        const int name =
            allNamed ? std::min(metrics.horizontalAdvance(runs[line.run].name), px(endLabelWidth))
                     : px(endLabelWidth);
        room = std::max(room, static_cast<int>(end) + px(4) + name - width);
    }
    return std::min(room, width / 4);
}

QString ChartAreaPrivate::xTitle() const
{
    switch (axis) {
    case CurveAxis::Step:
        return tr("Step");
    case CurveAxis::Tokens:
        return tr("Tokens");
    case CurveAxis::Time:
        return tr("Time of work");
    case CurveAxis::Clock:
        return tr("Local time");
    }
    return {};
}

void ChartAreaPrivate::placeButtons()
{
    if (exporting)
        return;
    const int size = px(24);
    for (const auto &chart : charts) {
        const QRect head = chart->head;
        chart->menu->setGeometry(head.right() + 1 - size - px(4),
                                 head.top() + (head.height() - size) / 2 + px(1), size, size);
        chart->menu->setVisible(chart->cell.height() > px(60));
    }
    followButton->setVisible(!following && !charts.empty());
    if (followButton->isVisible()) {
        const Chart &first = *charts.front();
        const QSize hint = followButton->sizeHint();
        const int height = px(24);
        followButton->setChecked(true);
        followButton->setGeometry(first.cell.right() - px(16) - hint.width() - px(6),
                                  first.head.bottom() + px(8), hint.width(), height);
        followButton->raise();
    }
}

} // namespace phi1
