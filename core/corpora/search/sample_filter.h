// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

enum class TextMode {
    Words,     ///< FTS5: words, "phrases", prefix*, AND OR NOT, field:word
    Substring, ///< bytes anywhere in the text
    Regex,     ///< PCRE2 over what the rest of the filter leaves
};

struct TextQuery {
    TextMode mode = TextMode::Words;
    std::string text;       ///< empty: everything
    bool matchCase = false; ///< of Substring and Regex

    bool operator==(const TextQuery &) const = default;
};

/// A column's value within [low, high]; infinite bounds are open.
struct NumberFilter {
    std::string column;
    double low, high;
    bool withMissing = false; ///< samples without a value pass too

    bool operator==(const NumberFilter &) const = default;
};

/// A column's value is one of these names; "" is a sample without a value.
struct CategoryFilter {
    std::string column;
    std::vector<std::string> names;

    bool operator==(const CategoryFilter &) const = default;
};

/// Which samples of a corpus: those that pass everything.
struct SampleFilter {
    TextQuery text;
    std::vector<NumberFilter> numbers;
    std::vector<CategoryFilter> categories;
    /// Only the first sample of every cluster of near-duplicates.
    bool withoutNearDuplicates = false;

    bool operator==(const SampleFilter &) const = default;
    bool isEmpty() const { return *this == SampleFilter{}; }
};

/// {"text":{"mode":"words","text":"recurs*","match_case":false},"numbers":[{"column":"score.x",
/// "low":0.6,"high":null,"with_missing":false}],"categories":[{"column":"source","names":["a"]}],
/// "without_near_duplicates":true}; absent members are the defaults.
Json toJson(const SampleFilter &filter);
/// Usage, naming the member.
Result<SampleFilter> sampleFilterFromJson(const Json &json);

} // namespace phi1
