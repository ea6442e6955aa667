// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample_texts.h"

namespace phi1 {

struct DuplicateOptions {
    /// Two samples are near-duplicates when the Jaccard index of their shingles is at least this.
    double threshold = 0.8;
    int threads = 0;                     ///< 0: one per core
    std::uint64_t memory = 256ull << 20; ///< bytes for the bands that are sorted at once
    /// "Signing" counts samples, "Comparing" the work over all bands; from any thread.
    std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)> progress;
    std::function<bool()> stopRequested;
};

struct DuplicateReport {
    SampleRow samples = 0;
    SampleRow empty = 0;          ///< samples without a token, like no other
    SampleRow clusters = 0;       ///< of two samples or more
    SampleRow clustered = 0;      ///< samples in clusters
    std::uint64_t candidates = 0; ///< pairs that a band brought together, each as often as it did
    std::uint64_t compared = 0;   ///< pairs whose texts were compared
    std::uint64_t links = 0;      ///< pairs found alike that joined two clusters
    double signingSeconds = 0.0, comparingSeconds = 0.0; ///< of this call
};

/// Finds the clusters of near-duplicates of a corpus and writes the column `duplicate_of`.
///
/// First every text gets a MinHash signature. Then, band by band, samples with equal values are
/// brought together; a pair whose signatures promise enough is compared by its texts, exactly, and
/// joined (union-find) if it is alike. So a cluster holds no pair that was not compared, but two of
/// its members may be less alike than the threshold: they are like a third.
///
/// CORPUS/duplicates/ keeps the signatures (256 bytes a sample), the pairs found and how far it
/// came: whoever stops or dies goes on there, and samples imported later are added without signing
/// the others again. Besides files that are mapped, it takes `memory`, 9 bytes a sample, and the
/// texts being compared. The caller holds the corpus' lock.
/// @param rows  samples there are
/// @return Cancelled where it was stopped
Result<DuplicateReport> findDuplicates(const CorpusFiles &files, SampleRow rows,
                                       const OpenSampleTexts &openTexts,
                                       const DuplicateOptions &options = {});

} // namespace phi1
