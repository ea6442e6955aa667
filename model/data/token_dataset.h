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
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "model/data/document_record.h"

namespace phi1 {

enum class Split { Train, Validation };

std::string_view splitName(Split split); ///< "train", "validation"

/// Where a document of a prepared folder lies and where it came from.
struct DocumentEntry {
    std::uint64_t firstToken = 0;
    std::uint64_t tokens = 0;        ///< the <|endoftext|> that ends it included
    std::string source;              ///< the file it was read from, as named on the command line
    std::uint64_t indexInSource = 0; ///< 0-based: which document of that file
};

/// The tokens of a document.
struct TokenRange {
    std::uint64_t firstToken = 0;
    std::uint64_t tokens = 0; ///< the <|endoftext|> that ends it included
    std::uint64_t end() const { return firstToken + tokens; }
};

/// manifest.json of a prepared folder.
struct TokenDatasetManifest {
    struct Part {
        std::uint64_t tokens = 0;
        std::uint64_t documents = 0;
        std::string tokensHash;    ///< XXH3-128 of the token file
        std::string documentsHash; ///< XXH3-128 of the document index
    };

    int tokenBytes = 2; ///< 2: u16, 4: u32, little-endian
    std::int64_t vocabulary = 0;
    std::int64_t endOfText = 0;
    std::string tokenizerKind;
    std::string tokenizerFingerprint;
    double validationFraction = 0;
    Part train;
    Part validation;
    std::string
        contentHash; ///< XXH3-128 over vocabulary, end of text, tokens and documents of both parts

    const Part &part(Split split) const { return split == Split::Train ? train : validation; }
    /// What contentHash has to be for the rest of this manifest.
    std::string expectedContentHash() const;
    Json toJson() const;
    static Result<TokenDatasetManifest> fromJson(const Json &json, std::string_view what);
    static Result<TokenDatasetManifest> read(const std::filesystem::path &folder);

    static std::filesystem::path tokensFile(Split split);    ///< "train.tokens"
    static std::filesystem::path documentsFile(Split split); ///< "train.documents"
};

/// One part of a prepared folder (`phi1 prepare`), memory-mapped: documents one after the other,
/// each ended by
/// <|endoftext|>. Reading is safe from several threads. Layout of a folder:
///   manifest.json      TokenDatasetManifest
///   train.tokens, validation.tokens         u16 or u32 token ids
///   train.documents, validation.documents   32 bytes a document: u64 first token, u64 tokens, u64
///   index in source,
///                                           u32 source, u32 zero
///   sources.jsonl      one JSON string a line: the names that `source` counts
///   tokenizer/         the files of the tokenizer that made the tokens
class TokenDataset
{
public:
    /// Checks the manifest and the sizes of all files of the part against it; Corrupt or
    /// Incompatible by name. The tokens themselves are checked as they are read.
    static Result<TokenDataset> open(const std::filesystem::path &folder, Split split);

    const std::filesystem::path &folder() const { return m_folder; }
    const TokenDatasetManifest &manifest() const { return m_manifest; }
    Split split() const { return m_split; }
    std::uint64_t tokenCount() const { return m_manifest.part(m_split).tokens; }
    std::uint64_t documentCount() const { return m_manifest.part(m_split).documents; }
    std::int64_t vocabulary() const { return m_manifest.vocabulary; }
    const std::string &contentHash() const { return m_manifest.contentHash; }
    std::filesystem::path tokenizerFolder() const { return m_folder / "tokenizer"; }

    /// Fills `tokens` from `firstToken` on. Corrupt if the range ends beyond the data, a token is
    /// not below the vocabulary, or the file was truncated while mapped.
    Result<void> read(std::uint64_t firstToken, std::span<std::int64_t> tokens) const;

    /// The document that holds this token; `token` < tokenCount().
    std::uint64_t documentAt(std::uint64_t token) const;
    /// Corrupt if the index contradicts itself; `index` < documentCount().
    Result<DocumentEntry> document(std::uint64_t index) const;

    /// The same without its origin; quick.
    Result<TokenRange> rangeOf(std::uint64_t index) const;

    /// Incompatible, naming both, if the tokens were made by another tokenizer.
    Result<void> requireTokenizer(std::string_view fingerprint) const;
    /// Incompatible, naming both, if a model with this many rows of embedding cannot take all
    /// tokens.
    Result<void> requireVocabulary(std::int64_t rows) const;
    /// Reads everything: hashes against the manifest, tokens against the vocabulary, documents
    /// against the tokens.
    Result<void> verify() const;

private:
    TokenDataset(MappedFile tokens, MappedFile documents);
    std::uint64_t token(std::uint64_t index) const;
    std::uint64_t firstTokenOf(std::uint64_t document) const;
    Result<DocumentRecord> record(std::uint64_t index) const;

    std::filesystem::path m_folder;
    Split m_split = Split::Train;
    TokenDatasetManifest m_manifest;
    MappedFile m_tokens;
    MappedFile m_documents;
    std::vector<std::string> m_sources;
};

} // namespace phi1
