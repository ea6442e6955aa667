// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/duplicates/duplicate_files.h"
#include "core/corpora/duplicates/union_find.h"
#include "core/corpora/store/sample_texts.h"

namespace phi1 {

struct BandCounts {
    std::uint64_t candidates = 0, compared = 0;
};

/// Joins the near-duplicates that a band of their signatures brings together. A bucket is all
/// samples with the same values in the band; its first 64 samples are compared with every other of
/// it, which is all pairs of a small bucket. What a huge bucket leaves out, other bands find.
class BandPass
{
public:
    struct Settings {
        double threshold = 0.8;
        int threads = 1;
        std::uint64_t memory = 0;
        std::function<bool()> stopRequested; ///< may be empty
    };

    BandPass(std::span<const MinHashSignature> signatures, UnionFind &clusters,
             const OpenSampleTexts &openTexts, Settings settings);

    /// @param links  those found are added, also when it was stopped
    /// @return Cancelled where it was stopped
    Result<void> run(std::size_t band, std::vector<DuplicateLink> &links);
    const BandCounts &counts() const { return m_counts; }

private:
    struct Entry {
        std::uint64_t hash = 0;
        SampleRow row = noSample;
    };
    struct Outcome {
        std::vector<DuplicateLink> links;
        BandCounts counts;
    };

    std::vector<Entry> entriesOf(std::size_t band, std::uint64_t part, std::uint64_t parts) const;
    Result<void> joinBuckets(std::span<const Entry> entries, std::vector<DuplicateLink> &links);
    bool isStopped() const { return m_settings.stopRequested && m_settings.stopRequested(); }

    std::span<const MinHashSignature> m_signatures;
    UnionFind &m_clusters;
    const OpenSampleTexts &m_openTexts;
    const Settings m_settings;
    BandCounts m_counts;
};

} // namespace phi1
