// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/projected_heads.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "model/cpu/attention_map.h"
#include "model/cpu/row_operations.h"
#include "model/inference/attention/memory_tasks.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

/// Of queries and keys that are kept: 32 heads of phi-1 at 2048 tokens in float32, and some.
constexpr std::uint64_t heldBytes = 80ull << 20;

/// The part of a layer that makes queries or keys.
struct Projection {
    const LinearWeight *weight = nullptr;
    const float *bias = nullptr;
    std::int64_t firstOutput = 0; ///< of head 0
};

Projection queriesOf(const CpuModel::Layer &layer)
{
    if (layer.fused)
        return {layer.fused.get(), layer.fusedBias.data(), 0};
    return {layer.queryMlp.get(), layer.queryMlpBias.data(), 0};
}

Projection keysOf(const CpuModel::Layer &layer, std::int64_t width)
{
    if (layer.fused)
        return {layer.fused.get(), layer.fusedBias.data(), width};
    return {layer.keyValue.get(), layer.keyValueBias.data(), 0};
}

/// Rows that are projected at a time: whole pages of keys, enough of them to make use of the
/// weights that are read, and work for every thread.
std::int64_t rowsAtOnce(std::int64_t tokens, int threads)
{
    return tokens > 2 * cachePagePositions * threads ? 2 * cachePagePositions : cachePagePositions;
}

} // namespace

ProjectedHeads::ProjectedHeads(std::shared_ptr<const CpuModel> model,
                               std::shared_ptr<ThreadPool> pool, const NormedLayers &normed)
    : m_model(std::move(model))
    , m_pool(std::move(pool))
    , m_normed(normed)
    , m_layout{m_model->type == WeightType::Float32 ? CacheType::Float32 : CacheType::BFloat16,
               m_model->config.headDimension()}
    , m_bytesEach(packedKeyBytes(m_layout, normed.tokens()) +
                  static_cast<std::uint64_t>(normed.tokens() * m_layout.dimension) * sizeof(float))
{}

std::int64_t ProjectedHeads::headsAtOnce() const
{
    const auto fit = static_cast<std::int64_t>(heldBytes / 4 / m_bytesEach);
    return std::clamp<std::int64_t>(fit, 1, m_model->config.heads);
}

Result<std::vector<const ProjectedHead *>> ProjectedHeads::get(std::span<const HeadId> heads,
                                                               const std::stop_token &stop)
{
    std::vector<HeadId> missing;
    for (const HeadId head : heads) {
        const auto entry = std::find_if(m_held.begin(), m_held.end(),
                                        [&](const auto &held) { return held.head == head; });
        if (entry == m_held.end())
            missing.push_back(head);
        else
            m_held.splice(m_held.begin(), m_held, entry);
    }
    // Whatever ends this early, nobody may find a head that was not projected to its end.
    struct Unfinished {
        std::list<ProjectedHead> &held;
        std::vector<Entry> entries;
        ~Unfinished()
        {
            for (const Entry entry : entries)
                held.erase(entry);
        }
    } unfinished{m_held, {}};
    std::vector<Entry> &made = unfinished.entries;
    made.reserve(missing.size());
    for (const HeadId head : missing) {
        PHI1_TRY(makeRoom(head));
        made.push_back(m_held.begin());
    }
    for (std::size_t first = 0; first < made.size();) {
        std::size_t end = first + 1;
        while (end < made.size() && made[end]->head.head == made[end - 1]->head.head + 1)
            ++end;
        PHI1_TRY(project(std::span(made).subspan(first, end - first), stop));
        first = end;
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the attention maps were stopped");
    }
    made.clear();
    std::vector<const ProjectedHead *> found;
    for (const HeadId head : heads)
        found.push_back(&*std::find_if(m_held.begin(), m_held.end(),
                                       [&](const auto &held) { return held.head == head; }));
    return found;
}

Result<void> ProjectedHeads::makeRoom(HeadId head)
{
    // The memory of the one used longest ago, which is not among those asked for now.
    if (!m_held.empty() && bytes() + m_bytesEach > heldBytes &&
        static_cast<std::int64_t>(m_held.size()) > headsAtOnce()) {
        m_held.splice(m_held.begin(), m_held, std::prev(m_held.end()));
        m_held.front().head = head;
        return {};
    }
    const std::size_t keyBytes = packedKeyBytes(m_layout, m_normed.tokens());
    AlignedMemory keys = allocateAligned(keyBytes);
    if (!keys)
        return failure(ErrorCode::Device,
                       concat("there is no memory for ", keyBytes, " bytes of keys"));
    std::memset(keys.get(), 0, keyBytes);
    const auto numbers = static_cast<std::size_t>(m_normed.tokens() * m_layout.dimension);
    m_held.push_front({head, std::vector<float>(numbers), std::move(keys)});
    return {};
}

Result<void> ProjectedHeads::project(std::span<const Entry> run, const std::stop_token &stop)
{
    const PhiConfig &config = m_model->config;
    const HeadId firstHead = run.front()->head;
    const CpuModel::Layer &layer = m_model->layers[static_cast<std::size_t>(firstHead.layer)];
    const NormedRows normed = m_normed.rows(firstHead.layer);
    const std::int64_t tokens = m_normed.tokens();
    const std::int64_t width = config.hidden;
    const std::int64_t dimension = config.headDimension();
    const std::int64_t half = config.rotary / 2;
    const std::int64_t outputs = static_cast<std::int64_t>(run.size()) * dimension;
    const std::int64_t perTask = rowsAtOnce(tokens, m_pool->threads());
    const auto task = [&](std::int64_t index) {
        if (stop.stop_requested())
            return;
        const std::int64_t first = index * perTask;
        const std::int64_t count = std::min(perTask, tokens - first);
        thread_local AlignedScratch scratch;
        auto *projected = reinterpret_cast<float *>(
            scratch.get(static_cast<std::size_t>(count * (outputs + width)) * sizeof(float)));
        const float *in = static_cast<const float *>(normed.data) + first * width;
        if (normed.isBFloat16) {
            float *widened = projected + count * outputs;
            widenRow(static_cast<const std::uint16_t *>(normed.data) + first * width, DType::BF16,
                     count * width, widened);
            in = widened;
        }
        const auto apply = [&](const Projection &projection) {
            projection.weight->applyOutputs(
                *m_pool, in, width, count, projection.bias, projected, outputs,
                projection.firstOutput + firstHead.head * dimension, outputs);
            for (std::int64_t r = 0; r < count; ++r)
                for (std::size_t h = 0; h < run.size(); ++h)
                    rotateHead(projected + r * outputs + static_cast<std::int64_t>(h) * dimension,
                               m_model->cosines.data() + (first + r) * half,
                               m_model->sines.data() + (first + r) * half, half);
        };
        apply(queriesOf(layer));
        for (std::size_t h = 0; h < run.size(); ++h)
            for (std::int64_t r = 0; r < count; ++r)
                std::copy_n(projected + r * outputs + static_cast<std::int64_t>(h) * dimension,
                            dimension, run[h]->queries.data() + (first + r) * dimension);
        if (stop.stop_requested())
            return;
        apply(keysOf(layer, width));
        for (std::size_t h = 0; h < run.size(); ++h)
            packKeys(m_layout, projected + static_cast<std::int64_t>(h) * dimension, outputs, first,
                     count, run[h]->keys.get());
    };
    if (!runWithMemory(*m_pool, (tokens + perTask - 1) / perTask, task))
        return failure(ErrorCode::Device,
                       "the system has no memory to project the heads of a layer; "
                       "close a capture or a model");
    return {};
}

} // namespace phi1
