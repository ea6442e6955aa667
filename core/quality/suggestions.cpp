// SPDX-License-Identifier: Apache-2.0
#include "core/quality/suggestions.h"

#include <algorithm>
#include <cmath>

#include "core/base/philox.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// Candidates that are compared with each other for every suggestion asked for: enough for variety,
/// few enough to read their vectors into memory.
constexpr std::size_t candidatesPerSuggestion = 20;
constexpr std::size_t fewestCandidates = 200;
constexpr std::size_t mostCandidates = 20000;

float entropyOf(float share)
{
    if (!(share > 0) || !(share < 1))
        return 0;
    const double p = share;
    return static_cast<float>(-p * std::log2(p) - (1 - p) * std::log2(1 - p));
}

/// An order of rows that is no order of import: where all are equally uncertain (before the first
/// forest) the candidates come from everywhere.
std::uint32_t shuffled(SampleRow row)
{
    return Philox::block(0, row)[0];
}

void normalise(std::span<float> vector)
{
    double squares = 0;
    for (const float value : vector)
        squares += double{value} * value;
    const auto factor = static_cast<float>(squares > 0 ? 1 / std::sqrt(squares) : 0);
    for (float &value : vector)
        value *= factor;
}

float distance(std::span<const float> a, std::span<const float> b)
{
    float squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        squares += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(squares);
}

} // namespace

Result<std::vector<Suggestion>> suggest(const SuggestionInput &input, std::size_t count,
                                        const std::stop_token &stop)
{
    const std::size_t width = input.width;
    if (width == 0 || input.shares.size() != input.rows.size() ||
        input.labelled.size() % width != 0)
        return failure(ErrorCode::Usage,
                       concat(input.rows.size(), " candidates with ", input.shares.size(),
                              " shares and vectors of ", width, " numbers."));
    // The most uncertain ones.
    std::vector<std::size_t> pool;
    for (std::size_t i = 0; i < input.rows.size(); ++i) {
        if (!std::isnan(input.shares[i]))
            pool.push_back(i);
    }
    const std::size_t kept = std::min(
        {pool.size(), mostCandidates, std::max(fewestCandidates, count * candidatesPerSuggestion)});
    std::partial_sort(pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(kept), pool.end(),
                      [&](std::size_t a, std::size_t b) {
                          const float left = std::abs(input.shares[a] - 0.5f);
                          const float right = std::abs(input.shares[b] - 0.5f);
                          return left != right ? left < right
                                               : shuffled(input.rows[a]) < shuffled(input.rows[b]);
                      });
    pool.resize(kept);

    std::vector<float> vectors(kept * width);
    const auto vectorOf = [&](std::size_t i) {
        return std::span(vectors).subspan(i * width, width);
    };
    std::vector<float> nearest(kept, 2.0f); // unit vectors are no farther from each other
    std::vector<float> other(width);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::span<const float> values = input.vector(pool[i]);
        std::copy(values.begin(), values.end(), vectorOf(i).begin());
        normalise(vectorOf(i));
    }
    const auto moveNearer = [&](std::span<const float> to) {
        for (std::size_t i = 0; i < kept; ++i)
            nearest[i] = std::min(nearest[i], distance(vectorOf(i), to));
    };
    for (std::size_t at = 0; at < input.labelled.size(); at += width) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "The choice of samples to label was stopped.");
        const auto labelled = input.labelled.subspan(at, width);
        std::copy(labelled.begin(), labelled.end(), other.begin());
        normalise(other);
        moveNearer(other);
    }

    std::vector<Suggestion> suggestions;
    std::vector<bool> taken(kept);
    while (suggestions.size() < std::min(count, kept)) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "The choice of samples to label was stopped.");
        std::size_t best = kept;
        float bestValue = -1;
        for (std::size_t i = 0; i < kept; ++i) {
            const float value = entropyOf(input.shares[pool[i]]) * nearest[i];
            if (!taken[i] && value > bestValue) {
                best = i;
                bestValue = value;
            }
        }
        if (best == kept)
            break; // what is left has vectors that are no numbers
        taken[best] = true;
        suggestions.push_back({input.rows[pool[best]], input.shares[pool[best]],
                               entropyOf(input.shares[pool[best]]), nearest[best]});
        moveNearer(vectorOf(best));
    }
    return suggestions;
}

Json toJson(std::span<const Suggestion> suggestions)
{
    Json json = Json::array();
    for (const Suggestion &suggestion : suggestions)
        json.push_back({{"row", suggestion.row},
                        {"share", jsonNumber(suggestion.share)},
                        {"entropy", jsonNumber(suggestion.entropy)},
                        {"distance", jsonNumber(suggestion.distance)}});
    return json;
}

} // namespace phi1
