// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/parameter_set.h"

#include <stdexcept>

#include <ATen/ops/zeros.h>

#include "core/base/text.h"

namespace phi1 {

ParameterSet::ParameterSet(const PhiConfig &config, at::Device device)
    : m_hidden(config.hidden)
    , m_fusedRows(3 * config.hidden + config.mlp)
{
    if (const Result<void> valid = config.validate("the model"); !valid)
        throw std::invalid_argument(valid.error().message);
    const std::int64_t C = config.hidden;
    const std::int64_t M = config.mlp;
    const std::int64_t V = config.vocabulary;
    m_layers.resize(static_cast<std::size_t>(config.layers));

    // Matrices first: weight decay applies to one contiguous range.
    m_embedding = add("model.embed_tokens.weight", {V, C}, true);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const std::string prefix = concat("model.layers.", i, ".");
        LayerParameters &layer = m_layers[i];
        layer.query = add(prefix + "self_attn.q_proj.weight", {C, C}, true);
        layer.key = add(prefix + "self_attn.k_proj.weight", {C, C}, true);
        layer.value = add(prefix + "self_attn.v_proj.weight", {C, C}, true);
        layer.fc1 = add(prefix + "mlp.fc1.weight", {M, C}, true);
        layer.dense = add(prefix + "self_attn.dense.weight", {C, C}, true);
        layer.fc2 = add(prefix + "mlp.fc2.weight", {C, M}, true);
    }
    m_head = add("lm_head.weight", {V, C}, true);
    m_decayedCount = m_count;

    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const std::string prefix = concat("model.layers.", i, ".");
        LayerParameters &layer = m_layers[i];
        layer.normWeight = add(prefix + "input_layernorm.weight", {C}, false);
        layer.normBias = add(prefix + "input_layernorm.bias", {C}, false);
        layer.queryBias = add(prefix + "self_attn.q_proj.bias", {C}, false);
        layer.keyBias = add(prefix + "self_attn.k_proj.bias", {C}, false);
        layer.valueBias = add(prefix + "self_attn.v_proj.bias", {C}, false);
        layer.fc1Bias = add(prefix + "mlp.fc1.bias", {M}, false);
        layer.denseBias = add(prefix + "self_attn.dense.bias", {C}, false);
        layer.fc2Bias = add(prefix + "mlp.fc2.bias", {C}, false);
    }
    m_finalNormWeight = add("model.final_layernorm.weight", {C}, false);
    m_finalNormBias = add("model.final_layernorm.bias", {C}, false);
    m_headBias = add("lm_head.bias", {V}, false);

    const at::TensorOptions options = at::TensorOptions().dtype(at::kFloat).device(device);
    m_values = at::zeros({m_count}, options);
    m_gradients = at::zeros({m_count}, options);
    for (Parameter &parameter : m_list) {
        parameter.value = view(m_values, parameter);
        parameter.gradient = view(m_gradients, parameter);
    }
}

std::size_t ParameterSet::add(std::string name, std::vector<std::int64_t> shape, bool decays)
{
    Parameter parameter;
    parameter.offset = m_count;
    parameter.count = 1;
    for (const std::int64_t size : shape)
        parameter.count *= size;
    m_count += parameter.count;
    parameter.shape = std::move(shape);
    parameter.decays = decays;
    m_byName.emplace(name, m_list.size());
    parameter.name = std::move(name);
    m_list.push_back(std::move(parameter));
    return m_list.size() - 1;
}

const Parameter *ParameterSet::find(std::string_view name) const
{
    const auto found = m_byName.find(std::string(name));
    return found == m_byName.end() ? nullptr : &m_list[found->second];
}

at::Tensor ParameterSet::fusedWeight(const at::Tensor &flat, std::int64_t layer) const
{
    return flat.narrow(0, parameter(this->layer(layer).query).offset, m_fusedRows * m_hidden)
        .view({m_fusedRows, m_hidden});
}

at::Tensor ParameterSet::fusedBias(const at::Tensor &flat, std::int64_t layer) const
{
    return flat.narrow(0, parameter(this->layer(layer).queryBias).offset, m_fusedRows);
}

at::Tensor ParameterSet::view(const at::Tensor &flat, const Parameter &parameter) const
{
    return flat.narrow(0, parameter.offset, parameter.count).view(parameter.shape);
}

} // namespace phi1
