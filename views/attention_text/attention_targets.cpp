// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_targets.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

QVector<float> lookWeights(const HeadMap &map, LookDirection direction, int anchor)
{
    const int tokens = map.tokens();
    if (anchor < 0 || anchor >= tokens)
        return {};
    QVector<float> weights(tokens);
    for (int token = 0; token < tokens; ++token) {
        if (isReachable(direction, anchor, token))
            weights[token] = direction == LookDirection::LooksAt ? map.value(anchor, token)
                                                                 : map.value(token, anchor);
    }
    return weights;
}

bool isReachable(LookDirection direction, int anchor, int token)
{
    return direction == LookDirection::LooksAt ? token <= anchor : token >= anchor;
}

QVector<AttentionTarget> strongestTargets(std::span<const float> weights, int count)
{
    QVector<AttentionTarget> targets;
    for (std::size_t token = 0; token < weights.size(); ++token) {
        if (weights[token] != 0) // also NaN
            targets.append({static_cast<int>(token), weights[token]});
    }
    const auto isStronger = [](const AttentionTarget &a, const AttentionTarget &b) {
        const bool aIsNan = std::isnan(a.weight);
        const bool bIsNan = std::isnan(b.weight);
        if (aIsNan != bIsNan)
            return aIsNan;
        const float strengthA = std::fabs(a.weight);
        const float strengthB = std::fabs(b.weight);
        if (!aIsNan && strengthA != strengthB)
            return strengthA > strengthB;
        return a.token < b.token;
    };
    const auto kept = std::clamp<qsizetype>(count, 0, targets.size());
    std::partial_sort(targets.begin(), targets.begin() + kept, targets.end(), isStronger);
    targets.resize(kept);
    return targets;
}

} // namespace phi1
