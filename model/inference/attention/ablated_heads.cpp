// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/ablated_heads.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

Result<std::shared_ptr<const AblatedHeads>>
AblatedHeads::make(const HeadAblation &ablation, const PhiConfig &config, const AblatedHeads *base)
{
    const auto dimension = static_cast<std::size_t>(config.headDimension());
    const std::size_t expected = ablation.heads.size() * dimension;
    if (!ablation.replacement.empty() && ablation.replacement.size() != expected)
        return failure(ErrorCode::Usage,
                       concat("the replacement of ", ablation.heads.size(), " heads has ",
                              ablation.replacement.size(), " numbers, expected ", expected, ": ",
                              dimension, " for each head; take it from a capture of this model"));
    const std::shared_ptr<AblatedHeads> made(base ? new AblatedHeads(*base)
                                                  : new AblatedHeads(config));
    std::map<HeadId, std::vector<float>> added;
    for (std::size_t i = 0; i < ablation.heads.size(); ++i) {
        const HeadId head = ablation.heads[i];
        if (head.layer < 0 || head.layer >= config.layers || head.head < 0 ||
            head.head >= config.heads)
            return failure(ErrorCode::Usage,
                           concat("there is no head ", head.head, " in layer ", head.layer,
                                  ": the model has layers 0 to ", config.layers - 1,
                                  " with heads 0 to ", config.heads - 1));
        std::vector<float> values(dimension, 0.0f);
        if (!ablation.replacement.empty())
            std::copy_n(ablation.replacement.begin() + static_cast<std::ptrdiff_t>(i * dimension),
                        dimension, values.begin());
        if (!added.emplace(head, std::move(values)).second)
            return failure(ErrorCode::Usage, concat("head ", head.head, " of layer ", head.layer,
                                                    " is to be switched off twice; name it once"));
    }
    for (auto &[head, values] : added)
        made->m_replacements[head] = std::move(values);
    return made;
}

void AblatedHeads::apply(std::int64_t layer, std::int64_t rows, float *attended) const
{
    for (auto at = m_replacements.lower_bound({layer, 0});
         at != m_replacements.end() && at->first.layer == layer; ++at) {
        float *column = attended + at->first.head * m_dimension;
        for (std::int64_t r = 0; r < rows; ++r)
            std::copy(at->second.begin(), at->second.end(), column + r * m_width);
    }
}

} // namespace phi1
