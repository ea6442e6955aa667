// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/corpora/store/sample.h"
#include "core/synthesis/answer_record.h"

namespace phi1 {

/// Refuses texts that are there already: the very text by its hash, and one too like another by
/// MinHash over word shingles (core/corpora/duplicates; the index is estimated, standard deviation
/// 0.035). Some 1 kB a text.
class AnswerFilter
{
public:
    /// @param nearDuplicate  Jaccard index from which on a text is refused; above 1: none is
    explicit AnswerFilter(double nearDuplicate);
    AnswerFilter(AnswerFilter &&) noexcept;
    AnswerFilter &operator=(AnswerFilter &&) noexcept;
    ~AnswerFilter();

    struct Verdict {
        AnswerOutcome outcome = AnswerOutcome::Kept; ///< or Duplicate, NearDuplicate
        std::string message;                         ///< "0.93 like answer 17"
    };
    Verdict judge(std::string_view text, const SampleHash &hash) const;
    void add(std::uint64_t item, std::string_view text, const SampleHash &hash);
    /// Of a sample of the corpus: refused as a duplicate only.
    void addKnown(const SampleHash &hash);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace phi1
