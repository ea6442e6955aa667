// SPDX-License-Identifier: Apache-2.0
// What a capture on an accelerator says of heads and positions, other than their maps.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/inference/attention/rollout.h"
#include "model/kernels/device_backend.h"
#include "model/torch_inference/tensor_capture.h"

namespace phi1 {

namespace {

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

/// Mean over the rows from 1 on of figures [T, mapRowFigures].
HeadStatistics meanOfRows(const float *figures, std::int64_t tokens, bool isDifference)
{
    if (tokens < 2)
        return {nothing, nothing, nothing, nothing, nothing, nothing};
    double sums[mapRowFigures] = {};
    for (std::int64_t i = 1; i < tokens; ++i)
        for (std::int64_t n = 0; n < mapRowFigures; ++n)
            sums[n] += static_cast<double>(figures[i * mapRowFigures + n]);
    const auto mean = [&](std::int64_t n) {
        return static_cast<float>(sums[n] / static_cast<double>(tokens - 1));
    };
    return {mean(0), mean(1), mean(2), mean(3), mean(4), isDifference ? mean(5) : nothing};
}

/// Every (query, key) of a relation as two lists on the device.
struct Pairs {
    at::Tensor queries, keys; ///< [pairs] int32
};

Pairs pairsOf(const TokenRelation &relation, at::Device device)
{
    const auto count = static_cast<std::int64_t>(relation.keys.size());
    const at::Tensor queries = at::empty({count}, at::kInt), keys = at::empty({count}, at::kInt);
    std::int32_t *query = queries.mutable_data_ptr<std::int32_t>();
    for (std::size_t q = 0; q < relation.queries.size(); ++q)
        for (std::int32_t k = relation.offsets[q]; k < relation.offsets[q + 1]; ++k)
            *query++ = relation.queries[q];
    std::copy(relation.keys.begin(), relation.keys.end(), keys.mutable_data_ptr<std::int32_t>());
    return {queries.to(device), keys.to(device)};
}

Result<void> checkRelation(const TokenRelation &relation, std::int64_t tokens)
{
    const auto inside = [tokens](std::int32_t token) { return token >= 0 && token < tokens; };
    const bool isSound =
        relation.offsets.size() == relation.queries.size() + 1 && relation.offsets.front() == 0 &&
        static_cast<std::size_t>(relation.offsets.back()) == relation.keys.size() &&
        std::is_sorted(relation.offsets.begin(), relation.offsets.end()) &&
        std::all_of(relation.queries.begin(), relation.queries.end(), inside) &&
        std::all_of(relation.keys.begin(), relation.keys.end(), inside);
    if (!isSound)
        return failure(ErrorCode::Usage, concat("the relation \"", relation.name,
                                                "\" names tokens outside of the text, or its lists "
                                                "do not fit together"));
    return {};
}

} // namespace

Result<void> TensorCapture::statistics(std::span<const HeadId> heads,
                                       std::span<const TokenRelation> relations,
                                       const AttentionLook &look,
                                       std::span<HeadStatistics> statistics,
                                       std::span<float> related, std::stop_token stop)
{
    PHI1_ASSIGN(TensorCapture *const minus, other(look));
    for (const TokenRelation &relation : relations)
        PHI1_TRY(checkRelation(relation, tokens()));
    for (const HeadId &head : heads)
        PHI1_TRY(checkHead(head));
    return guarded([&]() -> Result<void> {
        std::vector<Pairs> pairs;
        for (const TokenRelation &relation : relations)
            pairs.push_back(pairsOf(relation, m_model->device()));
        for (std::size_t h = 0; h < heads.size(); ++h) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "attention is not wanted any more");
            PHI1_ASSIGN(const Heads mine,
                        project(heads[h].layer, heads[h].head, 1, look.withoutFirst));
            Heads theirs;
            HeadMaps others;
            if (minus) {
                PHI1_ASSIGN(theirs,
                            minus->project(heads[h].layer, heads[h].head, 1, look.withoutFirst));
                others = theirs.maps();
            }
            at::Tensor figures = at::empty({tokens(), mapRowFigures}, mine.queries.options());
            bool isDone = m_backend->headRowFigures(mine.maps(), minus ? &others : nullptr,
                                                    figures.mutable_data_ptr<float>());
            figures = figures.cpu();
            statistics[h] = meanOfRows(figures.const_data_ptr<float>(), tokens(), minus != nullptr);
            for (std::size_t r = 0; r < relations.size(); ++r) {
                float &result = related[h * relations.size() + r];
                result = nothing;
                if (relations[r].queries.empty())
                    continue;
                const std::int64_t count = pairs[r].queries.numel();
                at::Tensor weights = at::empty({count}, mine.queries.options());
                isDone &= m_backend->headPairs(mine.maps(),
                                               pairs[r].queries.const_data_ptr<std::int32_t>(),
                                               pairs[r].keys.const_data_ptr<std::int32_t>(), count,
                                               weights.mutable_data_ptr<float>());
                weights = weights.cpu();
                double sum = 0;
                for (std::int64_t n = 0; n < count; ++n)
                    sum += static_cast<double>(weights.const_data_ptr<float>()[n]);
                result = static_cast<float>(sum / static_cast<double>(relations[r].queries.size()));
            }
            if (!isDone)
                return failure(ErrorCode::Device, "the GPU refused to compute attention figures; "
                                                  "is its module of this version?");
        }
        return {};
    });
}

