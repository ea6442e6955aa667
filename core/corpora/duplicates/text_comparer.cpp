// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/text_comparer.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/corpora/duplicates/shingles.h"

namespace phi1 {

Result<TextComparer::Pointer> TextComparer::shingles(SampleRow row)
{
    if (const auto found = m_byRow.find(row); found != m_byRow.end()) {
        m_recent.splice(m_recent.begin(), m_recent, found->second);
        return m_recent.front();
    }
    auto made = std::make_shared<Shingles>();
    PHI1_TRY(m_texts.read(row, row + 1, [&](SampleRow, std::string_view text) {
        made->row = row;
        made->bytes = text.size();
        made->sampling = shingleSampling(text.size());
        made->hashes = shinglesOf(text, made->sampling);
        return true;
    }));
    if (made->row == noSample)
        return failure(ErrorCode::NotFound, concat("sample ", row, " is not in the corpus"));
    m_used += made->hashes.size() * sizeof(std::uint64_t);
    m_recent.push_front(made);
    m_byRow[row] = m_recent.begin();
    while (m_used > m_budget && m_recent.size() > 2) {
        m_used -= m_recent.back()->hashes.size() * sizeof(std::uint64_t);
        m_byRow.erase(m_recent.back()->row);
        m_recent.pop_back();
    }
    return m_recent.front();
}

Result<double> TextComparer::jaccard(SampleRow a, SampleRow b)
{
    PHI1_ASSIGN(const Pointer first, shingles(a));
    PHI1_ASSIGN(const Pointer second, shingles(b));
    const unsigned sampling = std::max(first->sampling, second->sampling);
    const auto sampled = [&](const Shingles &from) {
        const std::uint64_t mask = (std::uint64_t{1} << sampling) - 1;
        std::vector<std::uint64_t> kept;
        std::copy_if(from.hashes.begin(), from.hashes.end(), std::back_inserter(kept),
                     [mask](std::uint64_t hash) { return (hash & mask) == 0; });
        return kept;
    };
    if (first->sampling != sampling)
        return phi1::jaccard(sampled(*first), second->hashes);
    if (second->sampling != sampling)
        return phi1::jaccard(first->hashes, sampled(*second));
    return phi1::jaccard(first->hashes, second->hashes);
}

} // namespace phi1
