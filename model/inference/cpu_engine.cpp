// SPDX-License-Identifier: Apache-2.0
#include "model/inference/cpu_engine.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/base/text.h"
#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

/// Numbers to touch before another thread is worth waking.
constexpr std::int64_t numbersPerTask = 32768;

/// Calls function(begin, end) for parts of [0, count), each of about numbersPerTask numbers.
template<typename Function>
void inParts(ThreadPool &pool, std::int64_t count, std::int64_t numbersEach,
             const Function &function)
{
    const std::int64_t part =
        std::max<std::int64_t>(1, numbersPerTask / std::max<std::int64_t>(1, numbersEach));
    const std::int64_t tasks = (count + part - 1) / part;
    pool.run(tasks,
             [&](std::int64_t task) { function(task * part, std::min(count, (task + 1) * part)); });
}

bool isFinite(const float *values, std::int64_t count)
{
    // Zero times anything finite is zero; the sum keeps every NaN.
    float sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += values[i] * 0.0f;
    return sum == 0.0f;
}

void mark(std::uint8_t &flag)
{
    std::atomic_ref<std::uint8_t>(flag).store(1, std::memory_order_relaxed);
}

KeyValueCache::Shape cacheShape(const CpuModel &model)
{
    return {model.config.layers,
            model.config.heads,
            model.config.context,
            {model.type == WeightType::Float32 ? CacheType::Float32 : CacheType::BFloat16,
             model.config.headDimension()}};
}

} // namespace

CpuEngine::CpuEngine(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                     std::uint64_t cacheBudget)
    : m_model(std::move(model))
    , m_pool(std::move(pool))
    , m_cache(cacheShape(*m_model), cacheBudget)
{}

CpuEngine::~CpuEngine() = default;

std::int64_t CpuEngine::vocabulary() const
{
    return m_model->config.vocabulary;
}

std::int64_t CpuEngine::context() const
{
    return m_model->config.context;
}

std::int64_t CpuEngine::promptRowsPerCall() const
{
    // Measured at phi-1's size: in int8 64 rows cost no more a row than 512, in the other types 128
    // cost 4 % more. Either call takes half a second of two cores, which is how long a stop waits.
    const std::int64_t work = m_model->type == WeightType::Int8 ? 90'000'000'000 : 180'000'000'000;
    const std::int64_t rows = work / m_model->config.parameterCount();
    return std::clamp<std::int64_t>((rows + 8) / 16 * 16, 32, 512); // whole tiles of the kernels
}

EngineFacts CpuEngine::facts() const
{
    return {.device = "cpu",
            .dtype = std::string(weightTypeName(m_model->type)),
            .kernels = std::string(instructionSetName(m_model->instructions)),
            .threads = m_pool->threads(),
            .weightBytes = m_model->weightBytes,
            .cacheBytes = m_cache.usedBytes(),
            .cacheBudget = m_cache.budgetBytes(),
            .bytesPerPosition = m_cache.bytesPerPosition()};
}

void CpuEngine::embed(std::span<const EngineRow> rows)
{
    const std::int64_t width = m_model->config.hidden;
    const StoredMatrix &table = m_model->embedding;
    const std::size_t rowBytes = static_cast<std::size_t>(width) * dtypeSize(table.dtype);
    for (std::size_t r = 0; r < rows.size(); ++r)
        widenRow(static_cast<const std::byte *>(table.data) +
                     static_cast<std::size_t>(rows[r].token) * rowBytes,
                 table.dtype, width, m_hidden.data() + r * static_cast<std::size_t>(width));
}

Result<void> CpuEngine::run(std::span<const EngineRow> rows, std::span<float> logits)
{
    PHI1_TRY(m_plan.make(rows, vocabulary(), context(), m_cache));
    if (m_plan.wanted.size() * static_cast<std::size_t>(vocabulary()) != logits.size())
        throw std::invalid_argument(
            concat("logits have room for ", logits.size(), " numbers, expected ",
                   m_plan.wanted.size() * static_cast<std::size_t>(vocabulary())));
    const PhiConfig &config = m_model->config;
    const auto width = static_cast<std::size_t>(config.hidden);
    m_hidden.resize(rows.size() * width);
    m_normed.resize(rows.size() * width);
    m_attended.resize(rows.size() * width);
    m_projected.resize(rows.size() * static_cast<std::size_t>(3 * config.hidden + config.mlp));
    m_spoiled.assign(rows.size(), 0);
    embed(rows);
    for (std::int64_t layer = 0; layer + 1 < config.layers; ++layer)
        runLayer(layer, rows);
    runLastLayer(rows);
    noteSpoiled(rows);
    runHead(logits);
    return m_model->check();
}

