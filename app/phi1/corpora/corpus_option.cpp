// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/corpus_option.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

void addCorpusOption(CLI::App &command, CorpusOption &option)
{
    command.add_option("--corpus", option.corpus, "name of the corpus")->required();
    command.add_option("--workspace", option.workspace,
                       "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
}

Result<OpenCorpus> openCorpus(const CorpusOption &option)
{
    OpenCorpus corpus;
    PHI1_ASSIGN(corpus.workspace, workspaceAt(option.workspace));
    PHI1_ASSIGN(corpus.files, corpusFiles(corpus.workspace.corpora(), option.corpus));
    std::error_code ignored;
    if (!std::filesystem::exists(corpus.files.database(), ignored)) {
        std::string names;
        for (const std::string &name : corpusNames(corpus.workspace.corpora()))
            names += (names.empty() ? "" : ", ") + name;
        return failure(ErrorCode::NotFound,
                       concat("There is no corpus '", printable(option.corpus), "' in ",
                              corpus.workspace.root, "; ",
                              names.empty() ? "it has none: `phi1 import` makes one."
                                            : concat("it has ", names, ".")));
    }
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(corpus.files));
    PHI1_ASSIGN(corpus.rows, store.rows());
    return corpus;
}

Result<std::vector<SampleRow>> rowsOfFilter(const OpenCorpus &corpus, const std::string &file,
                                            Json &filter)
{
    PHI1_ASSIGN(filter, readJsonFile(file));
    PHI1_ASSIGN(const SampleFilter wanted, sampleFilterFromJson(filter));
    PHI1_ASSIGN(CorpusView view, openLabelledView(corpus.files, corpus.workspace.database()));
    PHI1_ASSIGN(SampleSearch search, SampleSearch::open(std::move(view)));
    PHI1_ASSIGN(const CompiledFilter compiled, search.compile(wanted));
    PHI1_ASSIGN(const SampleHits hits, search.run(compiled));
    std::vector<SampleRow> rows(hits.rows().begin(), hits.rows().end());
    std::sort(rows.begin(), rows.end());
    return rows;
}

Result<std::string> scoreKey(const std::string &name)
{
    const bool usable =
        !name.empty() && name.size() <= 80 && name.front() != '.' &&
        std::all_of(name.begin(), name.end(), [](unsigned char byte) {
            return std::isalnum(byte) != 0 || byte == '-' || byte == '_' || byte == '.';
        });
    if (!usable)
        return failure(ErrorCode::Usage, concat("'", printable(name),
                                                "' cannot name a score: up to "
                                                "80 letters, digits, '-', '_' and '.' are "
                                                "expected, the first no '.'."));
    return "score." + name;
}

} // namespace phi1
