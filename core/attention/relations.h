// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/token_relation.h"
#include "core/syntax/python_syntax.h"

namespace phi1 {

/// Query i → every j ≤ i, j ≥ 1 with ids[j - 1] == ids[i]: the tokens that followed earlier
/// occurrences of the token. Tokens without an earlier occurrence are no queries. An induction head
/// looks there (Elhage et al. 2021; Olsson et al. 2022). Name: "induction".
/// At most `mostKeys` nearest ones of each query, so that a text of one repeated token stays cheap.
TokenRelation inductionRelation(std::span<const std::int32_t> ids, std::size_t mostKeys = 64);

/// The random tokens on which every part of the program measures "induction_random": so many (or
/// the context, if that is less), of this seed, drawn from the tokenizer's vocabulary.
inline constexpr std::int64_t randomInductionTokens = 128;
inline constexpr std::uint64_t randomInductionSeed = 1;

/// `length / 2` ids drawn from [0, vocabulary) by Philox of `seed`, without repetition where the
/// vocabulary allows, then the same once more: nothing but induction predicts the second half
/// (Olsson et al. 2022).
/// @return [2 · (length / 2)]
std::vector<std::int32_t> repeatedRandomIds(std::int64_t vocabulary, std::int64_t length,
                                            std::uint64_t seed);

/// For a text of n ids repeated once: query i ≥ n → key i - n + 1. Name: "induction_random".
/// @param length  2 n
TokenRelation repeatedRelation(std::int64_t length);

/// Every relation that is measured on a text, in the order of the scores: "induction", then those
/// of pythonRelations().
/// @param ids, tokens  [T]
std::vector<CodeRelation> textRelations(std::string_view text, std::span<const std::int32_t> ids,
                                        std::span<const TokenSpan> tokens);

} // namespace phi1
