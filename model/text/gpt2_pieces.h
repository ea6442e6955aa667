// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/text/character_class.h"
#include "model/text/utf8.h"

namespace phi1 {

/// Cuts a text into pieces as GPT-2's pattern does:
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// Source: openai/gpt-2, src/encoder.py; the alternatives are tried in this order.
class Gpt2Pieces
{
public:
    explicit Gpt2Pieces(std::string_view text)
        : m_at(reinterpret_cast<const std::uint8_t *>(text.data()))
        , m_end(m_at + text.size())
    {}

    bool atEnd() const { return m_at == m_end; }

    /// The next piece; only while not atEnd().
    std::string_view next()
    {
        const std::uint8_t *const begin = m_at;
        m_at = pieceEnd(begin);
        return {reinterpret_cast<const char *>(begin), static_cast<std::size_t>(m_at - begin)};
    }

private:
    static constexpr std::uint8_t multiByte = 4; ///< beside the values of CharacterClass

    static constexpr std::array<std::uint8_t, 256> byteClasses = [] {
        std::array<std::uint8_t, 256> classes = {};
        for (unsigned byte = 0; byte < 256; ++byte) {
            CharacterClass kind = CharacterClass::Other;
            if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
                kind = CharacterClass::Letter;
            else if (byte >= '0' && byte <= '9')
                kind = CharacterClass::Number;
            else if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
                kind = CharacterClass::Space;
            classes[byte] = byte >= 0x80 ? multiByte : static_cast<std::uint8_t>(kind);
        }
        return classes;
    }();

    struct Step {
        CharacterClass kind;
        std::size_t bytes;
    };

    Step stepBeyondAscii(const std::uint8_t *at) const
    {
        const Utf8Character character = firstUtf8Character(
            {reinterpret_cast<const char *>(at), static_cast<std::size_t>(m_end - at)});
        if (character.value == Utf8Character::malformed)
            return {CharacterClass::Other, character.bytes};
        return {CharacterClasses::instance().of(character.value), character.bytes};
    }
    Step step(const std::uint8_t *at) const
    {
        const std::uint8_t kind = byteClasses[*at];
        if (kind == multiByte)
            return stepBeyondAscii(at);
        return {static_cast<CharacterClass>(kind), 1};
    }

    const std::uint8_t *runEnd(const std::uint8_t *at, CharacterClass kind) const
    {
        const auto wanted = static_cast<std::uint8_t>(kind);
        for (;;) {
            while (at != m_end && byteClasses[*at] == wanted)
                ++at;
            if (at == m_end || *at < 0x80)
                return at;
            const Step next = stepBeyondAscii(at);
            if (next.kind != kind)
                return at;
            at += next.bytes;
        }
    }

    /// The end of 's, 't, 're, 've, 'm, 'll or 'd, or null.
    const std::uint8_t *contractionEnd(const std::uint8_t *at) const
    {
        const auto left = m_end - at;
        if (left < 2)
            return nullptr;
        const std::uint8_t first = at[1];
        if (first == 's' || first == 't' || first == 'm' || first == 'd')
            return at + 2;
        if (left < 3)
            return nullptr;
        const std::uint8_t second = at[2];
        const bool found = (first == 'r' && second == 'e') || (first == 'v' && second == 'e') ||
                           (first == 'l' && second == 'l');
        return found ? at + 3 : nullptr;
    }

    /// A run of white space: all of it at the end of the text, else all but its last character,
    /// which a piece that follows may take along; alone it is a piece of its own.
    const std::uint8_t *spaceEnd(const std::uint8_t *at) const
    {
        const std::uint8_t *last = at;
        const std::uint8_t *end = at;
        while (end != m_end) {
            const Step next = step(end);
            if (next.kind != CharacterClass::Space)
                break;
            last = end;
            end += next.bytes;
        }
        return end == m_end || last == at ? end : last;
    }

    const std::uint8_t *pieceEnd(const std::uint8_t *at) const
    {
        if (*at == '\'') {
            if (const std::uint8_t *end = contractionEnd(at))
                return end;
        }
        const Step first = step(at);
        if (first.kind != CharacterClass::Space)
            return runEnd(at + first.bytes, first.kind);
        if (*at == ' ' && at + 1 != m_end) {
            const Step second = step(at + 1);
            if (second.kind != CharacterClass::Space)
                return runEnd(at + 1 + second.bytes, second.kind);
        }
        return spaceEnd(at);
    }

    const std::uint8_t *m_at;
    const std::uint8_t *m_end;
};

} // namespace phi1