Result<void> TensorCapture::rollout(std::int64_t position, std::span<float> out,
                                    std::stop_token stop)
{
    PHI1_TRY(checkRange("positions", position, 1));
    AttentionRollout rollout(*this, position);
    for (bool isComplete = false; !isComplete;) {
        PHI1_ASSIGN(isComplete, rollout.step(stop));
    }
    std::copy(rollout.values().begin(), rollout.values().end(), out.begin());
    return {};
}

Result<void> TensorCapture::lens(std::int64_t position, std::span<float> logits,
                                 std::stop_token stop)
{
    if (position < 0 || position >= tokens())
        return failure(ErrorCode::Usage, concat("position ", position,
                                                " was asked for; the text "
                                                "has ",
                                                tokens(), " tokens"));
    if (!m_final.defined())
        return failure(ErrorCode::Usage, "the text is still being captured; wait until it is");
    return guarded([&]() -> Result<void> {
        const ParameterSet &parameters = m_model->parameters();
        const at::Tensor &weights = m_model->computeValues();
        const at::Tensor head = parameters.view(weights, parameters.head());
        const at::Tensor bias = parameters.view(weights, parameters.headBias());
        const auto width = static_cast<std::size_t>(m_model->config().vocabulary);
        for (std::int64_t layer = 0; layer <= layers(); ++layer) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "attention is not wanted any more");
            at::Tensor row;
            if (layer == layers()) {
                row = m_final.narrow(0, position, 1);
            } else {
                // As logitLens() of the CPU: LayerNorms differ in weight and bias alone.
                const LayerParameters &block = parameters.layer(layer);
                const at::Tensor own = parameters.list().at(block.normWeight).value;
                row = m_normed[static_cast<std::size_t>(layer)]
                          .narrow(0, position, 1)
                          .to(at::kFloat)
                          .sub(parameters.list().at(block.normBias).value)
                          .div(own)
                          .mul(parameters.finalNormWeight().value)
                          .add(parameters.finalNormBias().value);
                // What a weight of 0 has taken away cannot be told.
                row.masked_fill_(own.eq(0).any().view({1, 1}), static_cast<double>(nothing));
                row = row.to(m_model->computeType());
            }
            const at::Tensor result =
                at::addmm(bias, row, head.t()).to(at::kFloat).cpu().contiguous();
            std::memcpy(logits.data() + static_cast<std::size_t>(layer) * width,
                        result.const_data_ptr<float>(), width * sizeof(float));
        }
        return {};
    });
}

} // namespace phi1
