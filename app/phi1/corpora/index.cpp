// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <memory>
#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/corpus_option.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/search/substring_index.h"

namespace phi1 {

namespace {

struct IndexCommand {
    CorpusOption corpus;
    OutputOptions display;
    std::string job;
};

Result<void> makeIndex(const IndexCommand &options)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(options.corpus));
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(corpus.files, "phi1 index"));
    PHI1_ASSIGN(const SubstringIndexState before, substringIndexState(corpus.files));
    const auto begin = std::chrono::steady_clock::now();
    Progress progress(options.display, "Indexing", "samples");
    progress.startAt(before.indexed);
    std::stop_source stop;
    std::uint64_t read = 0;
    PHI1_ASSIGN(const SubstringIndexState state,
                makeSubstringIndex(corpus.files, stop.get_token(),
                                   [&](SampleRow done, SampleRow total, std::uint64_t bytes) {
                                       read = bytes;
                                       progress.update(done, total);
                                       if (StopSignals::stopRequested())
                                           stop.request_stop();
                                   }));
    progress.finish();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (options.display.json) {
        const Json json = {
            {"corpus", corpus.files.name()}, {"samples", state.rows}, {"indexed", state.indexed},
            {"from", before.indexed},        {"bytes", read},         {"seconds", seconds}};
        std::fputs((dumpJson(json) + "\n").c_str(), stdout);
        return {};
    }
    const std::string text =
        concat(corpus.files.name(), ": substrings of ", state.indexed, " samples are indexed (",
               state.indexed - before.indexed, " new, ", formatBytes(read), " of text in ",
               formatDuration(seconds), ")\n");
    std::fputs(text.c_str(), stdout);
    return {};
}

} // namespace

void addIndexCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<IndexCommand>();
    CLI::App *command =
        registry.add("index", "make or go on with the index of substrings of a corpus", [options] {
            return runAsJob(options->job, "index", [&] { return makeIndex(*options); });
        });
    addCorpusOption(*command, options->corpus);
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
