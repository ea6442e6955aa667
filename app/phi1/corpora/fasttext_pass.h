// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/phi1/command_line.h"
#include "app/phi1/corpora/corpus_option.h"
#include "core/base/result.h"

namespace phi1 {

struct FastTextPass {
    CorpusOption corpus;
    std::string classifier; ///< a file of fastText
    std::string name;       ///< of the column score.NAME; empty: the classifier's
    std::string weights;    ///< label_weights.h; empty: the standard
    std::string filter;     ///< a JSON file: only samples that pass; others get no value
    bool replace = false;   ///< begin a column of another classifier or filter anew
    int threads = 0;        ///< 0: one per core
    OutputOptions output;
};

/// Column score.NAME of a corpus: the sum of weight × probability over a classifier's labels, those
/// that it leaves out counting 0; no value for texts without a known feature. Goes on where it was
/// interrupted.
Result<void> runFastTextPass(const FastTextPass &pass);

} // namespace phi1
