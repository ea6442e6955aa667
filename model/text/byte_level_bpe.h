// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "model/text/added_tokens.h"
#include "model/text/bpe_files.h"
#include "model/text/merge_table.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// GPT-2's byte-level byte-pair encoding with added tokens, as CodeGen uses it: the same ids as
/// Hugging Face tokenizers. Where that library takes valid UTF-8 only, a malformed byte counts as a
/// character that is neither letter, number nor space.
class ByteLevelBpe final : public Tokenizer
{
public:
    /// Checks that the definition makes sense: a token for every byte, no id twice, merges of known
    /// tokens.
    static Result<std::shared_ptr<const Tokenizer>> make(BpeDefinition &&definition);

    using Tokenizer::encode;
    void encode(std::string_view text, SpecialTokens special,
                std::vector<TokenId> &ids) const override;
    std::string tokenBytes(TokenId id) const override;
    std::string decode(std::span<const TokenId> ids) const override;
    std::int64_t vocabularySize() const override;
    TokenId endOfText() const override { return m_endOfText; }
    Result<void> save(const std::filesystem::path &folder) const override;
    const std::string &fingerprint() const override { return m_fingerprint; }
    std::string_view kind() const override { return "byte-level BPE"; }

private:
    ByteLevelBpe();
    Result<void> build(BpeDefinition &&definition);
    void buildTokenBytes(const std::vector<const std::string *> &texts);
    void computeFingerprint(const std::vector<const std::string *> &texts,
                            const std::vector<MergeTable::Merge> &merges,
                            const std::vector<AddedToken> &added);
    void encodePieces(std::string_view text, std::vector<TokenId> &ids) const;
    std::string_view bytesOf(TokenId id) const;

    std::uint64_t
        m_serial; ///< tells this tokenizer's entries in a thread's piece cache from others'
    MergeTable m_merges;
    AddedTokenMatcher m_rawTokens;        ///< searched first
    AddedTokenMatcher m_normalizedTokens; ///< searched in what the first left
    std::string m_bytes;                  ///< of all tokens, one after the other
    std::vector<std::uint32_t> m_offsets; ///< into m_bytes, one more than there are ids
    TokenId m_endOfText = -1;
    std::string m_fingerprint;
    std::vector<std::pair<std::string, std::string>> m_files;
};

} // namespace phi1
