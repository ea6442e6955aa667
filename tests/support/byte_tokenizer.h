// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>

#include "model/text/tokenizer.h"

namespace phi1::test {

/// One token a byte, and one for the end of a text; for tests of what surrounds a tokenizer.
class ByteTokenizer final : public Tokenizer
{
public:
    /// @param size  vocabulary; more than 65536 makes token files of u32
    explicit ByteTokenizer(std::int64_t size = 257)
        : m_size(size)
        , m_fingerprint("byte tokenizer of " + std::to_string(size))
    {}

    using Tokenizer::encode;
    void encode(std::string_view text, SpecialTokens, std::vector<TokenId> &ids) const override
    {
        for (const char c : text)
            ids.push_back(static_cast<unsigned char>(c));
    }
    std::string tokenBytes(TokenId id) const override
    {
        return id >= 0 && id < 256 ? std::string(1, static_cast<char>(id)) : std::string();
    }
    std::string decode(std::span<const TokenId> ids) const override
    {
        std::string text;
        for (const TokenId id : ids)
            text += tokenBytes(id);
        return text;
    }
    std::int64_t vocabularySize() const override { return m_size; }
    TokenId endOfText() const override { return static_cast<TokenId>(m_size - 1); }
    Result<void> save(const std::filesystem::path &folder) const override
    {
        std::ofstream(folder / "bytes.txt") << m_size;
        return {};
    }
    const std::string &fingerprint() const override { return m_fingerprint; }
    std::string_view kind() const override { return "bytes"; }

private:
    std::int64_t m_size;
    std::string m_fingerprint;
};

} // namespace phi1::test
