// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/inference/generation_request.h"
#include "model/inference/sampling_options.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class LogitRow;

/// Chooses tokens. The draw for a token is a function of (seed, sample, position) alone, so a
/// completion repeats whatever runs beside it. Keeps scratch memory: one per thread.
class Sampler
{
public:
    /// @param row       logits [V]; non-finite ones are never chosen
    /// @param seen      tokens of the prompt and the completion so far, for the repetition penalty
    /// @param sample    number of the completion among several of one prompt
    /// @param position  tokens before this one
    TokenId choose(const LogitRow &row, std::span<const TokenId> seen,
                   const SamplingOptions &options, std::uint64_t sample, std::uint64_t position);

private:
    /// The logits to draw from with what is known of their blocks.
    struct Source {
        std::span<const float> logits;
        std::span<const float> maxima;
        float highest;
    };
    struct Candidate {
        TokenId id;
        float logit;
        double weight;
    };

    Source penalised(const LogitRow &row, std::span<const TokenId> seen, double penalty);
    TokenId draw(const Source &source, const SamplingOptions &options, double uniform);
    TokenId drawFromAll(const Source &source, float scale, double uniform);
    double collect(const Source &source, const SamplingOptions &options, float scale);
    TokenId drawFromCandidates(double uniform) const;

    std::vector<float> m_penalised;
    std::vector<float> m_penalisedMaxima;
    std::vector<TokenId> m_seen;
    std::vector<float> m_weights;
    std::vector<float> m_sums;
    std::vector<TokenAlternative> m_highest;
    std::vector<Candidate> m_candidates;
};

} // namespace phi1
