// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/minhash.h"

#include <algorithm>

#include "core/corpora/duplicates/shingles.h"

namespace phi1 {

namespace {

/// One hash function a value: h → (h ^ flips) · factor mod 2³², a bijection for odd factors.
struct Functions {
    std::array<std::uint32_t, minHashCount> flips{}, factors{};
};

constexpr Functions makeFunctions()
{
    Functions functions;
    std::uint64_t state = 0x7068692d31ull; // splitmix64 (Steele et al. 2014)
    const auto next = [&] {
        std::uint64_t z = state += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
    };
    for (std::size_t i = 0; i < minHashCount; ++i) {
        functions.flips[i] = next();
        functions.factors[i] = next() | 1u;
    }
    return functions;
}
constexpr Functions functions = makeFunctions();

/// The compiler makes vector instructions of it. Of several shingles at once, so that minima are
/// loaded and stored once for all.
void takeMinima(std::uint32_t *minima, const std::uint32_t *hashes, std::size_t count)
{
    for (std::size_t i = 0; i < minHashCount; ++i) {
        std::uint32_t minimum = minima[i];
        for (std::size_t k = 0; k < count; ++k)
            minimum = std::min(minimum, (hashes[k] ^ functions.flips[i]) * functions.factors[i]);
        minima[i] = minimum;
    }
}

} // namespace

MinHashSignature minHashOf(std::string_view text, bool &isEmpty)
{
    constexpr std::size_t atOnce = 256;
    std::array<std::uint32_t, minHashCount> minima;
    minima.fill(0xffffffffu);
    std::array<std::uint32_t, atOnce> hashes;
    std::size_t count = 0;
    isEmpty = true;
    ShingleReader reader(text);
    for (std::uint64_t hash = 0; reader.next(hash);) {
        isEmpty = false;
        hashes[count++] = static_cast<std::uint32_t>(hash);
        if (count == atOnce) {
            takeMinima(minima.data(), hashes.data(), count);
            count = 0;
        }
    }
    takeMinima(minima.data(), hashes.data(), count);
    MinHashSignature signature;
    for (std::size_t i = 0; i < minHashCount; ++i)
        signature.values[i] = static_cast<std::uint16_t>(minima[i]);
    return signature;
}

double estimatedJaccard(const MinHashSignature &a, const MinHashSignature &b)
{
    unsigned equal = 0;
    for (std::size_t i = 0; i < minHashCount; ++i)
        equal += a.values[i] == b.values[i] ? 1u : 0u;
    return static_cast<double>(equal) / static_cast<double>(minHashCount);
}

std::uint64_t bandHash(const MinHashSignature &signature, std::size_t band)
{
    std::uint64_t hash = 0x9e3779b97f4a7c15ull;
    for (std::size_t i = 0; i < bandRows; ++i) {
        hash ^= signature.values[band * bandRows + i];
        hash *= 0xff51afd7ed558ccdull;
        hash ^= hash >> 32;
    }
    return hash;
}

} // namespace phi1
