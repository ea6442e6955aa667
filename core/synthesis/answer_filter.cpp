// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/answer_filter.h"

#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/text.h"
#include "core/corpora/duplicates/minhash.h"

namespace phi1 {

namespace {

struct HashOfHash {
    std::size_t operator()(const SampleHash &hash) const
    {
        std::size_t bits = 0;
        std::memcpy(&bits, hash.bytes.data(), sizeof bits);
        return bits;
    }
};

} // namespace

struct AnswerFilter::State {
    double threshold = 0.8;
    std::unordered_set<SampleHash, HashOfHash> hashes;
    struct Signed {
        std::uint64_t item;
        MinHashSignature signature;
    };
    std::vector<Signed> answers;
    /// Band and its hash → places in `answers`.
    std::unordered_multimap<std::uint64_t, std::uint32_t> bands;

    static std::uint64_t bandKey(const MinHashSignature &signature, std::size_t band)
    {
        return bandHash(signature, band) ^ (0x9E3779B97F4A7C15ull * (band + 1));
    }
};

AnswerFilter::AnswerFilter(double nearDuplicate)
    : m_state(std::make_unique<State>())
{
    m_state->threshold = nearDuplicate;
}
AnswerFilter::AnswerFilter(AnswerFilter &&) noexcept = default;
AnswerFilter &AnswerFilter::operator=(AnswerFilter &&) noexcept = default;
AnswerFilter::~AnswerFilter() = default;

AnswerFilter::Verdict AnswerFilter::judge(std::string_view text, const SampleHash &hash) const
{
    if (m_state->hashes.count(hash) > 0)
        return {AnswerOutcome::Duplicate, "the same text is there already"};
    bool isEmpty = false;
    if (m_state->threshold > 1)
        return {};
    const MinHashSignature signature = minHashOf(text, isEmpty);
    if (isEmpty)
        return {};
    double best = 0;
    std::uint64_t like = 0;
    for (std::size_t band = 0; band < bandCount; ++band) {
        const auto range = m_state->bands.equal_range(State::bandKey(signature, band));
        for (auto at = range.first; at != range.second; ++at) {
            const State::Signed &other = m_state->answers[at->second];
            const double alike = estimatedJaccard(signature, other.signature);
            if (alike > best) {
                best = alike;
                like = other.item;
            }
        }
    }
    if (best < m_state->threshold)
        return {};
    return {AnswerOutcome::NearDuplicate,
            concat(static_cast<int>(best * 100 + 0.5), " % like answer ", like)};
}

void AnswerFilter::add(std::uint64_t item, std::string_view text, const SampleHash &hash)
{
    m_state->hashes.insert(hash);
    bool isEmpty = false;
    if (m_state->threshold > 1)
        return;
    const MinHashSignature signature = minHashOf(text, isEmpty);
    if (isEmpty)
        return;
    const auto place = static_cast<std::uint32_t>(m_state->answers.size());
    m_state->answers.push_back({item, signature});
    for (std::size_t band = 0; band < bandCount; ++band)
        m_state->bands.emplace(State::bandKey(signature, band), place);
}

void AnswerFilter::addKnown(const SampleHash &hash)
{
    m_state->hashes.insert(hash);
}

} // namespace phi1
