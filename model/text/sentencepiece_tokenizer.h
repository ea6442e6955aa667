// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/text/sentencepiece_model.h"
#include "model/text/tokenizer.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace phi1 {

/// A SentencePiece vocabulary. Where the model keeps all text (identity normaliser, no space added
/// or removed, byte pieces), decode(encode(x)) == x for any bytes: what the library cannot tell
/// apart or does not take (U+2581, which it reads as a space, NUL, malformed UTF-8) goes through
/// the byte pieces here.
class SentencePieceTokenizer final : public Tokenizer
{
public:
    using Files = std::vector<std::pair<std::string, std::string>>; ///< name and content

    /// @param model  bytes of tokenizer.model
    /// @param what   names the file in errors
    /// @param files  written by save()
    static Result<std::shared_ptr<const Tokenizer>> make(const std::string &model,
                                                         std::string_view what, Files files);
    ~SentencePieceTokenizer() override;

    using Tokenizer::encode;
    void encode(std::string_view text, SpecialTokens special,
                std::vector<TokenId> &ids) const override;
    std::string tokenBytes(TokenId id) const override;
    std::string decode(std::span<const TokenId> ids) const override;
    std::int64_t vocabularySize() const override
    {
        return static_cast<std::int64_t>(m_bytes.size());
    }
    TokenId endOfText() const override { return m_endOfText; }
    Result<void> save(const std::filesystem::path &folder) const override;
    const std::string &fingerprint() const override { return m_fingerprint; }
    std::string_view kind() const override { return "SentencePiece"; }

private:
    SentencePieceTokenizer();
    void readTables(const SentencePieceModel &model);
    void encodeText(std::string_view text, std::vector<TokenId> &ids) const;
    void encodeClean(std::string_view text, std::vector<TokenId> &ids) const;
    void encodeWords(std::string_view text, std::vector<TokenId> &ids) const;
    void encodeWord(std::string_view word, std::string_view text, std::vector<TokenId> &ids) const;
    bool joins(char first, char second) const
    {
        const unsigned pair =
            (unsigned(static_cast<std::uint8_t>(first)) << 8) | static_cast<std::uint8_t>(second);
        return ((m_joins[pair >> 6] >> (pair & 63)) & 1) != 0;
    }
    void encodeByLibrary(std::string_view text, std::vector<TokenId> &ids) const;

    std::uint64_t m_serial;
    std::unique_ptr<sentencepiece::SentencePieceProcessor> m_processor;
    std::vector<std::string> m_bytes; ///< by id
    std::string m_endOfTextName;
    TokenId m_endOfText = -1;
    bool m_keepsAllText = false;
    bool m_joinsNoWords = false; ///< no piece holds a space after its first character: words can be
                                 ///< encoded one by one
    /// The pairs of bytes that stand side by side in some piece: between others no two pieces ever
    /// merge.
    std::array<std::uint64_t, 1024> m_joins = {};
    std::array<TokenId, 256> m_byteIds = {};
    TokenId m_newline = -1; ///< the symbol for "\n"
    std::vector<TokenId>
        m_spaceRuns; ///< by length: the symbol for that many spaces, -1 where there is none
    std::string m_fingerprint;
    Files m_files;
};

/// tokenizer.model of a folder.
Result<std::shared_ptr<const Tokenizer>> loadSentencePiece(const std::filesystem::path &folder);

} // namespace phi1
