// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

struct ScheduledDataset {
    std::uint64_t tokens = 0;
    /// Its share of the sequences, relative to the other datasets. Weights equal to the token
    /// counts give every dataset as many epochs as the others.
    double weight = 1.0;
};

struct SequenceLocation {
    std::size_t dataset = 0;
    std::uint64_t firstToken = 0; ///< the sequence is the context + 1 tokens from here on
    std::uint64_t epoch = 0;      ///< of that dataset

    bool operator==(const SequenceLocation &) const = default;
};

/// Which tokens the n-th sequence of a training run is: a pure function of (seed, n), so a run
/// resumes at any step without saved state and the documents of a step can be named later.
///
/// A dataset is cut into sequences of context + 1 tokens at stride context (the last token of one
/// is the first of the next, so that every token but the first is a target once); up to context
/// tokens at the end are left over. Each epoch goes through all of them once, in an order of its
/// own: a Feistel permutation keyed by (seed, dataset, epoch). Datasets are interleaved evenly by
/// weight, to 1/16384. Step s of batch size b (from 0) takes the sequences [s·b, (s+1)·b).
class BatchSchedule
{
public:
    /// Usage if there is no dataset, a weight is not a positive number, the context is not positive
    /// or a dataset holds no whole sequence.
    static Result<BatchSchedule> create(const std::vector<ScheduledDataset> &datasets,
                                        std::int64_t context, std::uint64_t seed);

    SequenceLocation locate(std::uint64_t sequence) const;
    /// How many of the sequences [0, sequence) are of this dataset.
    std::uint64_t countBefore(std::uint64_t sequence, std::size_t dataset) const;
    /// The n-th sequence that is drawn of a dataset, n from 0.
    SequenceLocation drawn(std::size_t dataset, std::uint64_t n) const;
    /// Sequences of one epoch of a dataset.
    std::uint64_t sequencesOf(std::size_t dataset) const { return m_parts[dataset].sequences; }
    std::int64_t context() const { return m_context; }

private:
    struct Part {
        std::uint64_t sequences = 0;
        std::uint32_t slots = 0; ///< of one round
    };
    struct Slot {
        std::uint32_t dataset = 0;
        std::uint32_t rank = 0; ///< how many slots of this dataset come before it in the round
    };

    std::vector<Part> m_parts;
    std::vector<Slot> m_round;
    std::int64_t m_context = 0;
    std::uint64_t m_seed = 0;
};

/// The image of `index` under a permutation of [0, size) drawn by (seed, stream, round): a Feistel
/// network over the next power of four, walked until it lands inside. Source: Black and Rogaway
/// 2002, "Ciphers with arbitrary finite domains", cycle walking and the generalised Feistel
/// construction.
std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t seed,
                       std::uint64_t stream, std::uint64_t round);

} // namespace phi1
