// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/tensor_capture_builder.h"

#include <algorithm>

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/torch_inference/rotary_heads.h"

namespace phi1 {

TensorCaptureBuilder::TensorCaptureBuilder(std::shared_ptr<const PhiModel> model,
                                           DeviceBackend *backend, std::vector<TokenId> ids,
                                           std::optional<TensorAblation> ablation)
    : m_model(std::move(model))
    , m_ablation(std::move(ablation))
    , m_capture(std::make_shared<TensorCapture>(m_model, backend, std::move(ids)))
{}

double TensorCaptureBuilder::progress() const
{
    return static_cast<double>(m_layer) / static_cast<double>(m_capture->layers());
}

Result<bool> TensorCaptureBuilder::step()
{
    try {
        if (!m_hidden.defined()) {
            at::Tensor ids = at::empty({m_capture->tokens()}, at::kLong);
            std::copy(m_capture->ids().begin(), m_capture->ids().end(),
                      ids.mutable_data_ptr<std::int64_t>());
            m_hidden =
                m_model->parameters().embedding().value.index_select(0, ids.to(m_model->device()));
        }
        if (m_layer < m_capture->layers())
            runLayer();
        if (m_layer < m_capture->layers())
            return false;
        const ParameterSet &parameters = m_model->parameters();
        m_capture->finish(
            at::layer_norm(m_hidden, {m_hidden.size(1)}, parameters.finalNormWeight().value,
                           parameters.finalNormBias().value, m_model->config().layerNormEpsilon)
                .to(m_model->computeType()));
        return true;
    } catch (const c10::Error &error) {
        return failure(ErrorCode::Device,
                       concat("attention could not be captured on ", m_model->device().str(), ": ",
                              error.what_without_backtrace()));
    }
}

void TensorCaptureBuilder::runLayer()
{
    const PhiConfig &config = m_model->config();
    const ParameterSet &parameters = m_model->parameters();
    const std::vector<Parameter> &list = parameters.list();
    const at::Tensor &weights = m_model->computeValues();
    const at::ScalarType type = m_model->computeType();
    const LayerParameters &block = parameters.layer(m_layer);
    const std::int64_t count = m_capture->tokens();
    const at::Tensor cosines = m_model->rotaryCosines().narrow(0, 0, count).unsqueeze(1);
    const at::Tensor sines = m_model->rotarySines().narrow(0, 0, count).unsqueeze(1);
    const auto linear = [&](const at::Tensor &in, std::size_t weight, std::size_t bias) {
        return at::addmm(parameters.view(weights, list.at(bias)), in,
                         parameters.view(weights, list.at(weight)).t())
            .to(at::kFloat);
    };

    const at::Tensor input =
        at::layer_norm(m_hidden, {config.hidden}, list.at(block.normWeight).value,
                       list.at(block.normBias).value, config.layerNormEpsilon)
            .to(type);
    const at::Tensor fused = at::addmm(parameters.fusedBias(weights, m_layer), input,
                                       parameters.fusedWeight(weights, m_layer).t());
    const auto heads = [&](std::int64_t part) {
        return fused.narrow(1, part * config.hidden, config.hidden)
            .view({count, config.heads, config.headDimension()});
    };
    const auto rotated = [&](std::int64_t part) {
        return rotateHeads(heads(part).to(at::kFloat), cosines, sines, config.rotary)
            .to(type)
            .transpose(0, 1)
            .unsqueeze(0);
    };
    at::Tensor attended =
        at::scaled_dot_product_attention(rotated(0), rotated(1),
                                         heads(2).transpose(0, 1).unsqueeze(0), {}, 0.0, true)
            .squeeze(0)
            .transpose(0, 1)
            .reshape({count, config.hidden});
    if (m_ablation)
        attended = m_ablation->apply(m_layer, attended);
    m_capture->addLayer(input, attended.to(at::kFloat).mean(0));
    const at::Tensor active = at::gelu(fused.narrow(1, 3 * config.hidden, config.mlp), "tanh");
    m_hidden = m_hidden.add(linear(attended, block.dense, block.denseBias))
                   .add(linear(active, block.fc2, block.fc2Bias));
    ++m_layer;
}

} // namespace phi1
