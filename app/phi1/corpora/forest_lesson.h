// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "app/phi1/corpora/forest.h"
#include "app/phi1/corpora/forest_samples.h"
#include "core/base/json.h"
#include "core/quality/cross_validation.h"

namespace phi1 {

/// What a forest is trained on: labelled samples of one or more corpora. Legend: N samples.
struct ForestLesson {
    struct Origin {
        std::size_t corpus; ///< index into `corpora`
        SampleRow row;
    };
    TrainingSamples samples;
    std::vector<std::uint8_t> labels;  ///< [N] 1 to 5
    std::vector<std::uint32_t> groups; ///< [N] near-duplicates of one corpus have one number
    std::vector<Origin> origins;       ///< [N]
    std::vector<CorpusFiles> corpora;
    std::uint64_t withoutEmbedding = 0; ///< labelled, but without a vector of finite numbers
};

/// Those of the command's corpus with these embeddings, and of `also` with embeddings of the same
/// model.
Result<ForestLesson> forestLesson(const ForestCommand &command, const OpenCorpus &corpus,
                                  const EmbeddingFile &embeddings);

/// Labels that forests which had not seen them contradict, the most first: slips of the hand,
/// perhaps. [{"corpus","row","hash","label","share"}], at most 50.
Json doubtfulLabels(const ForestLesson &lesson, const ForestReport &report);

} // namespace phi1
