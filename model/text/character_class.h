// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace phi1 {

/// How the pattern of GPT-2's pre-tokeniser sees a character.
enum class CharacterClass : std::uint8_t {
    Other = 0,  ///< [^\s\p{L}\p{N}]; also a malformed byte
    Letter = 1, ///< \p{L}
    Number = 2, ///< \p{N}
    Space = 3,  ///< \s
};

/// The class of every code point, by table.
class CharacterClasses
{
public:
    static const CharacterClasses &instance();

    CharacterClass of(char32_t value) const
    {
        return value < codePoints
                   ? static_cast<CharacterClass>((m_packed[value >> 2] >> (2 * (value & 3))) & 3)
                   : CharacterClass::Other;
    }

private:
    CharacterClasses();
    static constexpr char32_t codePoints = 0x110000;
    std::uint8_t m_packed[codePoints / 4] = {}; ///< four classes a byte
};

} // namespace phi1
