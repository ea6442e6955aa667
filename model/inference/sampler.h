// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// How the next token is chosen from the logits. The steps apply in this order: repetition penalty,
/// temperature, top-k, top-p, min-p.
struct SamplingOptions {
    double temperature = 0; ///< 0: greedy, the highest logit, the lowest id among equals
    std::int64_t topK = 0;  ///< keep the k most probable tokens; 0: all
    double topP = 1;        ///< keep the smallest set whose probability reaches p; (0, 1]
    double minP = 0;        ///< drop tokens below this share of the most probable one; [0, 1]
    double repetitionPenalty =
        1; ///< > 1 makes tokens seen in prompt or completion less likely (Keskar et al. 2019)
    std::uint64_t seed = 0;

    /// Usage error naming the option, the value and the range.
    Result<void> validate() const;
};

struct SampledToken {
    TokenId id = 0;
    float logProbability =
        0; ///< natural logarithm of softmax(logits)[id]: of the model, before any option
};

/// Chooses tokens. The draw for a token is a function of (seed, sample, position) alone, so a
/// completion repeats whatever runs beside it. Keeps scratch memory: one per thread.
class Sampler
{
public:
    /// @param logits    [V]; non-finite ones are never chosen
    /// @param seen      tokens of the prompt and the completion so far, for the repetition penalty
    /// @param sample    number of the completion among several of one prompt
    /// @param position  tokens before this one
    /// @return Corrupt if no logit is finite
    Result<SampledToken> choose(std::span<const float> logits, std::span<const TokenId> seen,
                                const SamplingOptions &options, std::uint64_t sample,
                                std::uint64_t position);

private:
    struct Candidate {
        TokenId id;
        float logit;
        double weight;
    };

    void penalise(std::span<const TokenId> seen, double penalty);
    TokenId draw(const SamplingOptions &options, double uniform);

    std::vector<float> m_logits;
    std::vector<bool> m_penalised;
    std::vector<Candidate> m_candidates;
};

} // namespace phi1
