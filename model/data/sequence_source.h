// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/data/batch_schedule.h"
#include "model/data/token_dataset.h"

namespace phi1 {

/// The sequences of a training run, by number: prepared folders, their weights and the order that
/// the seed gives them. Sequence n is the same whenever it is asked for.
class SequenceSource
{
public:
    struct Input {
        std::filesystem::path folder;
        double weight = 1.0;
    };

    /// Opens the training parts. Incompatible if two folders come from different tokenizers.
    static Result<SequenceSource> open(const std::vector<Input> &inputs, std::int64_t context,
                                       std::uint64_t seed);

    std::int64_t context() const { return m_schedule.context(); }
    SequenceLocation locate(std::uint64_t sequence) const { return m_schedule.locate(sequence); }
    const BatchSchedule &schedule() const { return m_schedule; }
    const std::vector<TokenDataset> &datasets() const { return m_datasets; }

    /// The context + 1 tokens of one sequence.
    Result<void> read(std::uint64_t sequence, std::span<std::int64_t> tokens) const;

private:
    SequenceSource(std::vector<TokenDataset> datasets, BatchSchedule schedule);

    std::vector<TokenDataset> m_datasets;
    BatchSchedule m_schedule;
};

/// A fixed set of validation sequences, spread evenly over the validation parts: at most `limit`
/// sequences of context + 1 tokens each. Empty if no part holds one whole sequence.
Result<std::vector<std::vector<std::int64_t>>>
validationSequences(const std::vector<std::filesystem::path> &folders, std::int64_t context,
                    std::int64_t limit);

} // namespace phi1
