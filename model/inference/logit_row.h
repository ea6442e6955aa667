// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/inference/generation_request.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// What can be said about the logits of one position. Reading a row of 51200 takes some twenty
/// microseconds; memory is kept from row to row. Logits that are not finite count as minus
/// infinity.
class LogitRow
{
public:
    /// Takes a row [V], which must stay until the next one is read.
    /// @param position  tokens before the one it predicts, for the message
    /// @return Corrupt if no logit is finite
    Result<void> read(std::span<const float> logits, std::uint64_t position);

    std::span<const float> logits() const { return m_logits; }
    /// Highest logit of each block of logitBlock.
    std::span<const float> blockMaxima() const { return m_maxima; }
    float highest() const { return m_highest; }
    TokenId mostProbable() const; ///< the lowest id among equals

    /// log softmax(logits)[id]; minus infinity for an id outside the row.
    float logProbability(TokenId id) const;
    /// The `count` most probable ones, equal ones by id; fewer where fewer are finite.
    void top(std::size_t count, std::vector<TokenAlternative> &out) const;
    float entropy() const; ///< nats

private:
    double sumOfExponentials();
    void replaceWhatIsNotFinite();

    std::span<const float> m_logits;
    std::vector<float> m_maxima;
    std::vector<float> m_sums; ///< of the exponentials of each block
    std::vector<float> m_repaired;
    float m_highest = 0;
    double m_logSum = 0; ///< log of the sum of exp(logit - highest)
};

/// The `count` highest finite ones of a row with their logits, equal ones by id.
/// @param maxima  of its blocks, see blockMaxima()
void selectHighest(std::span<const float> logits, std::span<const float> maxima, std::size_t count,
                   std::vector<TokenAlternative> &out);

} // namespace phi1
