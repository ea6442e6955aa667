// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

/// AttentionCapture::rollout() of any complete capture, a slice at a time: from the mean of the
/// heads' maps, layer by layer from the last to the first, in double. It costs a pass over the maps
/// of every head up to `position`.
/// Source: Abnar and Zuidema 2020 (arXiv:2005.00928), section 3: the mean over heads, and one half
/// for the residual connection.
class AttentionRollout
{
public:
    /// @param capture  complete; outlives this
    /// @param position  of one of its tokens
    AttentionRollout(AttentionCapture &capture, std::int64_t position);

    /// Some rows of one layer. @return whether it is complete
    Result<bool> step(std::stop_token stop);
    double progress() const; ///< 0 to 1
    /// [L, T]; complete after the last step.
    std::span<const float> values() const { return m_values; }

private:
    void finishLayer();

    AttentionCapture &m_capture;
    std::int64_t m_position;
    std::int64_t m_layer;        ///< that is looked through; -1 when all have been
    std::int64_t m_row;          ///< of it, next
    std::vector<double> m_share; ///< [position + 1] of the tokens above the layer
    std::vector<double> m_below; ///< [position + 1] below it, so far
    std::vector<float> m_map;    ///< rows of the layer's mean map
    std::vector<float> m_values; ///< [L, T]
};

/// All of it at once. @param out  [L, T]
Result<void> attentionRollout(AttentionCapture &capture, std::int64_t position,
                              std::span<float> out, std::stop_token stop);

} // namespace phi1
