// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/text/tokenizer.h"

namespace phi1 {

/// Guesses tokens from repetitions: what followed the last tokens where they stood before in prompt
/// or completion. Source: Saxena 2023, "Prompt Lookup Decoding"; Fu et al. 2024 (arXiv:2402.02057).
/// @param tokens  prompt and completion so far
/// @param limit   how many to guess at most
/// @param drafts  replaced; empty if the last three tokens did not stand there before
void draftFromText(std::span<const TokenId> tokens, std::size_t limit,
                   std::vector<TokenId> &drafts);

/// Decides how many tokens are worth drafting, so that wrong drafts cost little: an account in
/// units of one decoding step, to which right drafts and every token pay in, and rows of drafts are
/// paid from. Guessing wrongly all the time costs a fiftieth of the steps and half a step once.
class DraftBudget
{
public:
    static constexpr std::size_t longest = 8;

    /// @param rowCost  of one more row in a step, in units of a step with one row
    std::size_t allowed(double rowCost) const;
    /// After a step that computed `drafted` more rows, of which `accepted` were right.
    void settle(std::size_t drafted, std::size_t accepted, double rowCost);

private:
    static constexpr double perToken = 0.02;
    static constexpr double richest = 2;

    double m_balance = 0.5;
    std::size_t m_length = 2; ///< of the next draft: grows with success
};

/// What a row of a draft costs, learned from the time steps take.
class RowCost
{
public:
    /// @param rows  of one sequence, computed in one call
    void record(std::size_t rows, double seconds);
    /// In units of a step with one row; 0.02 to 1.
    double value() const;

private:
    double m_single = 0; ///< seconds of a step with one row
    double m_extra = 0;  ///< seconds of each further row
};

} // namespace phi1