void CpuEngine::norm(const std::vector<float> &weight, const std::vector<float> &bias,
                     std::int64_t rows, const float *in, float *out, std::uint8_t *spoiled)
{
    const std::int64_t width = m_model->config.hidden;
    const auto epsilon = static_cast<float>(m_model->config.layerNormEpsilon);
    inParts(*m_pool, rows, 4 * width, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            layerNormRow(in + r * width, weight.data(), bias.data(), epsilon, width,
                         out + r * width, m_model->instructions);
            if (!isFinite(out + r * width, width))
                mark(spoiled[r]);
        }
    });
}

void CpuEngine::runLayer(std::int64_t index, std::span<const EngineRow> rows)
{
    const PhiConfig &config = m_model->config;
    const CpuModel::Layer &layer = m_model->layers[static_cast<std::size_t>(index)];
    const std::int64_t width = config.hidden;
    const std::int64_t stride = 3 * width + config.mlp;
    const auto count = static_cast<std::int64_t>(rows.size());
    norm(layer.normWeight, layer.normBias, count, m_hidden.data(), m_normed.data(),
         m_spoiled.data());
    if (m_observer)
        m_observer(index, rows, std::span(m_normed).first(rows.size() * config.hidden));
    float *fused = m_projected.data();
    layer.fused->apply(*m_pool, m_normed.data(), width, count, layer.fusedBias.data(), fused,
                       stride, false);
    const Projections projections = {fused,  fused + width, fused + 2 * width, fused + 3 * width,
                                     stride, stride};
    store(index, projections);
    rotateQueries(projections, m_plan.positions);
    attendTiles(index, projections, m_plan.tiles, m_attended.data());
    finishBlock(index, count, m_attended.data(), projections.mlp, stride, m_hidden.data());
}

void CpuEngine::runLastLayer(std::span<const EngineRow> rows)
{
    const PhiConfig &config = m_model->config;
    const std::int64_t index = config.layers - 1;
    const CpuModel::Layer &layer = m_model->layers.back();
    const std::int64_t width = config.hidden;
    const auto count = static_cast<std::int64_t>(rows.size());
    norm(layer.normWeight, layer.normBias, count, m_hidden.data(), m_normed.data(),
         m_spoiled.data());
    if (m_observer)
        m_observer(index, rows, std::span(m_normed).first(rows.size() * config.hidden));
    float *keys = m_projected.data();
    layer.keyValue->apply(*m_pool, m_normed.data(), width, count, layer.keyValueBias.data(), keys,
                          2 * width, false);
    // What else there is to do concerns the rows that want logits; they move to the front.
    const auto wanted = static_cast<std::int64_t>(m_plan.wanted.size());
    float *queries = keys + count * 2 * width;
    const std::int64_t stride = width + config.mlp;
    const Projections projections = {queries,         keys,   keys + width,
                                     queries + width, stride, 2 * width};
    store(index, projections);
    if (wanted == 0)
        return;
    for (std::int64_t i = 0; i < wanted; ++i) {
        const std::int64_t r = m_plan.wanted[static_cast<std::size_t>(i)];
        if (r != i) {
            std::copy_n(m_normed.data() + r * width, width, m_normed.data() + i * width);
            std::copy_n(m_hidden.data() + r * width, width, m_hidden.data() + i * width);
        }
    }
    layer.queryMlp->apply(*m_pool, m_normed.data(), width, wanted, layer.queryMlpBias.data(),
                          queries, stride, false);
    rotateQueries(projections, m_plan.wantedPositions);
    attendTiles(index, projections, m_plan.wantedTiles, m_attended.data());
    finishBlock(index, wanted, m_attended.data(), projections.mlp, stride, m_hidden.data());
}

void CpuEngine::store(std::int64_t layer, const Projections &projections)
{
    const PhiConfig &config = m_model->config;
    const std::int64_t dimension = config.headDimension();
    const std::int64_t half = config.rotary / 2;
    const auto rows = static_cast<std::int64_t>(m_plan.positions.size());
    // A task takes whole heads: two positions of a page may share a word.
    inParts(*m_pool, config.heads, 4 * rows * dimension, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> nothing;
        for (std::int64_t head = begin; head < end; ++head) {
            const std::size_t offset = m_cache.offset(layer, head);
            for (const RowRun &run : m_plan.runs) {
                for (std::int64_t i = 0; i < run.count; ++i) {
                    const std::int64_t r = run.first + i;
                    const std::int64_t position = run.position + i;
                    float *key = projections.key + r * projections.keyStride + head * dimension;
                    const float *value =
                        projections.value + r * projections.keyStride + head * dimension;
                    rotateHead(key, m_model->cosines.data() + position * half,
                               m_model->sines.data() + position * half, half);
                    std::byte *page = m_cache.pageOf(run.slot, position) + offset;
                    if (!isFinite(key, dimension) || !isFinite(value, dimension)) {
                        mark(m_spoiled[static_cast<std::size_t>(r)]);
                        nothing.assign(static_cast<std::size_t>(dimension), 0.0f);
                        key = nothing.data();
                        value = nothing.data();
                    }
                    storeKeyValue(m_cache.layout(), page, position % cachePagePositions, key,
                                  value);
                }
            }
        }
    });
}

