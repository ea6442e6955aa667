// SPDX-License-Identifier: Apache-2.0
#include "model/inference/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/philox.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr float never = -std::numeric_limits<float>::infinity();

Result<void> inRange(std::string_view name, double value, bool good, std::string_view range)
{
    if (good)
        return {};
    return failure(ErrorCode::Usage, concat("the ", name, " is ", value, "; it must be ", range));
}

/// The tokens of a draw in the order in which they fill [0, 1).
constexpr auto moreProbable = [](const auto &a, const auto &b) {
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
};

} // namespace

Result<void> SamplingOptions::validate() const
{
    PHI1_TRY(inRange("temperature", temperature, temperature >= 0 && temperature <= 100,
                     "0 (greedy) to 100"));
    PHI1_TRY(inRange("top-k", static_cast<double>(topK), topK >= 0, "0 (all) or more"));
    PHI1_TRY(inRange("top-p", topP, topP > 0 && topP <= 1, "above 0 and at most 1 (all)"));
    PHI1_TRY(inRange("min-p", minP, minP >= 0 && minP <= 1, "0 (all) to 1"));
    return inRange("repetition penalty", repetitionPenalty,
                   repetitionPenalty > 0 && repetitionPenalty <= 100,
                   "above 0 and at most 100 (1: none)");
}

void Sampler::penalise(std::span<const TokenId> seen, double penalty)
{
    const auto factor = static_cast<float>(penalty);
    m_penalised.assign(m_logits.size(), false);
    for (const TokenId id : seen) {
        const auto i = static_cast<std::size_t>(id);
        if (i >= m_logits.size() || m_penalised[i])
            continue;
        m_penalised[i] = true;
        m_logits[i] = m_logits[i] > 0 ? m_logits[i] / factor : m_logits[i] * factor;
    }
}

TokenId Sampler::draw(const SamplingOptions &options, double uniform)
{
    m_candidates.clear();
    for (std::size_t i = 0; i < m_logits.size(); ++i) {
        if (m_logits[i] > never)
            m_candidates.push_back({static_cast<TokenId>(i), m_logits[i], 0});
    }
    const bool ordered = options.topK > 0 || options.topP < 1;
    if (options.topK > 0 && static_cast<std::size_t>(options.topK) < m_candidates.size()) {
        const auto end = m_candidates.begin() + options.topK;
        std::nth_element(m_candidates.begin(), end - 1, m_candidates.end(), moreProbable);
        m_candidates.erase(end, m_candidates.end());
    }
    if (ordered)
        std::sort(m_candidates.begin(), m_candidates.end(), moreProbable);

    float highest = never;
    for (const Candidate &candidate : m_candidates)
        highest = std::max(highest, candidate.logit);
    double total = 0;
    for (Candidate &candidate : m_candidates) {
        candidate.weight =
            std::exp((static_cast<double>(candidate.logit) - highest) / options.temperature);
        total += candidate.weight;
    }
    if (options.topP < 1) {
        double sum = 0;
        std::size_t kept = 0;
        while (kept < m_candidates.size() && sum < options.topP * total)
            sum += m_candidates[kept++].weight;
        m_candidates.resize(std::max<std::size_t>(kept, 1));
    }
    if (options.minP > 0) {
        // The most probable token has weight 1.
        std::erase_if(m_candidates,
                      [&](const Candidate &candidate) { return candidate.weight < options.minP; });
    }
    total = 0;
    for (const Candidate &candidate : m_candidates)
        total += candidate.weight;
    double left = uniform * total;
    for (const Candidate &candidate : m_candidates) {
        left -= candidate.weight;
        if (left < 0)
            return candidate.id;
    }
    // Rounding may leave a crumb beyond the last one.
    const auto last = std::find_if(m_candidates.rbegin(), m_candidates.rend(),
                                   [](const Candidate &candidate) { return candidate.weight > 0; });
    return last->id;
}

Result<SampledToken> Sampler::choose(std::span<const float> logits, std::span<const TokenId> seen,
                                     const SamplingOptions &options, std::uint64_t sample,
                                     std::uint64_t position)
{
    m_logits.assign(logits.begin(), logits.end());
    float highest = never;
    for (float &logit : m_logits) {
        if (!std::isfinite(logit))
            logit = never;
        highest = std::max(highest, logit);
    }
    if (highest == never)
        return failure(ErrorCode::Corrupt,
                       concat("the model computed no finite logit for position ", position,
                              ": its weights are damaged or overflow in this precision"));
    double total = 0;
    for (const float logit : m_logits)
        total += std::exp(static_cast<double>(logit) - highest);

    if (options.repetitionPenalty != 1)
        penalise(seen, options.repetitionPenalty);
    SampledToken token;
    if (options.temperature == 0) {
        token.id = static_cast<TokenId>(std::max_element(m_logits.begin(), m_logits.end()) -
                                        m_logits.begin());
    } else {
        const Philox::Block block = Philox::block(options.seed, position, sample);
        const std::uint64_t bits = static_cast<std::uint64_t>(block[0]) << 32 | block[1];
        token.id = draw(options, static_cast<double>(bits >> 11) * 0x1.0p-53);
    }
    const double logit = logits[static_cast<std::size_t>(token.id)];
    token.logProbability = static_cast<float>(logit - highest - std::log(total));
    return token;
}

} // namespace phi1
