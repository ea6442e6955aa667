// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/tensor_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
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
#include "model/torch_inference/rotary_heads.h"
#include "model/torch_inference/static_decode.h"
#include "model/torch_inference/tensor_capture_builder.h"

namespace phi1 {

namespace {

at::Tensor normed(const at::Tensor &hidden, const Parameter &weight, const Parameter &bias,
                  double epsilon)
{
    return at::layer_norm(hidden, {hidden.size(1)}, weight.value, bias.value, epsilon);
}

constexpr std::size_t maximumSlots = 256;

/// Positions a sequence of `length` takes memory for.
std::int64_t roundedUp(std::int64_t length, std::int64_t context)
{
    constexpr std::int64_t step = 64;
    return std::min(context, (length + step - 1) / step * step);
}

} // namespace

TensorEngine::TensorEngine(std::shared_ptr<const PhiModel> model, std::uint64_t cacheBudget,
                           DeviceBackend *backend)
    : m_model(std::move(model))
    , m_cacheBudget(cacheBudget)
    , m_bytesPerPosition(
          static_cast<std::uint64_t>(2 * m_model->config().layers * m_model->config().hidden) *
          at::elementSize(m_model->computeType()))
    , m_backend(backend)
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

EngineFacts TensorEngine::facts() const
{
    const PhiConfig &config = m_model->config();
    const auto read =
        static_cast<std::uint64_t>(config.parameterCount() - config.vocabulary * config.hidden);
    return {.device = m_model->device().str(),
            .dtype = m_model->computeType() == at::kBFloat16 ? "bfloat16" : "float32",
            .kernels = "ATen",
            .weightBytes = read * at::elementSize(m_model->computeType()),
            .cacheBytes = static_cast<std::uint64_t>(m_positionsHeld) * m_bytesPerPosition,
            .cacheBudget = static_cast<std::uint64_t>(positionsAffordable()) * m_bytesPerPosition,
            .bytesPerPosition = m_bytesPerPosition};
}

std::int64_t TensorEngine::positionsAffordable() const
{
    return std::max(context(), static_cast<std::int64_t>(m_cacheBudget / m_bytesPerPosition));
}

bool TensorEngine::hasRoom(std::int64_t positions) const
{
    return m_positionsHeld + roundedUp(positions, context()) <= positionsAffordable();
}

Result<SlotId> TensorEngine::open()
{
    const auto free = std::find_if(m_sequences.begin(), m_sequences.end(),
                                   [](const Sequence &sequence) { return !sequence.open; });
    const auto slot = static_cast<std::size_t>(free - m_sequences.begin());
    if (slot == maximumSlots)
        return failure(ErrorCode::Busy, concat("all ", maximumSlots, " sequences are in use"));
    if (free == m_sequences.end())
        m_sequences.emplace_back();
    m_sequences[slot].open = true;
    return static_cast<SlotId>(slot);
}

void TensorEngine::close(SlotId slot)
{
    m_positionsHeld -= at(slot).capacity;
    at(slot) = {};
}

Result<SlotId> TensorEngine::fork(SlotId slot, std::int64_t length)
{
    PHI1_ASSIGN(const SlotId copy, open());
    if (const Result<void> grown = grow(at(copy), length); !grown) {
        close(copy);
        return failure(grown.error().code, grown.error().message);
    }
    if (length > 0) {
        at(copy).keys.narrow(2, 0, length).copy_(at(slot).keys.narrow(2, 0, length));
        at(copy).values.narrow(2, 0, length).copy_(at(slot).values.narrow(2, 0, length));
    }
    at(copy).length = length;
    return copy;
}

std::int64_t TensorEngine::length(SlotId slot) const
{
    return at(slot).length;
}

void TensorEngine::truncate(SlotId slot, std::int64_t length)
{
    at(slot).length = std::min(at(slot).length, length);
}

Result<void> TensorEngine::grow(Sequence &sequence, std::int64_t length)
{
    if (length <= sequence.capacity)
        return {};
    const std::int64_t others = m_positionsHeld - sequence.capacity;
    std::int64_t capacity = roundedUp(std::max(length, 2 * sequence.capacity), context());
    if (others + capacity > positionsAffordable())
        capacity = roundedUp(length, context());
    if (others + capacity > positionsAffordable())
        return failure(ErrorCode::Busy,
                       concat("the memory for keys and values (", formatBytes(m_cacheBudget),
                              ") is spent: ", others, " positions are held, ", capacity,
                              " more were asked for; wait until a sequence ends"));
    const PhiConfig &config = m_model->config();
    const at::TensorOptions options =
        at::TensorOptions().dtype(m_model->computeType()).device(m_model->device());
    for (at::Tensor *cache : {&sequence.keys, &sequence.values}) {
        const at::Tensor larger =
            at::zeros({config.layers, config.heads, capacity, config.headDimension()}, options);
        if (sequence.length > 0)
            larger.narrow(2, 0, sequence.length).copy_(cache->narrow(2, 0, sequence.length));
        *cache = larger;
    }
    m_positionsHeld += capacity - sequence.capacity;
    sequence.capacity = capacity;
    return {};
}

Result<std::vector<TensorEngine::Run>> TensorEngine::place(std::span<const EngineRow> rows)
{
    std::vector<Run> runs;
    std::map<SlotId, std::int64_t> lengths;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const EngineRow &row = rows[r];
        if (row.token < 0 || row.token >= vocabulary())
            return failure(ErrorCode::Incompatible,
                           concat("token ", row.token, " is outside the model's vocabulary of ",
                                  vocabulary()));
        std::int64_t &length = lengths.try_emplace(row.slot, at(row.slot).length).first->second;
        if (length >= context())
            return failure(ErrorCode::Usage,
                           concat("a sequence of more than ", length,
                                  " tokens was asked for; the context has ", context()));
        if (!runs.empty() && runs.back().slot == row.slot)
            ++runs.back().count;
        else
            runs.push_back({row.slot, static_cast<std::int64_t>(r), 1, length});
        ++length;
    }
    for (const auto &[slot, length] : lengths)
        PHI1_TRY(grow(at(slot), length));
    for (const auto &[slot, length] : lengths)
        at(slot).length = length;
    return runs;
}

