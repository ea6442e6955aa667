// SPDX-License-Identifier: Apache-2.0
#include "model/data/batch_schedule.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/philox.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::uint32_t roundSlots = 16384;

/// How many of the slots each weight gets: proportional, at least one each, by largest remainder.
std::vector<std::uint32_t> apportion(const std::vector<ScheduledDataset> &datasets, double total)
{
    std::vector<std::uint32_t> slots(datasets.size());
    std::vector<std::pair<double, std::size_t>> remainders;
    std::uint32_t given = 0;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        const double exact = roundSlots * (datasets[i].weight / total);
        slots[i] = std::max(1u, static_cast<std::uint32_t>(exact));
        remainders.emplace_back(slots[i] - exact, i); // smallest first: furthest below its share
        given += slots[i];
    }
    std::sort(remainders.begin(), remainders.end());
    for (std::size_t i = 0; given < roundSlots; i = (i + 1) % remainders.size(), ++given)
        ++slots[remainders[i].second];
    // The "at least one each" of tiny weights is paid by the largest.
    for (; given > roundSlots; --given)
        --*std::max_element(slots.begin(), slots.end());
    return slots;
}

} // namespace

Result<BatchSchedule> BatchSchedule::create(const std::vector<ScheduledDataset> &datasets,
                                            std::int64_t context, std::uint64_t seed)
{
    if (datasets.empty() || datasets.size() > roundSlots / 4)
        return failure(ErrorCode::Usage,
                       concat("there are ", datasets.size(),
                              " sets of training data, expected 1 to ", roundSlots / 4));
    if (context < 1)
        return failure(ErrorCode::Usage,
                       concat("the context is ", context, " tokens, expected at least 1"));
    BatchSchedule schedule;
    schedule.m_context = context;
    schedule.m_seed = seed;
    double total = 0;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        const ScheduledDataset &dataset = datasets[i];
        if (!(dataset.weight > 0.0) || !std::isfinite(dataset.weight))
            return failure(ErrorCode::Usage,
                           concat("the weight of data set ", i + 1, " is ", dataset.weight,
                                  ", expected a positive number"));
        if (dataset.tokens < static_cast<std::uint64_t>(context) + 1)
            return failure(ErrorCode::Usage, concat("data set ", i + 1, " has ", dataset.tokens,
                                                    " tokens, expected at least ", context + 1,
                                                    ", one sequence and its last target"));
        total += dataset.weight;
        schedule.m_parts.push_back({(dataset.tokens - 1) / static_cast<std::uint64_t>(context), 1});
    }
    if (datasets.size() == 1) {
        schedule.m_round = {{0, 0}};
        return schedule;
    }
    const std::vector<std::uint32_t> slots = apportion(datasets, total);
    std::vector<std::uint32_t> used(datasets.size());
    for (std::uint32_t slot = 0; slot < roundSlots; ++slot) {
        // The one furthest behind its share after this slot goes next.
        std::size_t next = 0;
        std::int64_t furthest = -1;
        for (std::size_t i = 0; i < datasets.size(); ++i) {
            const std::int64_t behind =
                std::int64_t(slot + 1) * slots[i] - std::int64_t(used[i]) * roundSlots;
            if (used[i] < slots[i] && behind > furthest) {
                furthest = behind;
                next = i;
            }
        }
        schedule.m_round.push_back({static_cast<std::uint32_t>(next), used[next]++});
    }
    for (std::size_t i = 0; i < datasets.size(); ++i)
        schedule.m_parts[i].slots = slots[i];
    return schedule;
}

SequenceLocation BatchSchedule::locate(std::uint64_t sequence) const
{
    const Slot slot = m_round[sequence % m_round.size()];
    return drawn(slot.dataset, sequence / m_round.size() * m_parts[slot.dataset].slots + slot.rank);
}

SequenceLocation BatchSchedule::drawn(std::size_t dataset, std::uint64_t n) const
{
    const Part &part = m_parts[dataset];
    const std::uint64_t epoch = n / part.sequences;
    const std::uint64_t index =
        permuted(n % part.sequences, part.sequences, m_seed, dataset, epoch);
    return {dataset, index * static_cast<std::uint64_t>(m_context), epoch};
}

std::uint64_t BatchSchedule::countBefore(std::uint64_t sequence, std::size_t dataset) const
{
    std::uint64_t count = sequence / m_round.size() * m_parts[dataset].slots;
    for (std::size_t slot = 0; slot < sequence % m_round.size(); ++slot)
        count += m_round[slot].dataset == dataset ? 1 : 0;
    return count;
}

std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t seed,
                       std::uint64_t stream, std::uint64_t round)
{
    if (size < 2)
        return 0;
    const int half = std::max(1, (static_cast<int>(std::bit_width(size - 1)) + 1) / 2);
    const std::uint64_t mask = (1ull << half) - 1;
    do {
        std::uint64_t left = index >> half;
        std::uint64_t right = index & mask;
        for (std::uint64_t layer = 0; layer < 8; ++layer) {
            const Philox::Block random =
                Philox::block(seed, right | layer << 32, stream << 44 ^ round);
            const std::uint64_t mixed = left ^ (random[0] & mask);
            left = right;
            right = mixed;
        }
        index = left << half | right;
    } while (index >= size);
    return index;
}

} // namespace phi1
