// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/phi_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/architecture/rotary_tables.h"
#include "model/architecture/training_workspace.h"
#include "model/kernels/matrix_product.h"

namespace phi1 {

namespace {

/// Initial weights have their own half of the Philox counters: dropout uses the steps below 2^32
/// - 1.
constexpr std::uint64_t initialisationDomain = 0xFFFFFFFF00000000ull;

/// Four normal deviates from one block of random words (Box and Muller 1958).
void normals(const Philox::Block &words, float (&values)[4])
{
    for (std::size_t pair = 0; pair < 2; ++pair) {
        const double u = (static_cast<double>(words[2 * pair]) + 1.0) * 0x1.0p-32; // (0, 1]
        const double angle =
            2.0 * std::numbers::pi * static_cast<double>(words[2 * pair + 1]) * 0x1.0p-32;
        const double radius = std::sqrt(-2.0 * std::log(u));
        values[2 * pair] = static_cast<float>(radius * std::cos(angle));
        values[2 * pair + 1] = static_cast<float>(radius * std::sin(angle));
    }
}

} // namespace

PhiModel::PhiModel(const PhiConfig &config, at::Device device, at::ScalarType computeType)
    : m_config(config)
    , m_computeType(computeType)
    , m_parameters(config, device)
{
    if (computeType != at::kFloat && computeType != at::kBFloat16)
        throw std::invalid_argument(
            concat("the model computes in float32 or bfloat16, not ", at::toString(computeType)));
    const at::TensorOptions options = at::TensorOptions().device(device).dtype(at::kFloat);
    m_computeValues = computeType == at::kFloat
                          ? m_parameters.values()
                          : at::zeros({m_parameters.count()}, options.dtype(computeType));
    m_outputBias = at::zeros({config.layers, config.hidden}, options);
    m_cosines = at::empty({config.context, config.rotary / 2}, at::kFloat);
    m_sines = at::empty_like(m_cosines);
    const auto numbers = [](const at::Tensor &tensor) {
        return std::span(tensor.mutable_data_ptr<float>(),
                         static_cast<std::size_t>(tensor.numel()));
    };
    fillRotaryTables(config, numbers(m_cosines), numbers(m_sines));
    m_cosines = m_cosines.to(device);
    m_sines = m_sines.to(device);
}

PhiModel::~PhiModel() = default;
PhiModel::PhiModel(PhiModel &&) noexcept = default;
PhiModel &PhiModel::operator=(PhiModel &&) noexcept = default;

void PhiModel::initialise(std::uint64_t seed)
{
    const auto deviation = static_cast<float>(m_config.initializerRange);
    std::uint64_t index = 0;
    for (const Parameter &parameter : m_parameters.list()) {
        const std::uint64_t high = initialisationDomain | index++;
        if (!parameter.decays) { // biases and LayerNorm
            parameter.value.fill_(parameter.name.ends_with("layernorm.weight") ? 1.0 : 0.0);
            continue;
        }
        const at::Tensor drawn =
            at::empty({parameter.count}, at::TensorOptions().dtype(at::kFloat));
        float *values = drawn.mutable_data_ptr<float>();
        const std::int64_t blocks = (parameter.count + 3) / 4;
        at::parallel_for(0, blocks, 4096, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t block = first; block < last; ++block) {
                float four[4];
                normals(Philox::block(seed, static_cast<std::uint64_t>(block), high), four);
                for (std::int64_t i = 0; i < 4 && 4 * block + i < parameter.count; ++i)
                    values[4 * block + i] = deviation * four[i];
            }
        });
        parameter.value.copy_(drawn.view(parameter.shape));
    }
    weightsChanged();
}

void PhiModel::weightsChanged()
{
    if (m_computeType != at::kFloat)
        m_computeValues.copy_(m_parameters.values());
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        const LayerParameters &layer = m_parameters.layer(i);
        m_outputBias.select(0, i)
            .copy_(m_parameters.parameter(layer.denseBias).value)
            .add_(m_parameters.parameter(layer.fc2Bias).value);
    }
}

void PhiModel::setRecomputation(bool recompute)
{
    m_recompute = recompute;
    m_workspace.reset();
}

void PhiModel::checkIds(const at::Tensor &ids, const char *what, std::int64_t lowest) const
{
    if (ids.dim() != 2 || ids.scalar_type() != at::kLong || ids.numel() == 0)
        throw std::invalid_argument(
            concat(what, " are [sequences, positions] of int64, not empty"));
    if (ids.size(1) > m_config.context)
        throw std::invalid_argument(concat("the context of the model is ", m_config.context,
                                           " positions, and ", what, " have ", ids.size(1)));
    // Elsewhere a look would wait for the device; its own indexing checks there.
    if (!ids.device().is_cpu())
        return;
    const at::Tensor contiguous = ids.contiguous();
    const std::int64_t *values = contiguous.const_data_ptr<std::int64_t>();
    const auto [low, high] = std::minmax_element(values, values + ids.numel());
    if (*low < lowest || *high >= m_config.vocabulary)
        throw std::invalid_argument(concat(what, " lie between ", *low, " and ", *high,
                                           ", but the vocabulary of the model has ",
                                           m_config.vocabulary, " entries"));
}

