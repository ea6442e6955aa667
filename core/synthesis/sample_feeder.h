// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"
#include "core/synthesis/answer_record.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// Where a kept answer came from, for the corpus.
/// @param job  name of the job: externalId is JOB/ITEM
SampleOrigin originOfAnswer(const AnswerRecord &record, const SynthesisSpec &spec,
                            const std::string &job, std::uint64_t line);

/// Hands kept answers on to a corpus in batches. The corpus is locked only while a batch is
/// written, so that other work on it goes on; while another holds it, answers wait here and in
/// answers.jsonl. A text that is there already is not added again: what was fed before a crash may
/// be fed anew.
class SampleFeeder
{
public:
    SampleFeeder(CorpusFiles corpus, SynthesisSpec spec, std::string job);

    /// Every answer in the order of answers.jsonl, kept or not: lines are counted.
    void add(const AnswerRecord &record);
    std::size_t waiting() const { return m_waiting.size(); }
    /// Makes the corpus if there is none. Busy if another holds it; nothing is lost then.
    Result<void> flush();
    std::uint64_t added() const { return m_added; } ///< samples that are new to the corpus

private:
    struct Waiting {
        std::string text;
        SampleOrigin origin;
    };
    CorpusFiles m_corpus;
    SynthesisSpec m_spec;
    std::string m_job;
    std::vector<Waiting> m_waiting;
    std::uint64_t m_lines = 0;
    std::uint64_t m_added = 0;
};

} // namespace phi1