at::Tensor TensorEngine::indices(const std::vector<std::int64_t> &values) const
{
    at::Tensor host = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
    std::copy(values.begin(), values.end(), host.mutable_data_ptr<std::int64_t>());
    return host.to(m_model->device());
}

/// @param query  [H, n, D]; @return [n, C]
at::Tensor TensorEngine::attend(std::int64_t layer, const Run &run, const at::Tensor &query) const
{
    const std::int64_t length = run.position + run.count;
    const at::Tensor keys = at(run.slot).keys.select(0, layer).narrow(1, 0, length);
    const at::Tensor values = at(run.slot).values.select(0, layer).narrow(1, 0, length);
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
    std::map<SlotId, std::int64_t> lengths;
    for (const EngineRow &row : rows)
        lengths.emplace(row.slot, at(row.slot).length);
    try {
        return compute(rows, logits);
    } catch (const c10::Error &error) {
        for (const auto &[slot, length] : lengths)
            truncate(slot, length);
        return failure(ErrorCode::Device,
                       concat("the model failed to compute on ", m_model->device().str(), ": ",
                              error.what_without_backtrace()));
    }
}

Result<std::unique_ptr<CaptureBuilder>> TensorEngine::beginCapture(std::vector<TokenId> ids)
{
    if (!m_backend)
        return failure(ErrorCode::Incompatible,
                       concat("attention on ", m_model->device().str(),
                              " needs the module libphi1_cuda.so, which was not built or not "
                              "found; see phi1 doctor, or use --device cpu"));
    if (ids.empty())
        return failure(ErrorCode::Usage, "the prompt has no token, expected at least one");
    if (static_cast<std::int64_t>(ids.size()) > context())
        return failure(ErrorCode::Usage, concat("the prompt has ", ids.size(),
                                                " tokens; the context has ", context()));
    for (const TokenId id : ids)
        if (id < 0 || id >= vocabulary())
            return failure(
                ErrorCode::Incompatible,
                concat("token ", id, " is outside the model's vocabulary of ", vocabulary()));
    return std::make_unique<TensorCaptureBuilder>(m_model, m_backend, std::move(ids), m_ablation);
}

