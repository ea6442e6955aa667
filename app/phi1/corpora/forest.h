// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "app/phi1/corpora/corpus_option.h"
#include "core/base/result.h"
#include "core/quality/random_forest.h"

namespace phi1 {

/// What the three commands of forests are asked for; each uses its part.
struct ForestCommand {
    CorpusOption corpus;
    std::string name = "forest";
    std::string embeddings;
    std::vector<std::string> also; ///< train: more corpora whose labels teach
    ForestOptions forest;
    int goodFrom = 4; ///< labels from here on are good
    int folds = 5;
    double threshold = 0.5;
    std::string score; ///< apply: of the column score.NAME; empty: the forest's
    bool replace = false;
    std::size_t count = 20; ///< suggest
    OutputOptions output;
    std::string job;
};

/// Cross-validates, trains on everything that is labelled, writes forest.bin and report.json.
Result<void> trainForest(const ForestCommand &command);
/// Column score.NAME: share of trees that vote for good; no value without an embedding.
Result<void> applyForest(const ForestCommand &command);
/// The samples to label next: with a forest by its votes, before the first one those that are
/// unlike each other.
Result<void> suggestSamples(const ForestCommand &command);

} // namespace phi1
