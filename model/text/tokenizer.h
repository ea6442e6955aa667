// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

using TokenId = std::int32_t;

/// What the text of a special token (`<|endoftext|>`) in the input becomes.
enum class SpecialTokens {
    Recognise, ///< the special token's id
    AsText,    ///< the ids of its characters, as for any other text
};

/// Turns text into ids and back. Immutable, so that any number of threads may use one.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// Appends the ids of `text` (any bytes, valid UTF-8 or not) to `ids`.
    virtual void encode(std::string_view text, SpecialTokens special,
                        std::vector<TokenId> &ids) const = 0;
    std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const;

    /// The raw bytes of one token; empty for an id outside the vocabulary.
    virtual std::string tokenBytes(TokenId id) const = 0;
    /// The raw bytes of all tokens, joined: decode(encode(x)) == x. Ids outside the vocabulary give
    /// nothing.
    virtual std::string decode(std::span<const TokenId> ids) const = 0;
    /// As transformers shows it: each maximal malformed part of the bytes becomes U+FFFD.
    std::string decodeText(std::span<const TokenId> ids) const;

    /// Highest id + 1; a model's embedding may have more rows.
    virtual std::int64_t vocabularySize() const = 0;
    /// The id that separates documents (`<|endoftext|>`, else the eos token of the files); -1 if
    /// there is none.
    virtual TokenId endOfText() const = 0;
    /// Writes the files it was loaded from, byte for byte, into an existing folder.
    virtual Result<void> save(const std::filesystem::path &folder) const = 0;
    /// XXH3-128 of everything that determines ids: equal for the two file forms of one tokenizer.
    virtual const std::string &fingerprint() const = 0;
    /// "byte-level BPE" or "SentencePiece".
    virtual std::string_view kind() const = 0;
};

/// Opens the tokenizer of a folder: tokenizer.json, else vocab.json + merges.txt (with
/// added_tokens.json, special_tokens_map.json and tokenizer_config.json where present), else
/// tokenizer.model (SentencePiece). The files may come from strangers; the error names the file,
/// what was found and what was expected.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path &folder);

} // namespace phi1
