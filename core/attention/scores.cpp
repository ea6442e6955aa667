// SPDX-License-Identifier: Apache-2.0
#include "core/attention/scores.h"

#include <algorithm>
#include <array>

namespace phi1 {

namespace {

// p(i, j): the weight of query i on key j; both from 0; bits are log2.
constexpr std::array<HeadScoreFacts, headScoreCount> facts = {{
    {HeadScore::Previous, "previous", "Previous token", "share", "mean over i ≥ 1 of p(i, i-1)",
     "The head looks at the token before.", "Elhage et al. 2021; Olsson et al. 2022"},
    {HeadScore::Induction, "induction", "Induction", "share",
     "mean over the tokens i that occurred before of the sum of p(i, j) over the tokens j that "
     "followed such an occurrence, the 64 nearest",
     "The head looks at what came next the last time, in this text.",
     "Elhage et al. 2021; Olsson et al. 2022"},
    {HeadScore::InductionRandom, "induction_random", "Induction (random)", "share",
     "on n random tokens repeated once: mean over i ≥ n of p(i, i-n+1)",
     "The head looks at what came next the last time, whatever it means.", "Olsson et al. 2022"},
    {HeadScore::Sink, "sink", "First token", "share", "mean over i ≥ 1 of p(i, 0)",
     "The head rests on the first token when it has nothing to look for.", "Xiao et al. 2023"},
    {HeadScore::Self, "self", "Itself", "share", "mean over i ≥ 1 of p(i, i)",
     "The head looks at the token itself.", "Clark et al. 2019"},
    {HeadScore::Entropy, "entropy", "Entropy", "bits",
     "mean over i ≥ 1 of -Σ_j p(i, j) log2 p(i, j)", "The head spreads over many tokens.",
     "Clark et al. 2019"},
    {HeadScore::Distance, "distance", "Distance", "tokens",
     "mean over i ≥ 1 of Σ_j p(i, j) (i - j)", "The head looks far back.", "Vig and Belinkov 2019"},
    {HeadScore::Bracket, "bracket", "Bracket", "share",
     "mean over closing brackets i of the sum of p(i, j) over the tokens of the opening bracket",
     "The head finds the bracket that a bracket closes.", "docs/attention.md"},
    {HeadScore::Definition, "definition", "Definition", "share",
     "mean over uses i of a name of the sum of p(i, j) over the tokens of its definitions",
     "The head finds where a name comes from.", "docs/attention.md"},
    {HeadScore::Return, "return", "Return", "share",
     "mean over words i return of the sum of p(i, j) over the tokens of the function's def",
     "The head finds the function that a return leaves.", "docs/attention.md"},
    {HeadScore::Indentation, "indentation", "Indentation", "share",
     "mean over the first tokens i of indented lines of the sum of p(i, j) over the indentation of "
     "the block's first line and of the line before in the block",
     "The head looks at how deep the block is.", "docs/attention.md"},
    {HeadScore::Docstring, "docstring", "Docstring", "share",
     "mean over the tokens i of a body of the sum of p(i, j) over the tokens of its docstring",
     "The head reads the docstring while the body is written.", "docs/attention.md"},
    {HeadScore::Change, "change", "Change", "share",
     "mean over i ≥ 1 of Σ_j |p(i, j) - q(i, j)| / 2, q the other checkpoint's",
     "The head looks elsewhere in the other checkpoint.", "total variation distance"},
}};

} // namespace

std::span<const HeadScoreFacts> headScoreFacts()
{
    return facts;
}

const HeadScoreFacts &factsOf(HeadScore score)
{
    return facts.at(static_cast<std::size_t>(score));
}

std::optional<HeadScore> headScoreNamed(std::string_view key)
{
    const auto found = std::find_if(facts.begin(), facts.end(),
                                    [&](const HeadScoreFacts &fact) { return fact.key == key; });
    return found == facts.end() ? std::nullopt : std::optional(found->score);
}

} // namespace phi1
