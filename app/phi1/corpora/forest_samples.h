// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/phi1/corpora/corpus_option.h"
#include "core/base/result.h"
#include "core/quality/embedding_file.h"
#include "core/quality/random_forest.h"

namespace phi1 {

/// WORKSPACE/forests/NAME:
///   forest.bin        the trees (core/quality/forest_file.h)
///   report.json       what it was trained on and how good it is (docs/quality.md)
///   suggestions.json  the last samples to label next
struct ForestFiles {
    std::filesystem::path folder;

    std::filesystem::path forest() const { return folder / "forest.bin"; }
    std::filesystem::path report() const { return folder / "report.json"; }
    std::filesystem::path suggestions() const { return folder / "suggestions.json"; }
};
/// Usage for a name that scoreKey() refuses.
Result<ForestFiles> forestFiles(const Workspace &workspace, const std::string &name);

/// The embeddings of a corpus whose name is, or begins with, `name`, or else those made with the
/// checkpoint in the folder `name`; the only ones if it is empty.
/// NotFound, saying how to make some or which there are.
Result<EmbeddingFile> openEmbeddings(const OpenCorpus &corpus, const std::string &name);
/// Those of the model that `model` names. NotFound, naming the checkpoint to embed with.
Result<EmbeddingFile> embeddingsOf(const OpenCorpus &corpus, const std::string &model,
                                   const std::string &checkpoint);

/// Labelled samples of a corpus that have an embedding, in the order of rows.
struct LabelledSamples {
    std::vector<std::size_t> vectors; ///< index into the embeddings
    std::vector<SampleRow> rows;
    std::vector<std::uint8_t> labels; ///< 1 to 5
    /// Samples of one cluster of near-duplicates have one number, which those of other corpora do
    /// not have.
    std::vector<std::uint32_t> groups;
    std::uint64_t withoutEmbedding = 0; ///< labelled, but not embedded
};
Result<LabelledSamples> labelledSamples(const OpenCorpus &corpus, const EmbeddingFile &embeddings);

} // namespace phi1
