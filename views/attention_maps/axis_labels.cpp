// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/axis_labels.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// 1, 2, 5, 10, 20, 50 …: the first that is large enough.
int niceStride(double least)
{
    for (int decade = 1;; decade *= 10) {
        for (const int step : {1, 2, 5}) {
            if (decade * step >= least)
                return decade * step;
        }
    }
}

} // namespace

QVector<int> axisLabels(const AxisPlace &place, double room, const QVector<int> &always)
{
    if (place.count <= 0 || !(place.cell > 0) || !(place.length > 0))
        return {};
    const auto isInSight = [&](int index) {
        const double middle = place.middle(index);
        return middle >= 0 && middle <= place.length;
    };
    QVector<int> forced;
    for (const int index : always) {
        const bool touches = std::any_of(forced.begin(), forced.end(), [&](int other) {
            return std::abs(index - other) * place.cell < room;
        });
        if (index >= 0 && index < place.count && isInSight(index) && !touches)
            forced.append(index);
    }
    const int stride = niceStride(std::min(room / place.cell, double(place.count)));
    const auto first = std::max(0, static_cast<int>(std::floor(-place.origin / place.cell)) - 1);
    QVector<int> labels = forced;
    for (int index = (first + stride - 1) / stride * stride; index < place.count; index += stride) {
        if (place.middle(index) > place.length)
            break;
        const bool touches = std::any_of(forced.begin(), forced.end(), [&](int other) {
            return std::abs(index - other) * place.cell < room;
        });
        if (isInSight(index) && !touches)
            labels.append(index);
    }
    std::sort(labels.begin(), labels.end());
    return labels;
}

} // namespace phi1
