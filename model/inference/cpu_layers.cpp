// SPDX-License-Identifier: Apache-2.0
#include "model/inference/cpu_layers.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/attention/ablated_heads.h"
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

} // namespace

CpuLayers::CpuLayers(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                     std::shared_ptr<const AblatedHeads> ablated)
    : m_model(std::move(model))
    , m_pool(std::move(pool))
    , m_ablated(std::move(ablated))
{}

KeyValueCache::Shape CpuLayers::cacheShape(const CpuModel &model, std::int64_t layers)
{
    return {layers,
            model.config.heads,
            model.config.context,
            {model.type == WeightType::Float32 ? CacheType::Float32 : CacheType::BFloat16,
             model.config.headDimension()}};
}

std::uint64_t CpuLayers::workBytes(const CpuModel &model, std::int64_t rows)
{
    return static_cast<std::uint64_t>(rows * (5 * model.config.hidden + model.config.mlp)) *
           sizeof(float);
}

void CpuLayers::embed(std::span<const TokenId> tokens, float *hidden) const
{
    const std::int64_t width = m_model->config.hidden;
    const StoredMatrix &table = m_model->embedding;
    const std::size_t rowBytes = static_cast<std::size_t>(width) * dtypeSize(table.dtype);
    for (std::size_t r = 0; r < tokens.size(); ++r)
        widenRow(static_cast<const std::byte *>(table.data) +
                     static_cast<std::size_t>(tokens[r]) * rowBytes,
                 table.dtype, width, hidden + r * static_cast<std::size_t>(width));
}

void CpuLayers::run(std::int64_t layer, const Call &call)
{
    const PhiConfig &config = m_model->config;
    const std::size_t rows = call.plan.positions.size();
    const auto width = static_cast<std::size_t>(config.hidden);
    m_normed.resize(rows * width);
    m_attended.resize(rows * width);
    m_projected.resize(rows * static_cast<std::size_t>(3 * config.hidden + config.mlp));
    if (layer + 1 < config.layers)
        runInner(layer, call);
    else
        runLast(layer, call);
}

void CpuLayers::norm(const std::vector<float> &weight, const std::vector<float> &bias,
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

void CpuLayers::runInner(std::int64_t index, const Call &call)
{
    const PhiConfig &config = m_model->config;
    const CpuModel::Layer &layer = m_model->layers[static_cast<std::size_t>(index)];
    const std::int64_t width = config.hidden;
    const std::int64_t stride = 3 * width + config.mlp;
    const auto count = static_cast<std::int64_t>(call.plan.positions.size());
    norm(layer.normWeight, layer.normBias, count, call.hidden, m_normed.data(), call.spoiled);
    float *fused = m_projected.data();
    layer.fused->apply(*m_pool, m_normed.data(), width, count, layer.fusedBias.data(), fused,
                       stride, false);
    const Projections projections = {fused,  fused + width, fused + 2 * width, fused + 3 * width,
                                     stride, stride};
    store(call, projections);
    rotateQueries(projections, call.plan.positions);
    attendTiles(call, projections, call.plan.tiles);
    finishBlock(index, count, projections.mlp, stride, call.hidden);
}

void CpuLayers::runLast(std::int64_t index, const Call &call)
{
    const PhiConfig &config = m_model->config;
    const CpuModel::Layer &layer = m_model->layers.back();
    const std::int64_t width = config.hidden;
    const auto count = static_cast<std::int64_t>(call.plan.positions.size());
    norm(layer.normWeight, layer.normBias, count, call.hidden, m_normed.data(), call.spoiled);
    float *keys = m_projected.data();
    layer.keyValue->apply(*m_pool, m_normed.data(), width, count, layer.keyValueBias.data(), keys,
                          2 * width, false);
    // What else there is to do concerns the rows that want logits; they move to the front.
    const auto wanted = static_cast<std::int64_t>(call.plan.wanted.size());
    float *queries = keys + count * 2 * width;
    const std::int64_t stride = width + config.mlp;
    const Projections projections = {queries,         keys,   keys + width,
                                     queries + width, stride, 2 * width};
    store(call, projections);
    if (wanted == 0)
        return;
    for (std::int64_t i = 0; i < wanted; ++i) {
        const std::int64_t r = call.plan.wanted[static_cast<std::size_t>(i)];
        if (r != i) {
            std::copy_n(m_normed.data() + r * width, width, m_normed.data() + i * width);
            std::copy_n(call.hidden + r * width, width, call.hidden + i * width);
        }
    }
    layer.queryMlp->apply(*m_pool, m_normed.data(), width, wanted, layer.queryMlpBias.data(),
                          queries, stride, false);
    rotateQueries(projections, call.plan.wantedPositions);
    attendTiles(call, projections, call.plan.wantedTiles);
    finishBlock(index, wanted, projections.mlp, stride, call.hidden);
}

void CpuLayers::store(const Call &call, const Projections &projections)
{
    const PhiConfig &config = m_model->config;
    const std::int64_t dimension = config.headDimension();
    const std::int64_t half = config.rotary / 2;
    const auto rows = static_cast<std::int64_t>(call.plan.positions.size());
    // A task takes whole heads: two positions of a page may share a word.
    inParts(*m_pool, config.heads, 4 * rows * dimension, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> nothing;
        for (std::int64_t head = begin; head < end; ++head) {
            const std::size_t offset = call.cache.offset(call.cacheLayer, head);
            for (const RowRun &run : call.plan.runs) {
                for (std::int64_t i = 0; i < run.count; ++i) {
                    const std::int64_t r = run.first + i;
                    const std::int64_t position = run.position + i;
                    float *key = projections.key + r * projections.keyStride + head * dimension;
                    const float *value =
                        projections.value + r * projections.keyStride + head * dimension;
                    rotateHead(key, m_model->cosines.data() + position * half,
                               m_model->sines.data() + position * half, half);
                    std::byte *page = call.cache.pageOf(run.slot, position) + offset;
                    if (!isFinite(key, dimension) || !isFinite(value, dimension)) {
                        mark(call.spoiled[r]);
                        nothing.assign(static_cast<std::size_t>(dimension), 0.0f);
                        key = nothing.data();
                        value = nothing.data();
                    }
                    storeKeyValue(call.cache.layout(), page, position % cachePagePositions, key,
                                  value);
                }
            }
        }
    });
}

