// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace phi1 {

/// Philox4x32-10: four random words as a pure function of a counter and a key, so that anything
/// drawn from it needs no state to be saved: the order of the data, dropout masks, sampling and
/// initial weights are functions of (seed, position). Source: Salmon et al. 2011, "Parallel random
/// numbers: as easy as 1, 2, 3".
struct Philox {
    using Block = std::array<std::uint32_t, 4>;

    static constexpr Block block(std::uint64_t seed, std::uint64_t counterLow,
                                 std::uint64_t counterHigh = 0)
    {
        Block x = {
            static_cast<std::uint32_t>(counterLow), static_cast<std::uint32_t>(counterLow >> 32),
            static_cast<std::uint32_t>(counterHigh), static_cast<std::uint32_t>(counterHigh >> 32)};
        auto key0 = static_cast<std::uint32_t>(seed);
        auto key1 = static_cast<std::uint32_t>(seed >> 32);
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t product0 = 0xD2511F53ull * x[0];
            const std::uint64_t product1 = 0xCD9E8D57ull * x[2];
            x = {static_cast<std::uint32_t>(product1 >> 32) ^ x[1] ^ key0,
                 static_cast<std::uint32_t>(product1),
                 static_cast<std::uint32_t>(product0 >> 32) ^ x[3] ^ key1,
                 static_cast<std::uint32_t>(product0)};
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }
        return x;
    }
};

/// A stream of Philox draws for code that wants "the next number"; `stream` separates purposes
/// under one seed.
class PhiloxStream
{
public:
    explicit PhiloxStream(std::uint64_t seed, std::uint64_t stream = 0)
        : m_seed(seed)
        , m_stream(stream)
    {}

    std::uint32_t next32()
    {
        if (m_used == 4) {
            m_block = Philox::block(m_seed, m_counter++, m_stream);
            m_used = 0;
        }
        return m_block[static_cast<std::size_t>(m_used++)];
    }
    std::uint64_t next64()
    {
        const std::uint64_t high = next32();
        return high << 32 | next32();
    }
    /// Uniform in [0, bound), without modulo bias; bound > 0.
    std::uint64_t below(std::uint64_t bound)
    {
        const std::uint64_t limit = ~0ull - (~0ull % bound + 1) % bound;
        std::uint64_t draw = next64();
        while (draw > limit)
            draw = next64();
        return draw % bound;
    }
    /// Uniform in [0, 1) with 53 bits.
    double uniform() { return static_cast<double>(next64() >> 11) * 0x1.0p-53; }

private:
    std::uint64_t m_seed;
    std::uint64_t m_stream;
    std::uint64_t m_counter = 0;
    Philox::Block m_block{};
    int m_used = 4;
};

} // namespace phi1
