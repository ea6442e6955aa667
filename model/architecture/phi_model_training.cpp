// SPDX-License-Identifier: Apache-2.0
// The loss and the backward pass of PhiModel.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include "model/architecture/training_workspace.h"
#include "model/kernels/matrix_product.h"

namespace phi1 {

BlockActivations::BlockActivations(const PhiConfig &config, std::int64_t tokens,
                                   at::TensorOptions compute)
    : norm(at::empty({tokens, config.hidden}, compute))
    , mean(at::empty({tokens}, compute.dtype(at::kFloat)))
    , reciprocal(at::empty({tokens}, compute.dtype(at::kFloat)))
    , projection(at::empty({tokens, 3 * config.hidden + config.mlp}, compute))
    , attended(at::empty({tokens, config.hidden}, compute))
    , activated(at::empty({tokens, config.mlp}, compute))
{}

TrainingWorkspace::TrainingWorkspace(const PhiConfig &config, std::int64_t tokenCount,
                                     at::TensorOptions compute, bool shareBlock)
    : tokens(tokenCount)
    , oneBlock(shareBlock)
    , gradient(at::empty({tokens, config.hidden}, compute.dtype(at::kFloat)))
    , computeGradient(compute.dtype() == at::kFloat ? gradient
                                                    : at::empty({tokens, config.hidden}, compute))
    , attendedGradient(at::empty({tokens, config.hidden}, compute))
    , activatedGradient(at::empty({tokens, config.mlp}, compute))
    , normGradient(at::empty({tokens, config.hidden}, compute))
{
    for (std::int64_t i = 0; i <= config.layers; ++i)
        x.push_back(at::empty_like(gradient));
    for (std::int64_t i = 0; i < (oneBlock ? 1 : config.layers); ++i)
        blocks.emplace_back(config, tokens, compute);
}

DropoutMask dropoutMask(const DropoutKey &key, std::int64_t layer, DropoutPlace place,
                        double probability)
{
    DropoutMask mask;
    mask.seed = key.seed;
    mask.high = key.step << 32 | (key.microStep & 0xFFFF) << 16 |
                static_cast<std::uint64_t>(layer) << 2 | static_cast<std::uint64_t>(place);
    mask.threshold = static_cast<std::uint32_t>(std::ldexp(std::min(probability, 0.999999), 32));
    mask.scale = static_cast<float>(1.0 / (1.0 - probability));
    return mask;
}

std::int64_t headChunk(const PhiConfig &config, at::Device device)
{
    const std::int64_t elements = device.is_cpu() ? std::int64_t{1} << 21 : std::int64_t{1} << 28;
    return std::max<std::int64_t>(32, elements / config.vocabulary);
}

at::Tensor PhiModel::lossHead(const at::Tensor &x, const at::Tensor &targets, float gradientScale,
                              TrainingWorkspace *workspace) const
{
    const std::int64_t tokens = x.size(0);
    const at::TensorOptions compute = m_parameters.values().options().dtype(m_computeType);
    const at::Tensor losses = at::empty({tokens}, compute.dtype(at::kFloat));
    const at::Tensor norm = at::empty({tokens, m_config.hidden}, compute);
    const at::Tensor mean = at::empty_like(losses);
    const at::Tensor reciprocal = at::empty_like(losses);
    layerNorm(x, m_parameters.finalNormWeight().value, m_parameters.finalNormBias().value,
              m_config.layerNormEpsilon, norm, mean, reciprocal, at::Tensor(), at::Tensor());

    const at::Tensor weight = m_parameters.view(m_computeValues, m_parameters.head());
    const at::Tensor flatTargets = targets.reshape({-1});
    const std::int64_t chunk = std::min(tokens, headChunk(m_config, device()));
    const at::Tensor buffer = at::empty({chunk, m_config.vocabulary}, compute);
    for (std::int64_t first = 0; first < tokens; first += chunk) {
        const std::int64_t rows = std::min(chunk, tokens - first);
        const at::Tensor logits = buffer.narrow(0, 0, rows);
        const at::Tensor input = norm.narrow(0, first, rows);
        matrixProduct(input, Transpose::No, weight, Transpose::Yes, 0.0f, logits);
        crossEntropy(logits, m_parameters.headBias().value, flatTargets.narrow(0, first, rows),
                     losses.narrow(0, first, rows), gradientScale, workspace != nullptr);
        if (!workspace)
            continue;
        // logits is its own gradient now
        matrixProduct(logits, Transpose::No, weight, Transpose::No, 0.0f,
                      workspace->normGradient.narrow(0, first, rows));
        matrixProduct(logits, Transpose::Yes, input, Transpose::No, 1.0f,
                      m_parameters.head().gradient);
        addColumnSums(logits, m_parameters.headBias().gradient);
    }
    if (workspace) {
        workspace->gradient.zero_();
        layerNormBackward(workspace->normGradient, x, mean, reciprocal,
                          m_parameters.finalNormWeight().value, workspace->gradient,
                          m_parameters.finalNormWeight().gradient,
                          m_parameters.finalNormBias().gradient);
    }
    return losses.sum(at::kDouble).to(at::kFloat);
}

void PhiModel::blockBackward(std::int64_t index, const Batch &batch, const at::Tensor &x,
                             const at::Tensor &gradient, BlockActivations &block,
                             TrainingWorkspace &workspace)
{
    const LayerParameters &layer = m_parameters.layer(index);
    const auto gradientOf = [&](std::size_t i) { return m_parameters.parameter(i).gradient; };
    const auto compute = [&](std::size_t i) {
        return m_parameters.view(m_computeValues, m_parameters.parameter(i));
    };
    const bool drops = batch.dropout && m_config.residualDropout > 0.0;

    // One of the two branches that end the block: `input` went through weight and bias into the
    // sum.
    const auto outputBranch = [&](DropoutPlace place, const at::Tensor &input,
                                  const at::Tensor &inputGradient, std::size_t weight,
                                  std::size_t bias) {
        at::Tensor branch = gradient;
        if (drops) {
            branch = at::empty_like(gradient);
            dropout(gradient, at::Tensor(), branch, false,
                    dropoutMask(*batch.dropout, index, place, m_config.residualDropout));
        }
        addColumnSums(branch, gradientOf(bias));
        at::Tensor computeBranch = branch;
        if (m_computeType != at::kFloat) {
            computeBranch = workspace.computeGradient;
            computeBranch.copy_(branch);
        }
        matrixProduct(computeBranch, Transpose::No, compute(weight), Transpose::No, 0.0f,
                      inputGradient);
        matrixProduct(computeBranch, Transpose::Yes, input, Transpose::No, 1.0f,
                      gradientOf(weight));
    };
    outputBranch(DropoutPlace::AttentionOutput, block.attended, workspace.attendedGradient,
                 layer.dense, layer.denseBias);
    outputBranch(DropoutPlace::MlpOutput, block.activated, workspace.activatedGradient, layer.fc2,
                 layer.fc2Bias);

    // The projection is overwritten by its gradient, part by part.
    const std::int64_t qkvWidth = 3 * m_config.hidden;
    geluBackward(workspace.activatedGradient, block.projection.narrow(1, qkvWidth, m_config.mlp));
    const at::Tensor qkv = block.projection.narrow(1, 0, qkvWidth);
    if (batch.dropout && m_config.attentionDropout > 0.0) {
        const DropoutMask mask =
            dropoutMask(*batch.dropout, index, DropoutPlace::Attention, m_config.attentionDropout);
        attentionBackward(workspace.attendedGradient, qkv, batch.shape, block.attended,
                          block.attention, &mask);
    } else {
        attentionBackward(workspace.attendedGradient, qkv, batch.shape, block.attended,
                          block.attention, nullptr);
    }
    rotaryInverse(qkv, {batch.shape.positions, m_config.heads, m_config.headDimension(),
                        m_config.rotary, m_cosines, m_sines});

    addColumnSums(block.projection, m_parameters.fusedBias(m_parameters.gradients(), index));
    matrixProduct(block.projection, Transpose::Yes, block.norm, Transpose::No, 1.0f,
                  m_parameters.fusedWeight(m_parameters.gradients(), index));
    matrixProduct(block.projection, Transpose::No, m_parameters.fusedWeight(m_computeValues, index),
                  Transpose::No, 0.0f, workspace.normGradient);
    layerNormBackward(workspace.normGradient, x, block.mean, block.reciprocal,
                      m_parameters.parameter(layer.normWeight).value, gradient,
                      gradientOf(layer.normWeight), gradientOf(layer.normBias));
}

at::Tensor PhiModel::accumulateGradients(const at::Tensor &ids, const at::Tensor &targets,
                                         float gradientScale, const DropoutKey *dropoutKey)
{
    checkIds(ids, "ids", 0);
    checkIds(targets, "targets", -1);
    if (ids.sizes() != targets.sizes())
        throw std::invalid_argument("ids and targets have the same shape");
    const at::AutoDispatchBelowADInplaceOrView noAutograd;
    const at::Tensor idsHere = ids.to(device()).contiguous();
    const at::Tensor targetsHere = targets.to(device()).contiguous();
    const Batch batch{{ids.size(0), ids.size(1), m_config.heads, m_config.headDimension()},
                      dropoutKey};
    if (!m_workspace || m_workspace->tokens != batch.tokens())
        m_workspace = std::make_unique<TrainingWorkspace>(
            m_config, batch.tokens(), m_parameters.values().options().dtype(m_computeType),
            m_recompute);
    TrainingWorkspace &workspace = *m_workspace;

    embed(idsHere, batch, workspace.x[0]);
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        const auto at = static_cast<std::size_t>(i);
        blockForward(i, batch, workspace.x[at], workspace.x[at + 1], workspace.block(i));
    }
    const at::Tensor total =
        lossHead(workspace.x.back(), targetsHere, gradientScale, m_workspace.get());

