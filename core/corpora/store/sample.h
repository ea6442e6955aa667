// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace phi1 {

/// Place of a sample in its corpus: dense from 0 in the order of import, never reused. In SQL it is
/// rowid − 1, in columns the index of the value.
using SampleRow = std::uint32_t;
inline constexpr SampleRow noSample = 0xffffffffu;

/// XXH3-128 of a text's bytes: what labels, notes and documents of training sets refer to, so that
/// a corpus may be imported anew.
struct SampleHash {
    std::array<std::uint8_t, 16> bytes{}; ///< big-endian, the order of its hexadecimal digits

    std::string hex() const; ///< 32 lower-case digits
    auto operator<=>(const SampleHash &) const = default;
};
SampleHash hashOfSample(std::string_view text);
/// Nothing for what is not 32 lower-case hexadecimal digits.
std::optional<SampleHash> sampleHashFromHex(std::string_view hex);

/// Where a sample came from. Empty: not known. Those of categoryFields() are facets: few different
/// values, stored once each.
struct SampleOrigin {
    std::string source;    ///< "CPython 3.11 documentation", a repository
    std::string kind;      ///< "textbook", "exercise", "code", or what the file says
    std::string topic;     ///< "recursion › file trees"
    std::string audience;  ///< "beginner"
    std::string licence;   ///< SPDX if it is
    std::string generator; ///< model that wrote it

    std::string title;      ///< shown in lists; empty: the first line of the text
    std::string prompt;     ///< that the generator was given
    std::string settings;   ///< of the generator, JSON text: {"temperature":0.8,…}
    std::string path;       ///< in the repository or folder it came from
    std::string externalId; ///< as its file names it
    std::string input;      ///< the file that was imported
    std::uint64_t line = 0; ///< of that file, from 1; 0: not a file of lines
    std::string extra;      ///< JSON object: the fields of its line that nothing else takes

    bool operator==(const SampleOrigin &) const = default;
};

struct Sample {
    SampleRow row = noSample;
    SampleHash hash;
    std::string text; ///< byte for byte as imported; may hold NULs and bytes that are no UTF-8
    SampleOrigin origin;
    bool validUtf8 = true;
    bool hasNul = false;
    std::uint32_t copies = 0; ///< exact duplicates met by imports and not stored again
};

} // namespace phi1
