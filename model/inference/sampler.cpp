// SPDX-License-Identifier: Apache-2.0
#include "model/inference/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/philox.h"
#include "model/inference/logit_kernels.h"
#include "model/inference/logit_row.h"

namespace phi1 {

namespace {

constexpr float never = -std::numeric_limits<float>::infinity();
/// A heap of the highest logits is quicker than sorting up to about this many.
constexpr std::int64_t heapLimit = 512;

/// The tokens of a draw in the order in which they fill [0, 1).
constexpr auto moreProbable = [](const auto &a, const auto &b) {
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
};

} // namespace

Sampler::Source Sampler::penalised(const LogitRow &row, std::span<const TokenId> seen,
                                   double penalty)
{
    const auto factor = static_cast<float>(penalty);
    m_penalised.assign(row.logits().begin(), row.logits().end());
    m_seen.assign(seen.begin(), seen.end());
    std::sort(m_seen.begin(), m_seen.end());
    m_seen.erase(std::unique(m_seen.begin(), m_seen.end()), m_seen.end());
    for (const TokenId id : m_seen) {
        const auto i = static_cast<std::size_t>(id);
        if (id >= 0 && i < m_penalised.size())
            m_penalised[i] = m_penalised[i] > 0 ? m_penalised[i] / factor : m_penalised[i] * factor;
    }
    m_penalisedMaxima.resize(row.blockMaxima().size());
    blockMaxima(m_penalised.data(), m_penalised.size(), m_penalisedMaxima.data());
    return {m_penalised, m_penalisedMaxima,
            *std::max_element(m_penalisedMaxima.begin(), m_penalisedMaxima.end())};
}

TokenId Sampler::drawFromAll(const Source &source, float scale, double uniform)
{
    m_weights.resize(source.logits.size());
    m_sums.resize(source.maxima.size());
    blockExponentials(source.logits.data(), source.logits.size(), source.highest, scale,
                      m_sums.data(), m_weights.data());
    double total = 0;
    for (const float sum : m_sums)
        total += sum;
    double left = uniform * total;
    std::size_t block = 0;
    while (block + 1 < m_sums.size() && left >= m_sums[block])
        left -= m_sums[block++];
    const std::size_t end = std::min(m_weights.size(), (block + 1) * logitBlock);
    for (std::size_t i = block * logitBlock; i < end; ++i) {
        left -= m_weights[i];
        if (left < 0)
            return static_cast<TokenId>(i);
    }
    // Rounding may leave a crumb beyond the last one.
    std::size_t last = end;
    while (!(m_weights[last - 1] > 0))
        --last;
    return static_cast<TokenId>(last - 1);
}

/// Fills m_candidates with what top-k and top-p can choose from, ordered; or with what min-p
/// leaves, by id. @return the weight of all tokens that top-p counts
double Sampler::collect(const Source &source, const SamplingOptions &options, float scale)
{
    m_candidates.clear();
    const auto weight = [&](float logit) {
        return std::exp((static_cast<double>(logit) - source.highest) * scale);
    };
    const auto takeFrom = [&](float lowest) {
        for (std::size_t block = 0; block < source.maxima.size(); ++block) {
            if (source.maxima[block] < lowest)
                continue;
            const std::size_t end = std::min(source.logits.size(), (block + 1) * logitBlock);
            for (std::size_t i = block * logitBlock; i < end; ++i) {
                if (source.logits[i] >= lowest && source.logits[i] > never)
                    m_candidates.push_back(
                        {static_cast<TokenId>(i), source.logits[i], weight(source.logits[i])});
            }
        }
    };
    // Below this distance from the highest a weight is smaller than `share`.
    const auto logitAt = [&](double share) {
        const double distance = std::log(share) / scale;
        return static_cast<float>(source.highest + distance - 1e-4 * std::abs(distance) - 1e-4);
    };

    const auto all = static_cast<std::int64_t>(source.logits.size());
    double total = 0;
    if (options.topK > 0 && options.topK < all) {
        if (options.topK <= heapLimit) {
            selectHighest(source.logits, source.maxima, static_cast<std::size_t>(options.topK),
                          m_highest);
            for (const TokenAlternative &chosen : m_highest)
                m_candidates.push_back(
                    {chosen.id, chosen.logProbability, weight(chosen.logProbability)});
        } else {
            takeFrom(never);
            if (options.topK < static_cast<std::int64_t>(m_candidates.size())) {
                const auto end = m_candidates.begin() + options.topK;
                std::nth_element(m_candidates.begin(), end - 1, m_candidates.end(), moreProbable);
                m_candidates.erase(end, m_candidates.end());
            }
            std::sort(m_candidates.begin(), m_candidates.end(), moreProbable);
        }
        for (const Candidate &candidate : m_candidates)
            total += candidate.weight;
    } else if (options.topP < 1) {
        m_sums.resize(source.maxima.size());
        blockExponentials(source.logits.data(), source.logits.size(), source.highest, scale,
                          m_sums.data(), nullptr);
        for (const float sum : m_sums)
            total += sum;
        // All tokens lighter than this share weigh less than 1 - p together.
        takeFrom(logitAt((1 - options.topP) * total / static_cast<double>(all)));
        std::sort(m_candidates.begin(), m_candidates.end(), moreProbable);
    } else {
        takeFrom(logitAt(options.minP));
    }
    return total;
}

TokenId Sampler::drawFromCandidates(double uniform) const
{
    double total = 0;
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

TokenId Sampler::draw(const Source &source, const SamplingOptions &options, double uniform)
{
    // Colder than this only ties with the highest survive anyway.
    const auto scale = static_cast<float>(1 / std::max(options.temperature, 1e-30));
    if (options.topK == 0 && options.topP >= 1 && options.minP <= 0)
        return drawFromAll(source, scale, uniform);
    const double total = collect(source, options, scale);
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
    return drawFromCandidates(uniform);
}

TokenId Sampler::choose(const LogitRow &row, std::span<const TokenId> seen,
                        const SamplingOptions &options, std::uint64_t sample,
                        std::uint64_t position)
{
    const bool penalty = options.repetitionPenalty != 1;
    if (options.temperature == 0 && !penalty)
        return row.mostProbable();
    const Source source = penalty ? penalised(row, seen, options.repetitionPenalty)
                                  : Source{row.logits(), row.blockMaxima(), row.highest()};
    if (options.temperature == 0)
        return static_cast<TokenId>(
            std::find(source.logits.begin(), source.logits.end(), source.highest) -
            source.logits.begin());
    const Philox::Block block = Philox::block(options.seed, position, sample);
    const std::uint64_t bits = static_cast<std::uint64_t>(block[0]) << 32 | block[1];
    return draw(source, options, static_cast<double>(bits >> 11) * 0x1.0p-53);
}

} // namespace phi1
