// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "model/architecture/phi_config.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

/// The heads of a model that are switched off, and what stands in their place: the input of the
/// dense layer holds it instead of what the head gathered. Read-only, shared by engines and
/// captures.
class AblatedHeads
{
public:
    /// @param base  heads that are off already and stay so; may be null. A head of both takes the
    /// new replacement.
    /// @return Usage for a head that is not there or stands twice, or for replacements of another
    /// size than [heads, D]
    static Result<std::shared_ptr<const AblatedHeads>>
    make(const HeadAblation &ablation, const PhiConfig &config, const AblatedHeads *base = nullptr);

    /// Replaces what the layer's heads gathered. @param attended  [rows, C]
    void apply(std::int64_t layer, std::int64_t rows, float *attended) const;

private:
    explicit AblatedHeads(const PhiConfig &config)
        : m_width(config.hidden)
        , m_dimension(config.headDimension())
    {}

    std::int64_t m_width, m_dimension;
    std::map<HeadId, std::vector<float>> m_replacements; ///< [D] each
};

} // namespace phi1
