// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/shingles.h"

#include <algorithm>
#include <array>

namespace phi1 {

namespace {

/// What a byte does: 0 separates, 1 is a sign of its own, else it belongs to a word as this.
constexpr std::array<unsigned char, 256> makeBytes()
{
    std::array<unsigned char, 256> bytes{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isWord =
            isUpper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
        const bool isBlank = c <= ' ' || c == 0x7f;
        bytes[c] = static_cast<unsigned char>(isBlank   ? 0
                                              : !isWord ? 1
                                              : isUpper ? c - 'A' + 'a'
                                                        : c);
    }
    return bytes;
}
constexpr std::array<unsigned char, 256> byteTable = makeBytes();

/// Finaliser of MurmurHash3, a bijection whose every output bit depends on every input bit.
std::uint64_t mixed(std::uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdull;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ull;
    return x ^ (x >> 33);
}

} // namespace

bool ShingleReader::nextToken(std::uint64_t &hash)
{
    const auto byteAt = [&](std::size_t i) {
        return byteTable[static_cast<unsigned char>(m_text[i])];
    };
    while (m_at < m_text.size() && byteAt(m_at) == 0)
        ++m_at;
    if (m_at == m_text.size())
        return false;
    if (byteAt(m_at) == 1) {
        hash = mixed(static_cast<unsigned char>(m_text[m_at++]));
        return true;
    }
    std::uint64_t word = 0xcbf29ce484222325ull; // FNV-1a
    for (; m_at < m_text.size() && byteAt(m_at) > 1; ++m_at)
        word = (word ^ byteAt(m_at)) * 0x100000001b3ull;
    hash = mixed(word);
    return true;
}

bool ShingleReader::next(std::uint64_t &hash)
{
    constexpr std::uint64_t factors[shingleTokens] = {0x9e3779b97f4a7c15ull, 0xbf58476d1ce4e5b9ull,
                                                      0x94d049bb133111ebull, 0xd6e8feb86659fd93ull,
                                                      0xa0761d6478bd642full};
    std::uint64_t token = 0;
    do {
        if (m_ended || !nextToken(token)) {
            const bool isShort = !m_ended && m_count > 0 && m_count < shingleTokens;
            m_ended = true;
            if (!isShort)
                return false;
            break;
        }
        if (m_count == shingleTokens)
            std::copy(m_tokens + 1, m_tokens + shingleTokens, m_tokens);
        else
            ++m_count;
        m_tokens[m_count - 1] = token;
    } while (m_count < shingleTokens);
    std::uint64_t sum = m_count;
    for (std::size_t i = 0; i < m_count; ++i)
        sum += m_tokens[i] * factors[i];
    hash = mixed(sum);
    return true;
}

std::vector<std::uint64_t> shinglesOf(std::string_view text, unsigned sampling)
{
    const std::uint64_t mask = (std::uint64_t{1} << sampling) - 1;
    std::vector<std::uint64_t> set;
    set.reserve((text.size() >> sampling) / 4);
    ShingleReader reader(text);
    for (std::uint64_t hash = 0; reader.next(hash);) {
        if ((hash & mask) == 0)
            set.push_back(hash);
    }
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
}

unsigned shingleSampling(std::size_t bytes)
{
    unsigned sampling = 0;
    while ((bytes >> sampling) > unsampledBytes)
        ++sampling;
    return sampling;
}

double jaccard(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b)
{
    std::size_t shared = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const bool same = a[i] == b[j];
        shared += same ? 1 : 0;
        const bool first = a[i] <= b[j];
        const bool second = b[j] <= a[i];
        i += first ? 1 : 0;
        j += second ? 1 : 0;
    }
    const std::size_t all = a.size() + b.size() - shared;
    return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
}

} // namespace phi1
