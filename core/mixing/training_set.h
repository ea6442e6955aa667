// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/sample.h"
#include "core/mixing/recipe.h"

namespace phi1 {

/// What one source gave to a training set.
struct TrainingSetPart {
    std::string folder; ///< name in the set's folder: a prepared folder (`phi1 prepare`)
    std::string contentHash;
    std::string samplesHash;                 ///< XXH3-128 of both lists of documents
    std::uint64_t documents = 0, tokens = 0; ///< for training
    std::uint64_t validationDocuments = 0, validationTokens = 0;
    std::uint64_t corpusSamples = 0;    ///< of the corpus when the set was made
    std::uint64_t alreadyInEarlier = 0; ///< left out: an earlier source holds the same text
};

/// WORKSPACE/sets/NAME: complete and never changed once it has this name.
///   set.json                the facts below; written last
///   1-CORPUS/, 2-CORPUS/ …  a prepared folder a source, in the order of the recipe; its documents'
///                           `source` is the corpus, `index` the row at that time
///   N-CORPUS/train.samples, validation.samples   16 bytes a document: the hash of its text
struct TrainingSet {
    std::filesystem::path folder;
    MixRecipe recipe;
    double createdAt = 0; ///< unix seconds
    std::string tokenizerFingerprint;
    std::int64_t vocabulary = 0;
    std::vector<TrainingSetPart> parts; ///< in the order of recipe.sources

    std::uint64_t tokens() const;
    std::uint64_t documents() const;
    std::filesystem::path partFolder(std::size_t part) const;
};

Json toJson(const TrainingSet &set); ///< without the folder
/// Corrupt or Incompatible, naming the file.
Result<TrainingSet> readTrainingSet(const std::filesystem::path &folder);
/// Of WORKSPACE/sets, newest first; what cannot be read is left out and told in `problems`.
std::vector<TrainingSet> listTrainingSets(const std::filesystem::path &sets,
                                          std::vector<std::string> &problems);

/// The list of documents of one part of a set, in the order of the prepared folder's.
/// @param validation  which of the two
Result<std::vector<SampleHash>> readPartSamples(const std::filesystem::path &partFolder,
                                                bool validation);

/// How a training of so many tokens goes through a set: per part its tokens and epochs. The shares
/// are those of BatchSchedule, which interleaves by weight.
struct MixShare {
    double share = 0;  ///< of the sequences
    double tokens = 0; ///< of the training
    double epochs = 0; ///< of that part; infinite if it is empty
};
std::vector<MixShare> mixShares(const std::vector<double> &weights,
                                const std::vector<std::uint64_t> &tokens, double trainingTokens);

/// What `data.train` of a run has to be for this set: [{path, weight}…] as TOML arrays of tables
/// are written with --set.
std::string trainingDataValue(const TrainingSet &set);

} // namespace phi1
