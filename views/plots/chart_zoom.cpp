// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "views/plots/chart_area_p.h"

namespace phi1 {

namespace {

constexpr int longestHistory = 64;
constexpr int oneGesture = 700; // ms: wheel steps this close to each other are one zoom

bool isUsable(const QCPRange &range, bool logarithmic)
{
    if (!std::isfinite(range.lower) || !std::isfinite(range.upper) ||
        (logarithmic && range.lower <= 0))
        return false;
    // Less than this and neighbouring pixels would be the same number.
    return range.upper - range.lower >
           1e-12 * std::max({std::abs(range.lower), std::abs(range.upper), 1e-290});
}

} // namespace

ChartAreaPrivate::View ChartAreaPrivate::view() const
{
    View view;
    view.following = following;
    view.x = xRange;
    for (const auto &chart : charts)
        if (chart->zoomedY)
            view.y[chart->spec.id] = *chart->zoomedY;
    return view;
}

void ChartAreaPrivate::setView(const View &view)
{
    xRange = view.x;
    for (const auto &chart : charts) {
        const auto range = view.y.constFind(chart->spec.id);
        chart->zoomedY = range == view.y.cend() ? std::nullopt : std::optional(*range);
    }
    if (following != view.following) {
        following = view.following;
        emit q->followingChanged(following);
    }
    queueReplot();
}

void ChartAreaPrivate::remember()
{
    history.append(view());
    if (history.size() > longestHistory)
        history.removeFirst();
}

void ChartAreaPrivate::leaveFollowing()
{
    if (!following)
        return;
    following = false;
    emit q->followingChanged(false);
}

void ChartAreaPrivate::zoomTo(int chart, std::optional<QCPRange> x, std::optional<QCPRange> y)
{
    Chart &target = *charts[static_cast<std::size_t>(chart)];
    if (x && !isUsable(*x, logX))
        x.reset();
    if (y && !isUsable(*y, target.logY))
        y.reset();
    if (!x && !y)
        return;
    if (x)
        xRange = *x;
    if (y)
        target.zoomedY = *y;
    leaveFollowing();
    queueReplot();
}

QCPRange ChartAreaPrivate::scaled(const QCPRange &range, bool logarithmic, double factor,
                                  double center)
{
    if (logarithmic) {
        const double middle = std::log(center);
        return {std::exp(middle + (std::log(range.lower) - middle) * factor),
                std::exp(middle + (std::log(range.upper) - middle) * factor)};
    }
    return {center + (range.lower - center) * factor, center + (range.upper - center) * factor};
}

QCPRange ChartAreaPrivate::moved(const QCPRange &range, bool logarithmic, double share)
{
    if (logarithmic) {
        const double factor = std::exp(std::log(range.upper / range.lower) * share);
        return {range.lower * factor, range.upper * factor};
    }
    const double distance = range.size() * share;
    return {range.lower + distance, range.upper + distance};
}

void ChartAreaPrivate::zoomAt(int chart, const QPointF &place, double factor, bool x, bool y)
{
    Chart &target = *charts[static_cast<std::size_t>(chart)];
    if (!sinceRemembered.isValid() || sinceRemembered.elapsed() > oneGesture)
        remember();
    sinceRemembered.start();
    std::optional<QCPRange> newX, newY;
    if (x)
        newX = scaled(xRange, logX, factor, target.x->pixelToCoord(place.x()));
    if (y)
        newY = scaled(target.zoomedY.value_or(target.fittedY), target.logY, factor,
                      target.y->pixelToCoord(place.y()));
    zoomTo(chart, newX, newY);
}

void ChartAreaPrivate::pan(int chart, const QPointF &from, const QPointF &to, const View &start)
{
    Chart &target = *charts[static_cast<std::size_t>(chart)];
    const QRect rect = target.rect->rect();
    const double shareX = -(to.x() - from.x()) / std::max(1, rect.width());
    const double shareY = (to.y() - from.y()) / std::max(1, rect.height());
    const QCPRange startY = start.y.value(target.spec.id, target.fittedY);
    std::optional<QCPRange> y;
    // A sideways pull does not fix the height.
    if (std::abs(to.y() - from.y()) > px(6) || start.y.contains(target.spec.id))
        y = moved(startY, target.logY, shareY);
    zoomTo(chart, moved(start.x, logX, shareX), y);
}

} // namespace phi1
