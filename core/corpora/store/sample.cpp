// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/sample.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace phi1 {

std::string SampleHash::hex() const
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<SampleHash> sampleHashFromHex(std::string_view hex)
{
    SampleHash hash;
    if (hex.size() != 2 * hash.bytes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < hex.size(); ++i) {
        const char c = hex[i];
        int digit = 0;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else
            return std::nullopt;
        hash.bytes[i / 2] = static_cast<std::uint8_t>((hash.bytes[i / 2] << 4) | digit);
    }
    return hash;
}

SampleHash hashOfSample(std::string_view text)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
    SampleHash hash;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i)
        hash.bytes[i] = canonical.digest[i];
    return hash;
}

} // namespace phi1
