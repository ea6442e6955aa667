// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/token_relation.h"
#include "model/cpu/cpu_features.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/map_sweep.h"

namespace phi1 {

/// Usage for a relation that is not about `tokens` tokens: queries out of order, a key after its
/// query.
Result<void> checkRelation(const TokenRelation &relation, std::int64_t tokens);

/// Sums of one head's rows for HeadStatistics and relations, stretch by stretch of rows, so that
/// the result does not depend on who computed which.
class MapStatistics
{
public:
    /// Rows of a stretch: MapSweep::Part::band.
    static constexpr std::int64_t band = 2 * MapSweep::rowsAtOnce;

    /// @param relations  outlive this, with queries below `tokens`
    MapStatistics(std::span<const TokenRelation> relations, std::int64_t tokens,
                  InstructionSet instructions);

    /// Rows of one stretch; different stretches may come at the same time.
    void add(const MapRows &rows);
    /// @param related  [relations]
    void finish(bool hasOther, HeadStatistics &statistics, std::span<float> related) const;

private:
    enum Figure : std::size_t { Previous, Sink, Self, Entropy, Distance, Change, figures };

    double *sumsOf(std::int64_t row);

    std::span<const TokenRelation> m_relations;
    std::int64_t m_tokens;
    InstructionSet m_instructions;
    std::vector<double> m_sums; ///< [stretches, figures + relations]
};

} // namespace phi1
