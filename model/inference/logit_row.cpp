// SPDX-License-Identifier: Apache-2.0
#include "model/inference/logit_row.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "model/inference/logit_kernels.h"

namespace phi1 {

namespace {

constexpr float never = -std::numeric_limits<float>::infinity();

/// For a heap whose front is the first to give way.
constexpr auto ranksBefore = [](const TokenAlternative &a, const TokenAlternative &b) {
    return a.logProbability != b.logProbability ? a.logProbability > b.logProbability : a.id < b.id;
};

} // namespace

double LogitRow::sumOfExponentials()
{
    m_sums.resize(m_maxima.size());
    blockExponentials(m_logits.data(), m_logits.size(), m_highest, 1.0f, m_sums.data(), nullptr);
    double total = 0;
    for (const float sum : m_sums)
        total += sum;
    return total;
}

void LogitRow::replaceWhatIsNotFinite()
{
    m_repaired.assign(m_logits.begin(), m_logits.end());
    for (float &logit : m_repaired) {
        if (!std::isfinite(logit))
            logit = never;
    }
    m_logits = m_repaired;
    phi1::blockMaxima(m_logits.data(), m_logits.size(), m_maxima.data());
    m_highest = *std::max_element(m_maxima.begin(), m_maxima.end());
}

Result<void> LogitRow::read(std::span<const float> logits, std::uint64_t position)
{
    m_logits = logits;
    m_maxima.resize((logits.size() + logitBlock - 1) / logitBlock);
    phi1::blockMaxima(logits.data(), logits.size(), m_maxima.data());
    m_highest = never;
    for (const float maximum : m_maxima)
        m_highest = std::max(m_highest, maximum);
    if (m_highest == -never)
        replaceWhatIsNotFinite();
    double total = sumOfExponentials();
    if (std::isnan(total) && m_highest != never) {
        replaceWhatIsNotFinite();
        total = sumOfExponentials();
    }
    if (m_highest == never)
        return failure(ErrorCode::Corrupt,
                       concat("the model computed no finite logit for position ", position,
                              ": its weights are damaged or overflow in this precision"));
    m_logSum = std::log(total);
    return {};
}

TokenId LogitRow::mostProbable() const
{
    const auto block = static_cast<std::size_t>(
        std::find(m_maxima.begin(), m_maxima.end(), m_highest) - m_maxima.begin());
    const auto from = m_logits.begin() + static_cast<std::ptrdiff_t>(block * logitBlock);
    return static_cast<TokenId>(std::find(from, m_logits.end(), m_highest) - m_logits.begin());
}

float LogitRow::logProbability(TokenId id) const
{
    if (id < 0 || static_cast<std::size_t>(id) >= m_logits.size())
        return never;
    const double logit = m_logits[static_cast<std::size_t>(id)];
    return static_cast<float>(logit - m_highest - m_logSum);
}

void LogitRow::top(std::size_t count, std::vector<TokenAlternative> &out) const
{
    selectHighest(m_logits, m_maxima, count, out);
    for (TokenAlternative &alternative : out)
        alternative.logProbability = logProbability(alternative.id);
}

float LogitRow::entropy() const
{
    // -sum p log p with p = exp(logit - highest - logSum).
    double sum = 0;
    for (const float logit : m_logits) {
        const double distance = static_cast<double>(logit) - m_highest;
        if (distance > -87)
            sum += std::exp(distance - m_logSum) * (m_logSum - distance);
    }
    return static_cast<float>(sum);
}

void selectHighest(std::span<const float> logits, std::span<const float> maxima, std::size_t count,
                   std::vector<TokenAlternative> &out)
{
    out.clear();
    count = std::min(count, logits.size());
    if (count == 0)
        return;
    // Ids ascend, so one that only equals the last of those chosen never takes its place.
    for (std::size_t block = 0; block < maxima.size(); ++block) {
        if (out.size() == count && !(maxima[block] > out.front().logProbability))
            continue;
        const std::size_t end = std::min(logits.size(), (block + 1) * logitBlock);
        for (std::size_t i = block * logitBlock; i < end; ++i) {
            const bool full = out.size() == count;
            if (!(logits[i] > (full ? out.front().logProbability : never)))
                continue;
            if (full) {
                std::pop_heap(out.begin(), out.end(), ranksBefore);
                out.pop_back();
            }
            out.push_back({static_cast<TokenId>(i), logits[i]});
            std::push_heap(out.begin(), out.end(), ranksBefore);
        }
    }
    std::sort_heap(out.begin(), out.end(), ranksBefore);
}

} // namespace phi1
