// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/philox.h"

namespace phi1 {

/// What `{key}` stands for in a template. `{key:th}` gives the ordinal of a number: 2nd, 3rd, 11th.
using TemplateValues = std::map<std::string, std::string, std::less<>>;

/// Draws one of the alternatives of each `[first|second|]`; groups do not nest.
std::string chooseAlternatives(std::string_view text, PhiloxStream &random);

/// Replaces every `{key}` whose key is known; other braces are text (Python has its own use for
/// them).
std::string fillTemplate(std::string_view text, const TemplateValues &values);

/// Both, for prose: the alternatives first, so that they may stand in front of or around keys.
std::string writeTemplate(std::string_view text, const TemplateValues &values,
                          PhiloxStream &random);

/// "2nd", "13th", "21st".
std::string ordinal(std::int64_t number);

/// FNV-1a over the bytes, then mixed: the same on every machine, for decisions that a text makes by
/// itself.
std::uint64_t stableHash(std::string_view text);

template<typename T>
const T &chooseOne(const std::vector<T> &values, PhiloxStream &random)
{
    return values[static_cast<std::size_t>(random.below(values.size()))];
}

} // namespace phi1
