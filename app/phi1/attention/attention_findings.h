// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/phi1/attention/head_measures.h"
#include "model/inference/engine.h"

namespace phi1 {

/// What `phi1 attention` found: the scores of all heads, or the map of one.
struct AttentionFindings {
    std::string name, minus; ///< of the checkpoints
    std::string fingerprint, minusFingerprint;
    EngineFacts facts;
    bool withoutFirst = false;
    std::vector<TokenId> ids;                    ///< [T]
    std::vector<std::string> pieces;             ///< [T] bytes of each token
    std::optional<std::vector<TokenSpan>> spans; ///< [T] in the prompt
    HeadMeasures measures;                       ///< without values where there is a map
    std::optional<HeadId> head;
    std::vector<float> map; ///< [T, T] of `head`

    std::int64_t tokens() const { return static_cast<std::int64_t>(ids.size()); }
};

} // namespace phi1
