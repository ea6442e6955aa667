// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/static_decode.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <ATen/ops/_softmax.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/zeros.h>

#include "model/architecture/phi_model.h"
#include "model/kernels/device_backend.h"
#include "model/torch_inference/rotary_heads.h"
#include "model/torch_inference/tensor_ablation.h"

namespace phi1 {

StaticDecode::StaticDecode(const PhiModel &model, at::Tensor keys, at::Tensor values,
                           DeviceBackend *backend, const TensorAblation *ablation)
    : m_model(model)
    , m_ablation(ablation)
    , m_keys(std::move(keys))
    , m_values(std::move(values))
{
    const at::TensorOptions numbers = at::TensorOptions().device(model.device()).dtype(at::kLong);
    const at::TensorOptions floats = numbers.dtype(at::kFloat);
    m_token = at::zeros({1}, numbers);
    m_position = at::zeros({1}, numbers);
    m_columns = at::arange(m_keys.size(2), numbers);
    m_hiddenColumns = at::zeros({1, 1, m_keys.size(2)}, floats);
    m_logits = at::zeros({model.config().vocabulary}, floats);
    if (!backend)
        return;
    // Recording runs the step: with position 0 it would overwrite the cache's first column.
    const at::Tensor keptKeys = m_keys.narrow(2, 0, 1).clone();
    const at::Tensor keptValues = m_values.narrow(2, 0, 1).clone();
    m_graph = backend->record(std::max(0, int(model.device().index())), [this] { step(); });
    m_keys.narrow(2, 0, 1).copy_(keptKeys);
    m_values.narrow(2, 0, 1).copy_(keptValues);
}

StaticDecode::~StaticDecode() = default;

void StaticDecode::run(TokenId token, std::int64_t position, std::span<float> logits)
{
    m_token.fill_(static_cast<std::int64_t>(token));
    m_position.fill_(position);
    if (m_graph)
        m_graph->replay();
    else
        step();
    const at::Tensor result = m_logits.cpu();
    std::memcpy(logits.data(), result.const_data_ptr<float>(), logits.size_bytes());
}

/// @param query  [H, 1, D]; @return [1, C]
at::Tensor StaticDecode::attend(std::int64_t layer, const at::Tensor &query) const
{
    const at::Tensor values = m_values.select(0, layer);
    const double scale = 1.0 / std::sqrt(static_cast<double>(query.size(2)));
    const at::Tensor scores = at::bmm(query, m_keys.select(0, layer).transpose(1, 2))
                                  .to(at::kFloat)
                                  .mul(scale)
                                  .add(m_hiddenColumns);
    const at::Tensor weights = at::_softmax(scores, -1, false).to(values.scalar_type());
    return at::bmm(weights, values).transpose(0, 1).reshape({1, -1});
}

void StaticDecode::step()
{
    const PhiConfig &config = m_model.config();
    const ParameterSet &parameters = m_model.parameters();
    const std::vector<Parameter> &list = parameters.list();
    const at::Tensor &weights = m_model.computeValues();
    const at::ScalarType type = m_model.computeType();
    const auto normed = [&](const at::Tensor &in, const Parameter &weight, const Parameter &bias) {
        return at::layer_norm(in, {config.hidden}, weight.value, bias.value,
                              config.layerNormEpsilon)
            .to(type);
    };
    const auto linear = [&](const at::Tensor &in, const at::Tensor &weight,
                            const at::Tensor &bias) { return at::addmm(bias, in, weight.t()); };
    const auto view = [&](std::size_t index) { return parameters.view(weights, list.at(index)); };

    m_hiddenColumns.zero_();
    m_hiddenColumns.masked_fill_(m_columns.gt(m_position).view({1, 1, -1}),
                                 -std::numeric_limits<float>::infinity());
    const at::Tensor cosines = m_model.rotaryCosines().index_select(0, m_position).unsqueeze(1);
    const at::Tensor sines = m_model.rotarySines().index_select(0, m_position).unsqueeze(1);
    at::Tensor hidden = parameters.embedding().value.index_select(0, m_token);
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        const LayerParameters &block = parameters.layer(layer);
        const at::Tensor fused =
            linear(normed(hidden, list.at(block.normWeight), list.at(block.normBias)),
                   parameters.fusedWeight(weights, layer), parameters.fusedBias(weights, layer));
        const auto heads = [&](std::int64_t part) {
            return fused.narrow(1, part * config.hidden, config.hidden)
                .view({1, config.heads, config.headDimension()});
        };
        const auto rotated = [&](std::int64_t part) {
            return rotateHeads(heads(part).to(at::kFloat), cosines, sines, config.rotary)
                .to(type)
                .transpose(0, 1);
        };
        m_keys.select(0, layer).index_copy_(1, m_position, rotated(1));
        m_values.select(0, layer).index_copy_(1, m_position, heads(2).transpose(0, 1));
        at::Tensor attended = attend(layer, rotated(0));
        if (m_ablation)
            attended = m_ablation->apply(layer, attended);
        const at::Tensor active = at::gelu(fused.narrow(1, 3 * config.hidden, config.mlp), "tanh");
        hidden =
            hidden.add(linear(attended, view(block.dense), view(block.denseBias)).to(at::kFloat))
                .add(linear(active, view(block.fc2), view(block.fc2Bias)).to(at::kFloat));
    }
    const at::Tensor last =
        normed(hidden, parameters.finalNormWeight(), parameters.finalNormBias());
    m_logits.copy_(linear(last, parameters.view(weights, parameters.head()),
                          parameters.view(weights, parameters.headBias()))
                       .view({-1}));
}

} // namespace phi1
