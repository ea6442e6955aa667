// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/logit_lens.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "core/base/text.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

/// Outputs of the head computed between two looks at the stop token: some 20 ms of phi-1's size.
constexpr std::int64_t outputsAtATime = 16384;

bool isFinite(std::span<const float> values)
{
    return std::all_of(values.begin(), values.end(),
                       [](float value) { return std::isfinite(value); });
}

} // namespace

Result<void> logitLens(const CpuModel &model, ThreadPool &pool, const LayerNorms &norms,
                       std::int64_t position, std::span<float> logits, std::stop_token stop)
{
    const std::int64_t rows = norms.layers() + 1;
    const std::int64_t vocabulary = model.config.vocabulary;
    if (logits.size() != static_cast<std::size_t>(rows * vocabulary))
        throw std::invalid_argument(
            concat("a lens has ", rows * vocabulary, " logits, there is room for ", logits.size()));
    const auto width = static_cast<std::size_t>(norms.width());
    std::vector<float> normed(static_cast<std::size_t>(rows) * width);
    for (std::int64_t layer = 0; layer < rows; ++layer) {
        float *row = normed.data() + static_cast<std::size_t>(layer) * width;
        norms.read(layer, position, 1, row);
        if (layer == norms.layers())
            break;
        const CpuModel::Layer &from = model.layers[static_cast<std::size_t>(layer)];
        for (std::size_t c = 0; c < width; ++c) {
            // Nothing divided by nothing is NaN, which stands for the whole row below.
            const double plain = (static_cast<double>(row[c]) - from.normBias[c]) /
                                 static_cast<double>(from.normWeight[c]);
            row[c] = static_cast<float>(plain * model.finalNormWeight[c] + model.finalNormBias[c]);
        }
    }
    for (std::int64_t first = 0; first < vocabulary; first += outputsAtATime) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the logit lens was stopped");
        model.head->applyOutputs(pool, normed.data(), norms.width(), rows, model.headBias.data(),
                                 logits.data() + first, vocabulary, first,
                                 std::min(outputsAtATime, vocabulary - first));
    }
    for (std::int64_t layer = 0; layer < rows; ++layer) {
        const auto at = static_cast<std::size_t>(layer);
        if (!isFinite(std::span(normed).subspan(at * width, width)))
            std::fill_n(logits.data() + layer * vocabulary, vocabulary,
                        std::numeric_limits<float>::quiet_NaN());
    }
    return model.check();
}

} // namespace phi1
