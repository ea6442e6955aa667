// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/map_sweep.h"

#include <algorithm>
#include <cmath>

#include "model/cpu/attention_map.h"
#include "model/inference/attention/memory_tasks.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

Result<void> MapSweep::run(std::span<const Part> parts,
                           const std::function<Consumer(std::size_t part)> &consumer)
{
    std::vector<HeadId> heads;
    for (const Part &part : parts)
        heads.push_back(part.head);
    return inGroups(heads, [&](std::span<const Pair> group, std::size_t firstPart) {
        struct Stretch {
            std::size_t index;
            std::int64_t first, end;
        };
        std::vector<Stretch> stretches;
        for (std::size_t i = 0; i < group.size(); ++i) {
            const Part &part = parts[firstPart + i];
            for (std::int64_t first = part.first; first < part.end;) {
                const std::int64_t end = std::min((first / part.band + 1) * part.band, part.end);
                stretches.push_back({i, first, end});
                first = end;
            }
        }
        // The longest rows first, so that the threads end together.
        std::stable_sort(stretches.begin(), stretches.end(),
                         [](const Stretch &a, const Stretch &b) { return a.end > b.end; });
        const auto tasks = static_cast<std::int64_t>(stretches.size());
        return runWithMemory(m_own.pool(), tasks, [&](std::int64_t task) {
            const Stretch &stretch = stretches[static_cast<std::size_t>(task)];
            const Consumer take = consumer(firstPart + stretch.index);
            for (std::int64_t row = stretch.first; row < stretch.end && !m_stop.stop_requested();
                 row += rowsAtOnce)
                compute(group[stretch.index], row, std::min(rowsAtOnce, stretch.end - row), take);
        });
    });
}

Result<void> MapSweep::runTogether(std::span<const HeadId> heads, std::int64_t first,
                                   std::int64_t end, const Consumer &consumer)
{
    return inGroups(heads, [&](std::span<const Pair> group, std::size_t) {
        const std::int64_t tasks = (end - first + rowsAtOnce - 1) / rowsAtOnce;
        return runWithMemory(m_own.pool(), tasks, [&](std::int64_t task) {
            const std::int64_t row = first + (tasks - 1 - task) * rowsAtOnce;
            for (const Pair &head : group) {
                if (!m_stop.stop_requested())
                    compute(head, row, std::min(rowsAtOnce, end - row), consumer);
            }
        });
    });
}

Result<void> MapSweep::inGroups(
    std::span<const HeadId> heads,
    const std::function<bool(std::span<const Pair> group, std::size_t first)> &function)
{
    const auto atOnce = static_cast<std::size_t>(
        m_minus ? std::min(m_own.headsAtOnce(), m_minus->headsAtOnce()) : m_own.headsAtOnce());
    for (std::size_t first = 0; first < heads.size();) {
        std::size_t end = first + 1;
        while (end < heads.size() && end - first < atOnce && heads[end].layer == heads[first].layer)
            ++end;
        const auto group = heads.subspan(first, end - first);
        PHI1_ASSIGN(const auto own, m_own.get(group, m_stop));
        std::vector<Pair> pairs(group.size());
        for (std::size_t i = 0; i < pairs.size(); ++i)
            pairs[i].own = own[i];
        if (m_minus) {
            PHI1_ASSIGN(const auto others, m_minus->get(group, m_stop));
            for (std::size_t i = 0; i < pairs.size(); ++i)
                pairs[i].other = others[i];
        }
        if (!function(pairs, first))
            return failure(ErrorCode::Device, "the system has no memory for attention maps; close "
                                              "a capture or a model");
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the attention maps were stopped");
        first = end;
    }
    return {};
}

void MapSweep::compute(const Pair &head, std::int64_t first, std::int64_t count,
                       const Consumer &consumer) const
{
    const std::int64_t columns = paddedColumns(first + count - 1);
    // Rows a power of two apart would share their places in the caches.
    const std::int64_t stride = columns + 16;
    const std::int64_t numbers = count * stride;
    thread_local AlignedScratch scratch;
    std::byte *memory = scratch.get(static_cast<std::size_t>(3 * numbers) * sizeof(float) +
                                    2 * static_cast<std::size_t>(rowsAtOnce));
    auto *weights = reinterpret_cast<float *>(memory);
    auto *spoiled = reinterpret_cast<std::uint8_t *>(weights + 3 * numbers);
    std::uint8_t *ownSpoiled = spoiled + rowsAtOnce;
    const auto rowsOf = [&](const ProjectedHeads &heads, const ProjectedHead &of, float *out,
                            std::uint8_t *flags) {
        const std::int64_t dimension = heads.layout().dimension;
        attentionRows(heads.layout(),
                      {.queries = of.queries.data() + first * dimension,
                       .queryStride = dimension,
                       .count = count,
                       .firstPosition = first,
                       .keys = of.keys.get(),
                       .scale = 1.0f / std::sqrt(static_cast<float>(dimension)),
                       .withoutFirst = m_withoutFirst,
                       .out = out,
                       .outStride = stride,
                       .spoiled = flags},
                      heads.model().instructions);
    };
    MapRows rows;
    rows.first = first;
    rows.count = count;
    rows.stride = stride;
    rows.columns = columns;
    rows.weights = weights;
    rows.shown = weights;
    rows.ownSpoiled = ownSpoiled;
    rows.spoiled = ownSpoiled;
    rowsOf(m_own, *head.own, weights, ownSpoiled);
    if (head.other) {
        float *other = weights + numbers;
        float *shown = other + numbers;
        rowsOf(*m_minus, *head.other, other, spoiled);
        for (std::int64_t r = 0; r < count; ++r) {
            spoiled[r] = spoiled[r] | ownSpoiled[r];
            for (std::int64_t j = r * stride; j < r * stride + columns; ++j)
                shown[j] = weights[j] - other[j];
        }
        rows.other = other;
        rows.shown = shown;
        rows.spoiled = spoiled;
    }
    consumer(rows);
}

} // namespace phi1
