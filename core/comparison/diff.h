// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/comparison/records.h"

/// Where completions part, and what leads from one to another.

namespace phi1 {

/// The first place where completions are not the same any more.
struct Divergence {
    /// Per completion the index of the token there; its number of tokens where it ended before.
    std::vector<std::int64_t> tokens;
    /// Per completion where that token begins, in bytes from the beginning of the completion. With
    /// one tokenizer these are equal.
    std::vector<std::int64_t> tokenBytes;
    std::int64_t byte = 0; ///< first byte that differs, or the length of the shortest text

    bool operator==(const Divergence &) const = default;
};

/// The first place where two or more completions part; nothing if they are the same.
/// @param sameTokenizer  by token: equal texts in different tokens part. Else by byte: ids of
///                       different tokenizers say nothing, so equal texts are the same.
std::optional<Divergence> firstDivergence(std::span<const std::span<const TokenRecord>> completions,
                                          bool sameTokenizer = true);
std::optional<Divergence> firstDivergence(std::span<const TokenRecord> a,
                                          std::span<const TokenRecord> b,
                                          bool sameTokenizer = true);

/// Whether both panes say that they use the same tokenizer; one that is not known is taken as it.
bool sharesTokenizer(const PaneRecord &a, const PaneRecord &b);

/// A run of units of two sides: Equal ones, those of `a` alone (Delete), those of `b` alone
/// (Insert). The runs of a diff follow each other without a gap and cover both sides; a Delete
/// comes before the Insert that takes its place.
struct EditRun {
    enum class Kind { Equal, Delete, Insert };
    Kind kind = Kind::Equal;
    std::int64_t beginA = 0;
    std::int64_t endA = 0;
    std::int64_t beginB = 0;
    std::int64_t endB = 0;

    bool operator==(const EditRun &) const = default;
};

/// Shortest edit script over units that are equal where their numbers are (Myers 1986, "An O(ND)
/// difference algorithm and its variations", in linear space).
std::vector<EditRun> diffUnits(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// By token, positions are token indexes; tokens are equal where their bytes are, so completions of
/// different tokenizers can be held against each other.
std::vector<EditRun> diffTokens(std::span<const TokenRecord> a, std::span<const TokenRecord> b);

/// By word, positions are byte offsets. Words are runs of letters, digits and "_", runs of blanks,
/// single line breaks, and any other character alone; a UTF-8 character is never cut.
std::vector<EditRun> diffWords(std::string_view a, std::string_view b);

/// By line with its line break, positions are byte offsets.
std::vector<EditRun> diffLines(std::string_view a, std::string_view b);

std::vector<std::string_view> splitWords(std::string_view text);
std::vector<std::string_view> splitLines(std::string_view text);

} // namespace phi1
