// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/corpora/store/column.h"
#include "core/synthesis/answer_record.h"
#include "core/synthesis/prompt_plan.h"

namespace phi1 {

/// What there is of one topic for one audience.
struct CoverageCell {
    std::uint64_t planned = 0;  ///< prompts of the plan
    std::uint64_t kept = 0;     ///< samples that the job wrote
    std::uint64_t refused = 0;  ///< answers that it did not keep
    std::uint64_t tokens = 0;   ///< of the kept ones, as the endpoint counted them
    std::uint64_t inCorpus = 0; ///< samples of the corpus, of whatever origin
    std::uint64_t corpusTokens = 0;
};

/// Topics × audiences, row by row.
struct Coverage {
    std::vector<std::string> topics, audiences;
    std::vector<CoverageCell> cells;    ///< [topic × audiences + audience]
    bool corpusTokensEstimated = false; ///< the corpus' tokens were not counted: bytes ÷ 4

    CoverageCell &at(std::size_t topic, std::size_t audience)
    {
        return cells[topic * audiences.size() + audience];
    }
    const CoverageCell &at(std::size_t topic, std::size_t audience) const
    {
        return cells[topic * audiences.size() + audience];
    }
    CoverageCell total() const;
};

/// Fills in a table from a plan, the answers to it, and a corpus.
class CoverageCounter
{
public:
    explicit CoverageCounter(const PromptPlan &plan);
    void add(const AnswerRecord &record); ///< one of a topic or audience not planned is left out
    /// The columns of a corpus, any of them null where there is none; what it has of topics and
    /// audiences that are not planned is left out. Replaces what an earlier call counted.
    void setCorpus(const Column *topic, const Column *audience, const Column *tokens,
                   const Column *bytes);
    const Coverage &coverage() const { return m_coverage; }

private:
    Coverage m_coverage;
    std::map<std::string, std::size_t, std::less<>> m_topics, m_audiences;
};

Json toJson(const Coverage &coverage);

} // namespace phi1