    for (std::int64_t i = m_config.layers - 1; i >= 0; --i) {
        const auto at = static_cast<std::size_t>(i);
        if (m_recompute && i != m_config.layers - 1) // the last block's are still there
            blockForward(i, batch, workspace.x[at], workspace.x[at + 1], workspace.block(i));
        blockBackward(i, batch, workspace.x[at], workspace.gradient, workspace.block(i), workspace);
    }
    if (dropoutKey && m_config.embeddingDropout > 0.0)
        dropout(workspace.gradient, at::Tensor(), workspace.gradient, false,
                dropoutMask(*dropoutKey, 0, DropoutPlace::Embedding, m_config.embeddingDropout));
    embeddingBackward(workspace.gradient, idsHere.reshape({-1}), 1.0f,
                      m_parameters.embedding().gradient);
    return total;
}

at::Tensor PhiModel::loss(const at::Tensor &ids, const at::Tensor &targets) const
{
    checkIds(ids, "ids", 0);
    checkIds(targets, "targets", -1);
    if (ids.sizes() != targets.sizes())
        throw std::invalid_argument("ids and targets have the same shape");
    const at::AutoDispatchBelowADInplaceOrView noAutograd;
    const Batch batch{{ids.size(0), ids.size(1), m_config.heads, m_config.headDimension()},
                      nullptr};
    const at::TensorOptions compute = m_parameters.values().options().dtype(m_computeType);
    at::Tensor x = at::empty({batch.tokens(), m_config.hidden}, compute.dtype(at::kFloat));
    at::Tensor next = at::empty_like(x);
    embed(ids.to(device()).contiguous(), batch, x);
    BlockActivations block(m_config, batch.tokens(), compute);
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        blockForward(i, batch, x, next, block);
        std::swap(x, next);
    }
    return lossHead(x, targets.to(device()).contiguous(), 0.0f, nullptr);
}

} // namespace phi1
