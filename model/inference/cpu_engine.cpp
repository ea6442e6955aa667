// SPDX-License-Identifier: Apache-2.0
#include "model/inference/cpu_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <stdexcept>

#include <ATen/Parallel.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"

namespace phi1 {

namespace {

WeightMatrix matrix(const at::Tensor &tensor)
{
    return {.data = tensor.const_data_ptr(),
            .isBFloat16 = tensor.scalar_type() == at::kBFloat16,
            .outputs = tensor.size(0),
            .inputs = tensor.size(1)};
}

const float *numbers(const Parameter &parameter)
{
    return parameter.value.const_data_ptr<float>();
}

/// Borders between groups of rows that may be computed apart, first 0, last the number of rows.
/// Rows of one slot stay together; one group of all where there are not several rows for every
/// thread.
std::vector<std::int64_t> groupRows(std::span<const EngineRow> rows)
{
    const auto count = static_cast<std::int64_t>(rows.size());
    const std::int64_t threads = at::get_num_threads();
    std::vector<std::int64_t> starts = {0};
    if (threads > 1 && count >= 8 * threads) {
        std::set<std::int64_t> ended;
        for (std::int64_t r = 1; r < count; ++r) {
            const std::int64_t before = rows[static_cast<std::size_t>(r - 1)].slot;
            const std::int64_t slot = rows[static_cast<std::size_t>(r)].slot;
            if (slot == before)
                continue;
            ended.insert(before);
            if (ended.contains(slot))
                return {0, count}; // a slot in two places
            if (r - starts.back() >= count / (2 * threads))
                starts.push_back(r);
        }
    }
    starts.push_back(count);
    for (std::size_t i = 1; i < starts.size(); ++i) {
        if (starts[i] - starts[i - 1] > count / threads)
            return {0, count}; // one long prompt would keep the others waiting
    }
    return starts;
}

KeyValueCache::Shape cacheShape(const PhiConfig &config)
{
    return {config.layers, config.heads, config.headDimension()};
}

} // namespace

CpuEngine::CpuEngine(std::shared_ptr<const PhiModel> model, std::uint64_t cacheBudget)
    : m_model(std::move(model))
    , m_cacheBudget(cacheBudget)
    , m_cache(cacheShape(m_model->config()))
{
    if (!m_model->device().is_cpu())
        throw std::invalid_argument("CpuEngine needs a model on the CPU, found one on " +
                                    m_model->device().str());
    const ParameterSet &parameters = m_model->parameters();
    const at::Tensor &weights = m_model->computeValues();
    for (std::int64_t i = 0; i < m_model->config().layers; ++i) {
        const LayerParameters &layer = parameters.layer(i);
        const auto view = [&](std::size_t index) {
            return matrix(parameters.view(weights, parameters.list().at(index)));
        };
        m_layers.push_back(
            {.normWeight = numbers(parameters.list().at(layer.normWeight)),
             .normBias = numbers(parameters.list().at(layer.normBias)),
             .fused = matrix(parameters.fusedWeight(weights, i)),
             .fusedBias = parameters.fusedBias(parameters.values(), i).const_data_ptr<float>(),
             .dense = view(layer.dense),
             .fc2 = view(layer.fc2),
             .denseBias = numbers(parameters.list().at(layer.denseBias)),
             .fc2Bias = numbers(parameters.list().at(layer.fc2Bias))});
    }
    m_head = matrix(parameters.view(weights, parameters.head()));
}

CpuEngine::~CpuEngine() = default;

std::int64_t CpuEngine::vocabulary() const
{
    return m_model->config().vocabulary;
}

std::int64_t CpuEngine::context() const
{
    return m_model->config().context;
}

std::int64_t CpuEngine::promptRowsPerCall() const
{
    // About a second of one core at most, and rows enough for the weights to be read from the
    // cache.
    return std::clamp<std::int64_t>(16'000'000'000 / m_model->config().parameterCount(), 16, 512);
}

Result<std::int64_t> CpuEngine::reserve(std::int64_t slots, std::int64_t positions)
{
    return m_cache.reserve(slots, std::min(positions, context()), m_cacheBudget);
}

void CpuEngine::clear(std::int64_t slot)
{
    m_cache.setLength(slot, 0);
}

Result<void> CpuEngine::place(std::span<const EngineRow> rows)
{
    m_positions.clear();
    for (const EngineRow &row : rows) {
        if (row.token < 0 || row.token >= vocabulary())
            return failure(ErrorCode::Incompatible,
                           concat("token ", row.token, " is outside the model's vocabulary of ",
                                  vocabulary()));
        const std::int64_t position = m_cache.length(row.slot);
        if (position >= std::min(context(), m_cache.capacity()))
            return failure(ErrorCode::Usage,
                           concat("a sequence of more than ", position,
                                  " tokens was asked for; the context has ", context()));
        m_positions.push_back(position);
        m_cache.setLength(row.slot, position + 1);
    }
    return {};
}

void CpuEngine::embed(std::span<const EngineRow> rows)
{
    const auto width = static_cast<std::size_t>(m_model->config().hidden);
    const float *table = numbers(m_model->parameters().embedding());
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::memcpy(m_hidden.data() + r * width,
                    table + static_cast<std::size_t>(rows[r].token) * width, width * sizeof(float));
}

Result<void> CpuEngine::run(std::span<const EngineRow> rows, std::span<float> logits)
{
    PHI1_TRY(place(rows));
    const PhiConfig &config = m_model->config();
    const auto width = static_cast<std::size_t>(config.hidden);
    m_hidden.resize(rows.size() * width);
    m_normed.resize(rows.size() * width);
    m_fused.resize(rows.size() * static_cast<std::size_t>(3 * config.hidden + config.mlp));
    embed(rows);

    // Sequences do not see each other: where there are enough of them every thread takes some
    // through all layers, and the threads meet once a call. Otherwise they share the work of each
    // layer.
    const std::vector<std::int64_t> starts = groupRows(rows);
    const auto groups = static_cast<std::int64_t>(starts.size()) - 1;
    at::parallel_for(0, groups, 1, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t first = starts[static_cast<std::size_t>(begin)];
        const std::int64_t count = starts[static_cast<std::size_t>(end)] - first;
        for (std::int64_t layer = 0; layer < config.layers; ++layer)
            runLayer(layer, rows, first, count);
    });
    runHead(rows, logits);
    return {};
}

void CpuEngine::runLayer(std::int64_t index, std::span<const EngineRow> rows, std::int64_t first,
                         std::int64_t count)
{
    const PhiConfig &config = m_model->config();
    const Layer &layer = m_layers[static_cast<std::size_t>(index)];
    const std::int64_t width = config.hidden;
    const std::int64_t dimension = config.headDimension();
    const std::int64_t half = config.rotary / 2;
    const std::int64_t fusedWidth = 3 * width + config.mlp;
    const auto epsilon = static_cast<float>(config.layerNormEpsilon);
    const float *cosines = m_model->rotaryCosines().const_data_ptr<float>();
    const float *sines = m_model->rotarySines().const_data_ptr<float>();

    for (std::int64_t r = first; r < first + count; ++r)
        layerNormRow(m_hidden.data() + r * width, layer.normWeight, layer.normBias, epsilon, width,
                     m_normed.data() + r * width);
    linearRows(m_normed.data() + first * width, width, count, layer.fused, layer.fusedBias,
               m_fused.data() + first * fusedWidth, fusedWidth, false);

    // All keys and values first: a row may attend to rows of the same call.
    for (std::int64_t r = first; r < first + count; ++r) {
        float *fused = m_fused.data() + r * fusedWidth;
        const std::int64_t slot = rows[static_cast<std::size_t>(r)].slot;
        const std::int64_t position = m_positions[static_cast<std::size_t>(r)];
        for (std::int64_t head = 0; head < config.heads; ++head) {
            float *query = fused + head * dimension;
            float *key = query + width;
            const float *value = key + width;
            rotateHead(query, cosines + position * half, sines + position * half, half);
            rotateHead(key, cosines + position * half, sines + position * half, half);
            float *keys = m_cache.keys(slot, index, head) + position;
            for (std::int64_t d = 0; d < dimension; ++d)
                keys[d * m_cache.keyStride()] = key[d];
            std::memcpy(m_cache.values(slot, index, head) + position * dimension, value,
                        static_cast<std::size_t>(dimension) * sizeof(float));
        }
    }
    const float scale = 1.0f / std::sqrt(static_cast<float>(dimension));
    std::int64_t attended = 1;
    for (std::int64_t r = first; r < first + count; ++r)
        attended += m_positions[static_cast<std::size_t>(r)] + 1;
    const std::int64_t perHead = attended / count * dimension;
    at::parallel_for(0, count * config.heads,
                     std::max<std::int64_t>(1, 262144 / std::max<std::int64_t>(1, perHead)),
                     [&](std::int64_t begin, std::int64_t end) {
                         // ATen numbers the threads of a nested region anew; a thread's own scratch
                         // needs no number.
                         thread_local std::vector<float> scores;
                         scores.resize(static_cast<std::size_t>(m_cache.capacity()));
                         for (std::int64_t i = begin; i < end; ++i) {
                             const std::int64_t r = first + i / config.heads;
                             const std::int64_t head = i % config.heads;
                             const std::int64_t slot = rows[static_cast<std::size_t>(r)].slot;
                             attendRow(m_fused.data() + r * fusedWidth + head * dimension,
                                       m_cache.keys(slot, index, head), m_cache.keyStride(),
                                       m_cache.values(slot, index, head),
                                       m_positions[static_cast<std::size_t>(r)] + 1, dimension,
                                       scale, scores.data(),
                                       m_normed.data() + r * width + head * dimension);
                         }
                     });
    for (std::int64_t r = first; r < first + count; ++r)
        geluRow(m_fused.data() + r * fusedWidth + 3 * width, config.mlp);
    linearRows(m_normed.data() + first * width, width, count, layer.dense, layer.denseBias,
               m_hidden.data() + first * width, width, true);
    linearRows(m_fused.data() + first * fusedWidth + 3 * width, fusedWidth, count, layer.fc2,
               layer.fc2Bias, m_hidden.data() + first * width, width, true);
}

void CpuEngine::runHead(std::span<const EngineRow> rows, std::span<float> logits)
{
    const ParameterSet &parameters = m_model->parameters();
    const std::int64_t width = m_model->config().hidden;
    std::int64_t wanted = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (rows[r].wantsLogits)
            layerNormRow(m_hidden.data() + static_cast<std::int64_t>(r) * width,
                         numbers(parameters.finalNormWeight()), numbers(parameters.finalNormBias()),
                         static_cast<float>(m_model->config().layerNormEpsilon), width,
                         m_normed.data() + wanted++ * width);
    }
    if (static_cast<std::size_t>(wanted * vocabulary()) != logits.size())
        throw std::invalid_argument(concat("logits have room for ", logits.size(),
                                           " numbers, expected ", wanted * vocabulary()));
    if (wanted > 0)
        linearRows(m_normed.data(), width, wanted, m_head, numbers(parameters.headBias()),
                   logits.data(), vocabulary(), false);
}

} // namespace phi1
