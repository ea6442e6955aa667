// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/index_permutation.h"

#include "core/base/philox.h"

namespace phi1 {

IndexPermutation::IndexPermutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream)
    : m_size(size > 0 ? size : 1)
    , m_seed(seed)
    , m_stream(stream)
{
    while (m_halfBits < 32 && (std::uint64_t{1} << (2 * m_halfBits)) < m_size)
        ++m_halfBits;
}

std::uint64_t IndexPermutation::round(std::uint64_t value) const
{
    const std::uint64_t mask = (std::uint64_t{1} << m_halfBits) - 1;
    std::uint64_t left = value >> m_halfBits & mask;
    std::uint64_t right = value & mask;
    for (std::uint64_t i = 0; i < 4; ++i) {
        const std::uint64_t mixed = Philox::block(m_seed, right | i << 32, m_stream)[0];
        const std::uint64_t next = left ^ (mixed & mask);
        left = right;
        right = next;
    }
    return left << m_halfBits | right;
}

std::uint64_t IndexPermutation::operator[](std::uint64_t index) const
{
    std::uint64_t value = index;
    do {
        value = round(value);
    } while (value >= m_size);
    return value;
}

} // namespace phi1
