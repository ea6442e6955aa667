// SPDX-License-Identifier: Apache-2.0
#include "model/inference/prompt_lookup.h"

#include <algorithm>

namespace phi1 {

namespace {

constexpr std::size_t shortestMatch = 3;
constexpr std::size_t longestMatch = 32;

} // namespace

void draftFromText(std::span<const TokenId> tokens, std::size_t limit, std::vector<TokenId> &drafts)
{
    drafts.clear();
    const std::size_t size = tokens.size();
    if (size <= shortestMatch || limit == 0)
        return;
    std::size_t best = shortestMatch - 1;
    std::size_t follower = 0; ///< index after the best match
    // The latest of the longest matches: nearby text is more alike.
    for (std::size_t end = size - 1; end >= shortestMatch && best < longestMatch; --end) {
        if (tokens[end - 1] != tokens[size - 1])
            continue;
        std::size_t length = 1;
        while (length < longestMatch && length < end &&
               tokens[end - 1 - length] == tokens[size - 1 - length])
            ++length;
        if (length > best) {
            best = length;
            follower = end;
        }
    }
    if (best < shortestMatch)
        return;
    // A repetition may reach into what is being drafted.
    for (std::size_t i = 0; i < limit; ++i)
        drafts.push_back(follower + i < size ? tokens[follower + i] : drafts[follower + i - size]);
}

std::size_t DraftBudget::allowed(double rowCost) const
{
    const auto affordable = static_cast<std::size_t>(std::max(0.0, m_balance / rowCost));
    return affordable >= 1 ? std::min(m_length, affordable) : 0;
}

void DraftBudget::settle(std::size_t drafted, std::size_t accepted, double rowCost)
{
    const double earned = perToken * static_cast<double>(accepted + 1) +
                          static_cast<double>(accepted) - rowCost * static_cast<double>(drafted);
    m_balance = std::min(richest, m_balance + earned);
    if (drafted == 0)
        return;
    if (accepted == drafted)
        m_length = std::min(longest, 2 * std::max(m_length, drafted));
    else
        m_length = std::max<std::size_t>(2, accepted + 1);
}

void RowCost::record(std::size_t rows, double seconds)
{
    constexpr double share = 0.1;
    if (rows == 1) {
        m_single = m_single == 0 ? seconds : (1 - share) * m_single + share * seconds;
        return;
    }
    if (m_single == 0)
        return;
    const double extra = std::max(0.0, seconds - m_single) / static_cast<double>(rows - 1);
    m_extra = m_extra == 0 ? extra : (1 - share) * m_extra + share * extra;
}

double RowCost::value() const
{
    constexpr double unknown = 0.25;
    if (m_single == 0 || m_extra == 0)
        return unknown;
    return std::clamp(m_extra / m_single, 0.02, 1.0);
}

} // namespace phi1
