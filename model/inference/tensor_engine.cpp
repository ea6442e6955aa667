// SPDX-License-Identifier: Apache-2.0
#include "model/inference/tensor_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include <ATen/ops/_softmax.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/zeros.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"

namespace phi1 {

namespace {

at::Tensor normed(const at::Tensor &hidden, const Parameter &weight, const Parameter &bias,
                  double epsilon)
{
    return at::layer_norm(hidden, {hidden.size(1)}, weight.value, bias.value, epsilon);
}

} // namespace

TensorEngine::TensorEngine(std::shared_ptr<const PhiModel> model, std::uint64_t cacheBudget)
    : m_model(std::move(model))
    , m_cacheBudget(cacheBudget)
{}

TensorEngine::~TensorEngine() = default;

std::int64_t TensorEngine::vocabulary() const
{
    return m_model->config().vocabulary;
}

std::int64_t TensorEngine::context() const
{
    return m_model->config().context;
}

std::int64_t TensorEngine::promptRowsPerCall() const
{
    return 512;
}

Result<std::int64_t> TensorEngine::reserve(std::int64_t slots, std::int64_t positions)
{
    const PhiConfig &config = m_model->config();
    const at::TensorOptions options =
        at::TensorOptions().dtype(m_model->computeType()).device(m_model->device());
    m_capacity = std::min(positions, config.context);
    const auto perSlot =
        static_cast<std::uint64_t>(2 * config.layers * config.hidden * m_capacity) *
        at::elementSize(m_model->computeType());
    const auto affordable = std::max<std::uint64_t>(1, m_cacheBudget / perSlot);
    slots = std::min(slots, static_cast<std::int64_t>(affordable));
    m_keys.clear();
    m_values.clear();
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        for (auto *cache : {&m_keys, &m_values})
            cache->push_back(
                at::zeros({slots, config.heads, m_capacity, config.headDimension()}, options));
    }
    m_lengths.assign(static_cast<std::size_t>(slots), 0);
    return slots;
}

void TensorEngine::clear(std::int64_t slot)
{
    m_lengths[static_cast<std::size_t>(slot)] = 0;
}

Result<std::vector<TensorEngine::Run>> TensorEngine::place(std::span<const EngineRow> rows)
{
    std::vector<Run> runs;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const EngineRow &row = rows[r];
        if (row.token < 0 || row.token >= vocabulary())
            return failure(ErrorCode::Incompatible,
                           concat("token ", row.token, " is outside the model's vocabulary of ",
                                  vocabulary()));
        std::int64_t &length = m_lengths[static_cast<std::size_t>(row.slot)];
        if (length >= m_capacity)
            return failure(ErrorCode::Usage,
                           concat("a sequence of more than ", length,
                                  " tokens was asked for; the context has ", context()));
        if (!runs.empty() && runs.back().slot == row.slot)
            ++runs.back().count;
        else
            runs.push_back({row.slot, static_cast<std::int64_t>(r), 1, length});
        ++length;
    }
    return runs;
}

at::Tensor TensorEngine::indices(const std::vector<std::int64_t> &values) const
{
    at::Tensor host = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
    std::copy(values.begin(), values.end(), host.mutable_data_ptr<std::int64_t>());
    return host.to(m_model->device());
}

/// @param heads  [R, H, D] float32; cosines, sines [R, 1, rotary/2]
at::Tensor TensorEngine::rotate(const at::Tensor &heads, const at::Tensor &cosines,
                                const at::Tensor &sines) const
{
    const std::int64_t rotary = m_model->config().rotary;
    const at::Tensor a = heads.narrow(2, 0, rotary / 2);
    const at::Tensor b = heads.narrow(2, rotary / 2, rotary / 2);
    return at::cat({a.mul(cosines).sub(b.mul(sines)), b.mul(cosines).add(a.mul(sines)),
                    heads.narrow(2, rotary, heads.size(2) - rotary)},
                   2);
}

/// @param query  [H, n, D]; @return [n, C]
at::Tensor TensorEngine::attend(std::int64_t layer, const Run &run, const at::Tensor &query) const
{
    const auto index = static_cast<std::size_t>(layer);
    const std::int64_t length = run.position + run.count;
    const at::Tensor keys = m_keys[index].select(0, run.slot).narrow(1, 0, length);
    const at::Tensor values = m_values[index].select(0, run.slot).narrow(1, 0, length);
    const double scale = 1.0 / std::sqrt(static_cast<double>(query.size(2)));
    at::Tensor scores = at::bmm(query, keys.transpose(1, 2)).to(at::kFloat).mul(scale);
    if (run.count > 1) {
        // Row i of the run sees the keys up to its own: the triangle stands at the lower right.
        at::Tensor hidden = at::zeros({run.count, length}, scores.options());
        hidden.fill_(-INFINITY);
        scores = scores.add(hidden.triu(run.position + 1));
    }
    const at::Tensor weights = at::_softmax(scores, -1, false).to(values.scalar_type());
    return at::bmm(weights, values).transpose(0, 1).reshape({run.count, -1});
}

