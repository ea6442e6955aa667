// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace phi1 {

inline constexpr std::size_t minHashCount = 128;
/// Bands of rows of a signature: two texts are compared when all six values of any of the 21 bands
/// agree. Chance of that by their Jaccard index J, 1 − (1 − J⁶)²¹: 0.998 at 0.8, 0.93 at 0.7,
/// 0.63 at 0.6, 0.28 at 0.5, 0.02 at 0.3.
inline constexpr std::size_t bandRows = 6;
inline constexpr std::size_t bandCount = minHashCount / bandRows;

/// MinHash of a text's shingles (Broder 1997): how many of the 128 values two texts share is, on
/// average, their Jaccard index; its standard deviation at 0.8 is 0.035. Of each minimum 16 bits
/// are kept (b-bit minwise hashing, Li and König 2010), which raises the estimate by at most 2⁻¹⁶.
struct MinHashSignature {
    std::array<std::uint16_t, minHashCount> values{};

    bool operator==(const MinHashSignature &) const = default;
};
static_assert(sizeof(MinHashSignature) == 2 * minHashCount);

/// @param isEmpty  set if the text has no shingle: such texts are like no other
MinHashSignature minHashOf(std::string_view text, bool &isEmpty);

/// Share of equal values, in [0, 1].
double estimatedJaccard(const MinHashSignature &a, const MinHashSignature &b);

/// One number for the values of a band, equal where they are.
std::uint64_t bandHash(const MinHashSignature &signature, std::size_t band);

} // namespace phi1
