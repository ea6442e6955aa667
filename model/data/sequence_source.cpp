// SPDX-License-Identifier: Apache-2.0
#include "model/data/sequence_source.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

SequenceSource::SequenceSource(std::vector<TokenDataset> datasets, BatchSchedule schedule)
    : m_datasets(std::move(datasets))
    , m_schedule(std::move(schedule))
{}

Result<SequenceSource> SequenceSource::open(const std::vector<Input> &inputs, std::int64_t context,
                                            std::uint64_t seed)
{
    std::vector<TokenDataset> datasets;
    std::vector<ScheduledDataset> scheduled;
    for (const Input &input : inputs) {
        PHI1_ASSIGN(TokenDataset dataset, TokenDataset::open(input.folder, Split::Train));
        if (!datasets.empty())
            PHI1_TRY(dataset.requireTokenizer(datasets.front().manifest().tokenizerFingerprint));
        if (dataset.tokenCount() <= static_cast<std::uint64_t>(context))
            return failure(ErrorCode::Usage,
                           concat(input.folder, " holds ", dataset.tokenCount(),
                                  " training tokens, expected at least ", context + 1,
                                  ", one sequence; prepare more text or lower model.context"));
        scheduled.push_back({.tokens = dataset.tokenCount(), .weight = input.weight});
        datasets.push_back(std::move(dataset));
    }
    PHI1_ASSIGN(BatchSchedule schedule, BatchSchedule::create(scheduled, context, seed));
    return SequenceSource(std::move(datasets), std::move(schedule));
}

Result<void> SequenceSource::read(std::uint64_t sequence, std::span<std::int64_t> tokens) const
{
    const SequenceLocation location = m_schedule.locate(sequence);
    return m_datasets[location.dataset].read(location.firstToken, tokens);
}

Result<std::vector<std::vector<std::int64_t>>>
validationSequences(const std::vector<std::filesystem::path> &folders, std::int64_t context,
                    std::int64_t limit)
{
    std::vector<TokenDataset> datasets;
    std::vector<std::uint64_t> available;
    std::uint64_t total = 0;
    for (const std::filesystem::path &folder : folders) {
        PHI1_ASSIGN(TokenDataset dataset, TokenDataset::open(folder, Split::Validation));
        const std::uint64_t tokens = dataset.tokenCount();
        available.push_back(tokens == 0 ? 0 : (tokens - 1) / static_cast<std::uint64_t>(context));
        total += available.back();
        datasets.push_back(std::move(dataset));
    }
    const std::uint64_t count = std::min(total, static_cast<std::uint64_t>(limit));
    std::vector<std::vector<std::int64_t>> sequences;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t index = i * total / count;
        std::size_t dataset = 0;
        while (index >= available[dataset])
            index -= available[dataset++];
        std::vector<std::int64_t> tokens(static_cast<std::size_t>(context) + 1);
        PHI1_TRY(datasets[dataset].read(index * static_cast<std::uint64_t>(context), tokens));
        sequences.push_back(std::move(tokens));
    }
    return sequences;
}

} // namespace phi1
