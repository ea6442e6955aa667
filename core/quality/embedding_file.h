// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// What the vectors of one file are. Two files whose `model` agrees hold comparable vectors.
struct EmbeddingFacts {
    std::string name;       ///< CHECKPOINT-FINGERPRINT, the file's stem
    std::string checkpoint; ///< path, for people
    std::string model;      ///< fingerprint of weights, tokenizer and settings
    std::uint32_t width = 0;
    Json extra = Json::object(); ///< pooling, dtype, tokens of context …: told, not compared

    bool operator==(const EmbeddingFacts &) const = default;
};

/// CORPUS/embeddings/NAME.json, NAME.rows and NAME.f32: the vectors of some samples of a corpus, in
/// the order in which they were made.
///   NAME.json  {"format":"phi1-embeddings","version":1,"checkpoint":…,"model":…,"width":C,…}
///   NAME.f32   [N, C] float32, little-endian
///   NAME.rows  [N] u32, the samples' rows, each once
/// Vectors are written before their rows, so that N is what NAME.rows holds, whenever a writer
/// died; a tail of NAME.f32 beyond is no part of it.
class EmbeddingFile
{
public:
    /// NotFound; Corrupt for sizes that contradict each other or a row that comes twice;
    /// Incompatible for a newer version.
    static Result<EmbeddingFile> open(const CorpusFiles &corpus, std::string_view name);
    EmbeddingFile(EmbeddingFile &&) noexcept;
    EmbeddingFile &operator=(EmbeddingFile &&) noexcept;
    ~EmbeddingFile();

    const EmbeddingFacts &facts() const;
    std::span<const SampleRow> rows() const; ///< N
    std::span<const float> values() const;   ///< [N, C], memory-mapped
    /// C values; `index` < N.
    std::span<const float> vector(std::size_t index) const;
    /// Corrupt if the mapped file lost a page while it was read: call before results are used.
    Result<void> check() const;

private:
    struct State;
    explicit EmbeddingFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Names of a corpus' files, in order.
std::vector<std::string> embeddingNames(const CorpusFiles &corpus);

/// Appends to a file. What flush() returned from survives the death of the process. The caller
/// holds the corpus' lock.
class EmbeddingWriter
{
public:
    /// Goes on with an existing file, after its last whole vector. Incompatible if that one has
    /// another model or width; `facts.name` must be a file name.
    static Result<EmbeddingWriter> open(const CorpusFiles &corpus, const EmbeddingFacts &facts);
    EmbeddingWriter(EmbeddingWriter &&) noexcept;
    EmbeddingWriter &operator=(EmbeddingWriter &&) noexcept;
    ~EmbeddingWriter();

    /// Whether a row needs no more work.
    bool has(SampleRow row) const;
    std::size_t count() const;
    /// @param vector  C values; a row that is there already is refused (Usage)
    Result<void> add(SampleRow row, std::span<const float> vector);
    Result<void> flush();

private:
    struct State;
    explicit EmbeddingWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
