// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/sample_texts.h"

namespace phi1 {

/// Exact Jaccard indices of pairs of samples, for one thread. It remembers the shingles of samples
/// used last, within a budget: pairs come by the bucket, and a bucket's samples come again.
class TextComparer
{
public:
    explicit TextComparer(SampleTexts &texts, std::size_t budgetBytes = 32u << 20)
        : m_texts(texts)
        , m_budget(budgetBytes)
    {}

    /// Of texts beyond 4 MiB a sample of the shingles is compared (shingles.h).
    Result<double> jaccard(SampleRow a, SampleRow b);

private:
    struct Shingles {
        SampleRow row = noSample;
        std::size_t bytes = 0; ///< of the text
        unsigned sampling = 0;
        std::vector<std::uint64_t> hashes;
    };
    using Pointer = std::shared_ptr<const Shingles>;

    Result<Pointer> shingles(SampleRow row);

    SampleTexts &m_texts;
    const std::size_t m_budget;
    std::size_t m_used = 0;
    std::list<Pointer> m_recent; ///< the one used last first
    std::unordered_map<SampleRow, std::list<Pointer>::iterator> m_byRow;
};

} // namespace phi1