void CpuEngine::rotateQueries(const Projections &projections,
                              std::span<const std::int64_t> positions)
{
    const PhiConfig &config = m_model->config;
    const std::int64_t half = config.rotary / 2;
    inParts(*m_pool, static_cast<std::int64_t>(positions.size()), config.hidden,
            [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t r = begin; r < end; ++r) {
                    const std::int64_t angles = positions[static_cast<std::size_t>(r)] * half;
                    float *query = projections.query + r * projections.queryStride;
                    for (std::int64_t head = 0; head < config.heads; ++head)
                        rotateHead(query + head * config.headDimension(),
                                   m_model->cosines.data() + angles, m_model->sines.data() + angles,
                                   half);
                }
            });
}

void CpuEngine::attendTiles(std::int64_t layer, const Projections &projections,
                            std::span<const QueryTile> tiles, float *out)
{
    const PhiConfig &config = m_model->config;
    const std::int64_t dimension = config.headDimension();
    const float scale = 1.0f / std::sqrt(static_cast<float>(dimension));
    std::int64_t numbers = 0;
    for (const QueryTile &tile : tiles)
        numbers += tile.count * (tile.position + tile.count) * dimension;
    numbers /= std::max<std::int64_t>(1, static_cast<std::int64_t>(tiles.size()));
    const auto items = static_cast<std::int64_t>(tiles.size()) * config.heads;
    inParts(*m_pool, items, numbers, [&](std::int64_t begin, std::int64_t end) {
        thread_local std::vector<float> scratch;
        for (std::int64_t item = begin; item < end; ++item) {
            // The longest first, so that the threads end together.
            const auto index = tiles.size() - 1 - static_cast<std::size_t>(item / config.heads);
            const std::int64_t head = item % config.heads;
            const QueryTile &tile = tiles[index];
            scratch.resize(
                std::max(scratch.size(),
                         attentionScratch(m_cache.layout(), tile.position + tile.count - 1)));
            attend(m_cache.layout(),
                   {.queries =
                        projections.query + tile.row * projections.queryStride + head * dimension,
                    .queryStride = projections.queryStride,
                    .count = tile.count,
                    .firstPosition = tile.position,
                    .pages = m_cache.pages(tile.slot),
                    .pageOffset = m_cache.offset(layer, head),
                    .scale = scale,
                    .out = out + tile.row * config.hidden + head * dimension,
                    .outStride = config.hidden},
                   scratch.data(), m_model->instructions);
        }
    });
}

void CpuEngine::finishBlock(std::int64_t index, std::int64_t rows, const float *attended,
                            float *mlp, std::int64_t mlpStride, float *hidden)
{
    const PhiConfig &config = m_model->config;
    const CpuModel::Layer &layer = m_model->layers[static_cast<std::size_t>(index)];
    inParts(*m_pool, rows, 4 * config.mlp, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r)
            geluRow(mlp + r * mlpStride, config.mlp, m_model->instructions);
    });
    layer.dense->apply(*m_pool, attended, config.hidden, rows, layer.denseBias.data(), hidden,
                       config.hidden, true);
    layer.fc2->apply(*m_pool, mlp, mlpStride, rows, layer.fc2Bias.data(), hidden, config.hidden,
                     true);
}

void CpuEngine::noteSpoiled(std::span<const EngineRow> rows)
{
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (m_spoiled[r])
            m_cache.spoil(rows[r].slot, m_plan.positions[r]);
    }
    // Later rows of the same sequence attended to zeros in its place.
    for (const RowRun &run : m_plan.runs) {
        for (std::int64_t i = 0; i < run.count; ++i) {
            if (run.position + i >= m_cache.firstSpoiled(run.slot))
                m_spoiled[static_cast<std::size_t>(run.first + i)] = 1;
        }
    }
}

void CpuEngine::runHead(std::span<float> logits)
{
    const std::int64_t width = m_model->config.hidden;
    const auto wanted = static_cast<std::int64_t>(m_plan.wanted.size());
    if (wanted == 0)
        return;
    // From here on a flag stands for a row of logits.
    for (std::int64_t i = 0; i < wanted; ++i)
        m_spoiled[static_cast<std::size_t>(i)] =
            m_spoiled[static_cast<std::size_t>(m_plan.wanted[static_cast<std::size_t>(i)])];
    norm(m_model->finalNormWeight, m_model->finalNormBias, wanted, m_hidden.data(), m_normed.data(),
         m_spoiled.data());
    m_model->head->apply(*m_pool, m_normed.data(), width, wanted, m_model->headBias.data(),
                         logits.data(), vocabulary(), false);
    for (std::int64_t i = 0; i < wanted; ++i) {
        if (m_spoiled[static_cast<std::size_t>(i)])
            std::fill_n(logits.data() + i * vocabulary(), vocabulary(),
                        std::numeric_limits<float>::quiet_NaN());
    }
}

} // namespace phi1
