// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// What `phi1 bench search` asks, 200 of each, the same in every run over the same corpus.
struct SearchQuestions {
    std::vector<std::string> uniform;      ///< different words of 2000 samples, each as likely
    std::vector<std::string> byOccurrence; ///< words at random places: mostly the common ones
    std::vector<std::string> phrases;      ///< two or three words in a row at random places
    std::vector<std::string> needles;      ///< 40 runs of 6 to 20 characters within a line
};
Result<SearchQuestions> searchQuestions(const CorpusFiles &files, SampleRow rows);

} // namespace phi1