void PhiModel::embed(const at::Tensor &ids, const Batch &batch, const at::Tensor &x) const
{
    embeddingLookup(m_parameters.embedding().value, ids.reshape({-1}), x);
    if (batch.dropout && m_config.embeddingDropout > 0.0)
        dropout(x, at::Tensor(), x, false,
                dropoutMask(*batch.dropout, 0, DropoutPlace::Embedding, m_config.embeddingDropout));
}

void PhiModel::blockForward(std::int64_t index, const Batch &batch, const at::Tensor &x,
                            const at::Tensor &next, BlockActivations &block) const
{
    const LayerParameters &layer = m_parameters.layer(index);
    const auto master = [&](std::size_t i) { return m_parameters.parameter(i).value; };
    const auto compute = [&](std::size_t i) {
        return m_parameters.view(m_computeValues, m_parameters.parameter(i));
    };
    const bool drops = batch.dropout && m_config.residualDropout > 0.0;
    const std::int64_t qkvWidth = 3 * m_config.hidden;

    layerNorm(x, master(layer.normWeight), master(layer.normBias), m_config.layerNormEpsilon,
              block.norm, block.mean, block.reciprocal,
              drops ? at::Tensor() : m_outputBias.select(0, index), next);
    matrixProduct(block.norm, Transpose::No, m_parameters.fusedWeight(m_computeValues, index),
                  Transpose::Yes, 0.0f, block.projection);

    const at::Tensor bias = m_parameters.fusedBias(m_parameters.values(), index);
    const at::Tensor qkv = block.projection.narrow(1, 0, qkvWidth);
    biasRotary(qkv, bias.narrow(0, 0, qkvWidth),
               {batch.shape.positions, m_config.heads, m_config.headDimension(), m_config.rotary,
                m_cosines, m_sines});
    biasGelu(block.projection.narrow(1, qkvWidth, m_config.mlp),
             bias.narrow(0, qkvWidth, m_config.mlp), block.activated);

    if (batch.dropout && m_config.attentionDropout > 0.0) {
        const DropoutMask mask =
            dropoutMask(*batch.dropout, index, DropoutPlace::Attention, m_config.attentionDropout);
        attentionForward(qkv, batch.shape, block.attended, block.attention, &mask);
    } else {
        attentionForward(qkv, batch.shape, block.attended, block.attention, nullptr);
    }

    if (!drops) { // `next` holds x and both biases already
        matrixProduct(block.attended, Transpose::No, compute(layer.dense), Transpose::Yes, 1.0f,
                      next);
        matrixProduct(block.activated, Transpose::No, compute(layer.fc2), Transpose::Yes, 1.0f,
                      next);
        return;
    }
    next.copy_(x);
    const at::Tensor branch = at::empty_like(x);
    matrixProduct(block.attended, Transpose::No, compute(layer.dense), Transpose::Yes, 0.0f,
                  branch);
    dropout(branch, master(layer.denseBias), next, true,
            dropoutMask(*batch.dropout, index, DropoutPlace::AttentionOutput,
                        m_config.residualDropout));
    matrixProduct(block.activated, Transpose::No, compute(layer.fc2), Transpose::Yes, 0.0f, branch);
    dropout(branch, master(layer.fc2Bias), next, true,
            dropoutMask(*batch.dropout, index, DropoutPlace::MlpOutput, m_config.residualDropout));
}

PhiModel::ForwardResult PhiModel::forward(const at::Tensor &ids, ForwardRequest request) const
{
    checkIds(ids, "ids", 0);
    const at::AutoDispatchBelowADInplaceOrView noAutograd;
    const at::Tensor onDevice = ids.to(device());
    const Batch batch{{ids.size(0), ids.size(1), m_config.heads, m_config.headDimension()},
                      nullptr};
    const std::int64_t tokens = batch.tokens();
    const at::TensorOptions compute = m_parameters.values().options().dtype(m_computeType);
    const std::vector<std::int64_t> outer = {ids.size(0), ids.size(1), m_config.hidden};

    ForwardResult result;
    at::Tensor x = at::empty({tokens, m_config.hidden}, compute.dtype(at::kFloat));
    at::Tensor next = at::empty_like(x);
    embed(onDevice, batch, x);
    BlockActivations block(m_config, tokens, compute);
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        if (request.hidden)
            result.hidden.push_back(x.clone().view(outer));
        blockForward(i, batch, x, next, block);
        if (request.attention)
            result.attention.push_back(attentionProbabilities(
                block.projection.narrow(1, 0, 3 * m_config.hidden), batch.shape));
        std::swap(x, next);
    }
    layerNorm(x, m_parameters.finalNormWeight().value, m_parameters.finalNormBias().value,
              m_config.layerNormEpsilon, block.norm, block.mean, block.reciprocal, at::Tensor(),
              at::Tensor());
    if (request.hidden)
        result.hidden.push_back(block.norm.to(at::kFloat).clone().view(outer));
    const at::Tensor logits = at::empty({tokens, m_config.vocabulary}, compute.dtype(at::kFloat));
    matrixProduct(block.norm, Transpose::No,
                  m_parameters.view(m_computeValues, m_parameters.head()), Transpose::Yes, 0.0f,
                  logits);
    logits.add_(m_parameters.headBias().value);
    result.logits = logits.view({ids.size(0), ids.size(1), m_config.vocabulary});
    return result;
}

} // namespace phi1