Result<std::shared_ptr<Engine>> TensorEngine::withoutHeads(const HeadAblation &ablation)
{
    PHI1_ASSIGN(TensorAblation tensors, makeTensorAblation(*m_model, ablation));
    auto engine = std::make_shared<TensorEngine>(m_model, m_cacheBudget, m_backend);
    engine->m_ablation = std::move(tensors);
    return engine;
}

Result<void> TensorEngine::compute(std::span<const EngineRow> rows, std::span<float> logits)
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
    if (m_backend && rows.size() == 1 && rows[0].wantsLogits) {
        Sequence &sequence = at(rows[0].slot);
        // A cache that grew is another tensor: the step is recorded anew.
        if (!sequence.decode || !sequence.decode->uses(sequence.keys))
            sequence.decode =
                std::make_unique<StaticDecode>(*m_model, sequence.keys, sequence.values, m_backend,
                                               m_ablation ? &*m_ablation : nullptr);
        sequence.decode->run(rows[0].token, positions[0], logits);
        return {};
    }
    const at::Tensor places = indices(positions);
    const at::Tensor cosines = m_model->rotaryCosines().index_select(0, places).unsqueeze(1);
    const at::Tensor sines = m_model->rotarySines().index_select(0, places).unsqueeze(1);
    at::Tensor hidden = parameters.embedding().value.index_select(0, indices(tokens));

    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        const LayerParameters &block = parameters.layer(layer);
        const at::Tensor input = normed(hidden, list.at(block.normWeight), list.at(block.normBias),
                                        config.layerNormEpsilon)
                                     .to(type);
        const at::Tensor fused = at::addmm(parameters.fusedBias(weights, layer), input,
                                           parameters.fusedWeight(weights, layer).t());
        const auto heads = [&](std::int64_t part) {
            return fused.narrow(1, part * config.hidden, config.hidden)
                .view({count, config.heads, dimension});
        };
        const at::Tensor query =
            rotateHeads(heads(0).to(at::kFloat), cosines, sines, config.rotary).to(type);
        const at::Tensor key =
            rotateHeads(heads(1).to(at::kFloat), cosines, sines, config.rotary).to(type);
        const at::Tensor value = heads(2);
        std::vector<at::Tensor> attended;
        for (const Run &run : runs) {
            const auto mine = [&](const at::Tensor &all) {
                return all.narrow(0, run.first, run.count).transpose(0, 1);
            };
            const auto place = [&](const at::Tensor &cache) {
                return cache.select(0, layer).narrow(1, run.position, run.count);
            };
            place(at(run.slot).keys).copy_(mine(key));
            place(at(run.slot).values).copy_(mine(value));
            attended.push_back(attend(layer, run, mine(query)));
        }
        const auto linear = [&](const at::Tensor &in, std::size_t weight, std::size_t bias) {
            return at::addmm(parameters.view(weights, list.at(bias)), in,
                             parameters.view(weights, list.at(weight)).t())
                .to(at::kFloat);
        };
        const at::Tensor active = at::gelu(fused.narrow(1, 3 * config.hidden, config.mlp), "tanh");
        at::Tensor mixed = at::cat(attended, 0);
        if (m_ablation)
            mixed = m_ablation->apply(layer, mixed);
        hidden = hidden.add(linear(mixed, block.dense, block.denseBias))
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
