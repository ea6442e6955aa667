// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample_texts.h"
#include "core/quality/facts/code_facts.h"

namespace phi1 {

/// Counts tokens; called by several threads at once.
struct TokenCounter {
    std::function<std::size_t(std::string_view text)> count;
    std::string name;        ///< "CodeGen", for people
    std::string fingerprint; ///< of the tokenizer; another one counts anew
};

struct FactsOptions {
    TokenCounter tokens; ///< without `count` the column `tokens` is left as it is
    /// What the origin of a sample says about its form; by several threads at once. May be empty.
    std::function<SampleForm(SampleRow)> form;
    int threads = 0; ///< 0: one per core
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    std::function<bool()> stopRequested;
};

struct FactsReport {
    SampleRow samples = 0;   ///< of the corpus
    SampleRow begun = 0;     ///< where this call went on
    std::uint64_t bytes = 0; ///< of the texts read by this call
    std::uint64_t tokens = 0;
    std::uint64_t parses = 0, syntaxErrors = 0, noCode = 0; ///< of the texts read by this call
    double seconds = 0.0;
};

/// Writes the columns tokens, parse, comments, undefined, imports and self_contained of a corpus,
/// from where an earlier call ended; what is written survives SIGKILL, a thousand rows at a time.
/// The columns say by their facts which program and tokenizer made them; those of another version
/// or tokenizer are replaced. The caller holds the corpus' lock.
/// @param rows  samples there are
/// @return Cancelled where it was stopped
Result<FactsReport> writeFacts(const CorpusFiles &files, SampleRow rows,
                               const OpenSampleTexts &openTexts, const FactsOptions &options);

} // namespace phi1
