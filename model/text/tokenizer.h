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

/// What happens to the text of a special token, such as `<|endoftext|>`, inside a text.
enum class SpecialTokens {
    Recognise, ///< it becomes the special token
    AsText,    ///< it is text like any other: what documents from elsewhere must be read with
};

/// Text to token ids and back. Immutable once made, so any number of threads may share one.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// Appends the ids of `text` (any bytes) to `ids`.
    virtual void encode(std::string_view text, SpecialTokens special, std::vector<TokenId> &ids) const = 0;
    std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const;

    /// The bytes that one token stands for; empty for an id that is not in the vocabulary.
    virtual std::string tokenBytes(TokenId id) const = 0;
    /// The bytes of all ids, joined; the inverse of encode() for every text.
    virtual std::string decode(std::span<const TokenId> ids) const = 0;
    /// The same as text, the way transformers shows it: bytes that are no UTF-8 become U+FFFD.
    std::string decodeText(std::span<const TokenId> ids) const;

    /// Highest id + 1.
    virtual std::int64_t vocabularySize() const = 0;
    virtual TokenId endOfText() const = 0;

    /// Writes the files it was loaded from, byte for byte, so that the folder opens elsewhere.
    virtual Result<void> save(const std::filesystem::path &folder) const = 0;
    /// XXH3-128 of what determines the ids.
    virtual const std::string &fingerprint() const = 0;
    /// "byte-level BPE" or "SentencePiece".
    virtual std::string_view kind() const = 0;
};

/// Opens the tokenizer in a folder: tokenizer.json, vocab.json with merges.txt, or tokenizer.model.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path &folder);

} // namespace phi1
