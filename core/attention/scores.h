// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace phi1 {

/// What is measured of a head on a text. The values index arrays of scores.
enum class HeadScore {
    Previous,
    Induction,
    InductionRandom, ///< on repeated random tokens, not on the text
    Sink,
    Self,
    Entropy,
    Distance,
    Bracket,
    Definition,
    Return,
    Indentation,
    Docstring,
    Change, ///< against a second checkpoint
};
inline constexpr std::size_t headScoreCount = 13;

/// A score as people read it. English; the window translates `title` and `meaning`.
struct HeadScoreFacts {
    HeadScore score;
    std::string_view key;     ///< "previous": in files, on the command line, a relation's name
    std::string_view title;   ///< "Previous token"
    std::string_view unit;    ///< "share" (0 to 1), "bits" or "tokens"
    std::string_view formula; ///< "mean over i ≥ 1 of p(i, i-1)"
    std::string_view meaning; ///< what a high value says
    std::string_view source;  ///< who defined it
};

std::span<const HeadScoreFacts> headScoreFacts(); ///< [headScoreCount], in the order of HeadScore
const HeadScoreFacts &factsOf(HeadScore score);
std::optional<HeadScore> headScoreNamed(std::string_view key);

} // namespace phi1
