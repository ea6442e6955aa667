// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"
#include "core/jobs/workspace.h"

namespace CLI {
class App;
}

namespace phi1 {

/// --workspace and --corpus of a command that works on one corpus.
struct CorpusOption {
    std::string workspace, corpus;
};
void addCorpusOption(CLI::App &command, CorpusOption &option);

/// A corpus that exists.
struct OpenCorpus {
    Workspace workspace;
    CorpusFiles files;
    SampleRow rows = 0;
};
/// NotFound, naming the corpora there are.
Result<OpenCorpus> openCorpus(const CorpusOption &option);

/// Rows, ascending, that pass a filter written in a JSON file (sample_filter.h), labels included.
Result<std::vector<SampleRow>> rowsOfFilter(const OpenCorpus &corpus, const std::string &file,
                                            Json &filter);

/// "score.NAME" for a NAME of letters, digits, '-', '_' and '.'; Usage for another.
Result<std::string> scoreKey(const std::string &name);

} // namespace phi1
