// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// Trigrams of all texts in CORPUS/substrings.db (FTS5, contentless): which samples can hold a run
/// of characters at all. Whether they do is looked up in their texts. Rows that are not in it yet
/// are scanned, so it may lag behind an import, and may be deleted at any time.
struct SubstringIndexState {
    SampleRow indexed = 0; ///< rows [0, indexed) are in it; 0: there is none
    SampleRow rows = 0;    ///< samples there are
};
Result<SubstringIndexState> substringIndexState(const CorpusFiles &files);

/// Goes on where the last one stopped, in batches that are committed each. The caller holds the
/// corpus' lock. Cancelled when stopped; what was committed stays.
/// @param progress  rows done, rows in all, bytes of text done by this call
Result<SubstringIndexState>
makeSubstringIndex(const CorpusFiles &files, std::stop_token stop,
                   const std::function<void(SampleRow, SampleRow, std::uint64_t)> &progress = {});

} // namespace phi1
