// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace phi1 {

/// Tokens of a shingle. Five are long enough that two texts about the same thing share few by
/// accident, and short enough that one changed word leaves most of a paragraph alike.
inline constexpr std::size_t shingleTokens = 5;

/// Goes through what texts are compared by: all runs of five tokens. A token is a run of letters,
/// digits, '_' and bytes beyond ASCII, with ASCII letters in lower case, or one sign; blanks and
/// line breaks only separate, so a reformatted text is the same text. A text of fewer tokens is one
/// shingle, one without tokens has none.
class ShingleReader
{
public:
    explicit ShingleReader(std::string_view text)
        : m_text(text)
    {}

    /// @param hash  64 bits, of the next shingle in the order of the text
    /// @return false at the end
    bool next(std::uint64_t &hash);

private:
    bool nextToken(std::uint64_t &hash);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint64_t m_tokens[shingleTokens] = {}; ///< the last ones, oldest first
    std::size_t m_count = 0;                    ///< of them
    bool m_ended = false;
};

/// The set as ascending hashes without repetitions. Of the hashes only those are kept whose lowest
/// `sampling` bits are 0: a sample by content, which bounds the memory that long texts take and
/// leaves the Jaccard index of two of them the same on average.
std::vector<std::uint64_t> shinglesOf(std::string_view text, unsigned sampling = 0);

/// Texts of up to this many bytes are compared by all of their shingles.
inline constexpr std::size_t unsampledBytes = 4u << 20;
/// By how many bits to sample when one of two texts is as long as this.
unsigned shingleSampling(std::size_t bytes);

/// |a ∩ b| / |a ∪ b| of two ascending sets; 0 where both are empty.
double jaccard(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

} // namespace phi1
