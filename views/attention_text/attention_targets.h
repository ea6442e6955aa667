// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_types.h"
#include "views/state/head_map.h"

#include <span>

#include <QMetaType>
#include <QVector>

namespace phi1 {

/// Which way one looks from a token.
enum class LookDirection {
    LooksAt,    ///< the token is a query: its row of the map
    LookedAtBy, ///< the token is a key: its column
};

/// Where a token looks, or who looks at it.
struct AttentionTarget {
    int token = -1;
    float weight = 0; ///< NaN where the map is no number

    bool operator==(const AttentionTarget &) const = default;
};

/// A row or a column of a map as one number per token. Legend: T tokens.
/// @return [T]; 0 for tokens the anchor cannot reach; empty without a map or such a token
QVector<float> lookWeights(const HeadMap &map, LookDirection direction, int anchor);

/// Whether the anchor's weight on a token is a weight at all: a query reaches what is not after it,
/// a key is reached from what is not before it.
bool isReachable(LookDirection direction, int anchor, int token);

/// The tokens with the largest magnitudes, descending, equal ones by place. Those that are exactly
/// 0 are none; NaN come first, as what has to be seen.
/// @param weights  [T]
QVector<AttentionTarget> strongestTargets(std::span<const float> weights, int count);

} // namespace phi1

Q_DECLARE_METATYPE(phi1::LookDirection)
