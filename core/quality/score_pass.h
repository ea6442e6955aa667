// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample_texts.h"

namespace phi1 {

/// Gives texts a number; one object a thread. NaN: it cannot say.
using TextScorer = std::function<float(std::string_view text)>;

struct ScoreOptions {
    std::string key;                    ///< of the column: "score.NAME"
    Json facts = Json::object();        ///< who scores; another one's scores are not gone on with
    bool replace = false;               ///< instead of refusing them
    std::function<TextScorer()> scorer; ///< called once by each thread
    int threads = 0;                    ///< 0: one per core
    /// Rows to score, ascending; the others have no value. Without: all.
    std::optional<std::vector<SampleRow>> only;
    std::function<void(std::uint64_t done, std::uint64_t total)> progress; ///< samples
    std::function<bool()> stopRequested;
};

struct ScoreReport {
    SampleRow samples = 0;                      ///< of the corpus
    SampleRow begun = 0;                        ///< where this call went on
    std::uint64_t scored = 0, withoutScore = 0; ///< of the samples that this call read
    std::uint64_t bytes = 0;                    ///< of the texts that this call read
    double seconds = 0;
};

/// Scores a corpus in order of rows, from where an earlier call with the same facts ended; what is
/// written survives SIGKILL, a thousand rows at a time. The caller holds the corpus' lock.
/// @param rows  samples there are
/// @return Cancelled where it was stopped, Incompatible where scores of somebody else stand
Result<ScoreReport> writeScores(const CorpusFiles &files, SampleRow rows,
                                const OpenSampleTexts &openTexts, const ScoreOptions &options);

/// How the values of a score are spread, for people: {"samples","missing","mean","minimum",
/// "quantiles":{"0.1":…,"0.25":…,"0.5":…,"0.75":…,"0.9":…},"maximum"}.
Json scoreSpread(std::span<const float> scores);

} // namespace phi1
