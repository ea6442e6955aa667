// SPDX-License-Identifier: Apache-2.0
#include "model/text/character_class.h"

#include <iterator>

#include "model/text/character_class_ranges.h"

namespace phi1 {

const CharacterClasses &CharacterClasses::instance()
{
    static const CharacterClasses classes;
    return classes;
}

CharacterClasses::CharacterClasses()
{
    for (std::size_t i = 0; i + 1 < std::size(characterClassRanges); ++i) {
        const std::uint32_t kind = characterClassRanges[i] & 3;
        const std::uint32_t end = characterClassRanges[i + 1] >> 2;
        for (std::uint32_t value = characterClassRanges[i] >> 2; value < end; ++value)
            m_packed[value >> 2] |= static_cast<std::uint8_t>(kind << (2 * (value & 3)));
    }
}

} // namespace phi1