void CpuLayers::rotateQueries(const Projections &projections,
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

void CpuLayers::attendTiles(const Call &call, const Projections &projections,
                            std::span<const QueryTile> tiles)
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
                         attentionScratch(call.cache.layout(), tile.position + tile.count - 1)));
            attend(call.cache.layout(),
                   {.queries =
                        projections.query + tile.row * projections.queryStride + head * dimension,
                    .queryStride = projections.queryStride,
                    .count = tile.count,
                    .firstPosition = tile.position,
                    .pages = call.cache.pages(tile.slot),
                    .pageOffset = call.cache.offset(call.cacheLayer, head),
                    .scale = scale,
                    .out = m_attended.data() + tile.row * config.hidden + head * dimension,
                    .outStride = config.hidden},
                   scratch.data(), m_model->instructions);
        }
    });
}

void CpuLayers::finishBlock(std::int64_t index, std::int64_t rows, float *mlp,
                            std::int64_t mlpStride, float *hidden)
{
    const PhiConfig &config = m_model->config;
    const CpuModel::Layer &layer = m_model->layers[static_cast<std::size_t>(index)];
    if (m_ablated)
        m_ablated->apply(index, rows, m_attended.data());
    inParts(*m_pool, rows, 4 * config.mlp, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r)
            geluRow(mlp + r * mlpStride, config.mlp, m_model->instructions);
    });
    layer.dense->apply(*m_pool, m_attended.data(), config.hidden, rows, layer.denseBias.data(),
                       hidden, config.hidden, true);
    layer.fc2->apply(*m_pool, mlp, mlpStride, rows, layer.fc2Bias.data(), hidden, config.hidden,
                     true);
}

void CpuLayers::finalNorm(std::int64_t rows, const float *hidden, float *out, std::uint8_t *spoiled)
{
    norm(m_model->finalNormWeight, m_model->finalNormBias, rows, hidden, out, spoiled);
}

void CpuLayers::head(std::int64_t rows, const float *normed, const std::uint8_t *spoiled,
                     float *logits)
{
    const PhiConfig &config = m_model->config;
    m_model->head->apply(*m_pool, normed, config.hidden, rows, m_model->headBias.data(), logits,
                         config.vocabulary, false);
    for (std::int64_t r = 0; r < rows; ++r) {
        if (spoiled[r] != 0)
            std::fill_n(logits + r * config.vocabulary, config.vocabulary,
                        std::numeric_limits<float>::quiet_NaN());
    }
}

} // namespace phi1
