// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

/// A permutation of [0, size) as a pure function of a seed and a stream: every place can be asked
/// for by itself, and nothing is stored. A balanced Feistel network of four Philox rounds over the
/// next power of four, walked along its cycle until the value is in range (Black and Rogaway 2002).
class IndexPermutation
{
public:
    /// @param size  at least 1
    IndexPermutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream);

    std::uint64_t size() const { return m_size; }
    /// @param index  below size()
    std::uint64_t operator[](std::uint64_t index) const;

private:
    std::uint64_t round(std::uint64_t value) const;

    std::uint64_t m_size;
    std::uint64_t m_seed;
    std::uint64_t m_stream;
    unsigned m_halfBits = 1;
};

} // namespace phi1