Result<void> TensorEngine::run(std::span<const EngineRow> rows, std::span<float> logits)
{
    PHI1_ASSIGN(const std::vector<Run> runs, place(rows));
    const PhiConfig &config = m_model->config();
    const ParameterSet &parameters = m_model->parameters();
    const std::vector<Parameter> &list = parameters.list();
    const at::Tensor &weights = m_model->computeValues();
    const at::ScalarType type = m_model->computeType();
    const auto count = static_cast<std::int64_t>(rows.size());
    const std::int64_t dimension = config.headDimension();

    std::vector<std::int64_t> tokens, positions, wanted;
    for (const Run &run : runs)
        for (std::int64_t i = 0; i < run.count; ++i)
            positions.push_back(run.position + i);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        tokens.push_back(rows[r].token);
        if (rows[r].wantsLogits)
            wanted.push_back(static_cast<std::int64_t>(r));
    }
    if (static_cast<std::int64_t>(logits.size()) !=
        static_cast<std::int64_t>(wanted.size()) * vocabulary())
        throw std::invalid_argument(concat("logits have room for ", logits.size(),
                                           " numbers, expected ",
                                           wanted.size() * static_cast<std::size_t>(vocabulary())));
    const at::Tensor places = indices(positions);
    const at::Tensor cosines = m_model->rotaryCosines().index_select(0, places).unsqueeze(1);
    const at::Tensor sines = m_model->rotarySines().index_select(0, places).unsqueeze(1);
    at::Tensor hidden = parameters.embedding().value.index_select(0, indices(tokens));

    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        const LayerParameters &block = parameters.layer(layer);
        const auto index = static_cast<std::size_t>(layer);
        const at::Tensor input = normed(hidden, list.at(block.normWeight), list.at(block.normBias),
                                        config.layerNormEpsilon)
                                     .to(type);
        const at::Tensor fused = at::addmm(parameters.fusedBias(weights, layer), input,
                                           parameters.fusedWeight(weights, layer).t());
        const auto heads = [&](std::int64_t part) {
            return fused.narrow(1, part * config.hidden, config.hidden)
                .view({count, config.heads, dimension});
        };
        const at::Tensor query = rotate(heads(0).to(at::kFloat), cosines, sines).to(type);
        const at::Tensor key = rotate(heads(1).to(at::kFloat), cosines, sines).to(type);
        const at::Tensor value = heads(2);
        std::vector<at::Tensor> attended;
        for (const Run &run : runs) {
            const auto mine = [&](const at::Tensor &all) {
                return all.narrow(0, run.first, run.count).transpose(0, 1);
            };
            m_keys[index].select(0, run.slot).narrow(1, run.position, run.count).copy_(mine(key));
            m_values[index]
                .select(0, run.slot)
                .narrow(1, run.position, run.count)
                .copy_(mine(value));
            attended.push_back(attend(layer, run, mine(query)));
        }
        const auto linear = [&](const at::Tensor &in, std::size_t weight, std::size_t bias) {
            return at::addmm(parameters.view(weights, list.at(bias)), in,
                             parameters.view(weights, list.at(weight)).t())
                .to(at::kFloat);
        };
        const at::Tensor active = at::gelu(fused.narrow(1, 3 * config.hidden, config.mlp), "tanh");
        hidden = hidden.add(linear(at::cat(attended, 0), block.dense, block.denseBias))
                     .add(linear(active, block.fc2, block.fc2Bias));
    }
    if (wanted.empty())
        return {};
    const at::Tensor last =
        normed(hidden.index_select(0, indices(wanted)), parameters.finalNormWeight(),
               parameters.finalNormBias(), config.layerNormEpsilon)
            .to(type);
    const at::Tensor result = at::addmm(parameters.view(weights, parameters.headBias()), last,
                                        parameters.view(weights, parameters.head()).t())
                                  .to(at::kFloat)
                                  .cpu()
                                  .contiguous();
    std::memcpy(logits.data(), result.const_data_ptr<float>(), logits.size_bytes());
    return {};
}

} // namespace phi1
