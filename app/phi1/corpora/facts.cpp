// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/bundled_tokenizer.h"
#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/corpus_option.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/quality/facts/facts_pass.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

struct FactsCommand {
    CorpusOption corpus;
    std::string tokenizer;
    int threads = 0;
    OutputOptions display;
    std::string job;
};

TokenCounter tokenCounter(const std::shared_ptr<const Tokenizer> &tokenizer, std::string name)
{
    const auto count = [tokenizer](std::string_view text) {
        thread_local std::vector<TokenId> ids;
        ids.clear();
        tokenizer->encode(text, SpecialTokens::AsText, ids);
        return ids.size();
    };
    return {count, std::move(name), tokenizer->fingerprint()};
}

/// What the kinds of a corpus say about its samples; paths are not looked at, since that would read
/// every row twice.
Result<std::function<SampleForm(SampleRow)>> formsOf(const CorpusFiles &files)
{
    Result<Column> kinds = Column::open(files.column(columnKey::kind));
    if (!kinds && kinds.error().code == ErrorCode::NotFound)
        return std::function<SampleForm(SampleRow)>();
    if (!kinds)
        return failure(std::move(kinds));
    std::vector<SampleForm> forms;
    for (const std::string &name : kinds->info().names)
        forms.push_back(sampleForm(name, {}));
    return [column = *kinds, forms](SampleRow row) {
        const auto values = column.counts();
        const std::uint32_t value = row < values.size() ? values[row] : missingCount;
        return value < forms.size() ? forms[value] : SampleForm::Unknown;
    };
}

Json toJson(const std::string &corpus, const FactsReport &report, const FactsOptions &settings)
{
    return {{"corpus", corpus},         {"samples", report.samples},
            {"from", report.begun},     {"tokenizer", settings.tokens.name},
            {"tokens", report.tokens},  {"bytes", report.bytes},
            {"parses", report.parses},  {"syntax_errors", report.syntaxErrors},
            {"no_code", report.noCode}, {"seconds", report.seconds}};
}

Result<void> facts(const FactsCommand &options)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(options.corpus));
    const CorpusFiles &files = corpus.files;
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(files, "phi1 facts"));
    const std::filesystem::path folder =
        options.tokenizer.empty() ? bundledTokenizer() : std::filesystem::path(options.tokenizer);
    using SharedTokenizer = std::shared_ptr<const Tokenizer>;
    PHI1_ASSIGN(const SharedTokenizer tokenizer, loadTokenizer(folder));
    FactsOptions settings;
    settings.tokens =
        tokenCounter(tokenizer, options.tokenizer.empty() ? "CodeGen" : folder.string());
    PHI1_ASSIGN(settings.form, formsOf(files));
    settings.threads = options.threads;
    settings.stopRequested = StopSignals::stopRequested;
    Progress progress(options.display, "Reading", "samples");
    bool isFirst = true;
    settings.progress = [&](std::uint64_t done, std::uint64_t total) {
        if (isFirst)
            progress.startAt(static_cast<std::int64_t>(done));
        isFirst = false;
        progress.update(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
    };
    PHI1_ASSIGN(const FactsReport report,
                writeFacts(files, corpus.rows, textsOfCorpus(files), settings));
    progress.finish();
    if (options.display.json) {
        std::fputs((dumpJson(toJson(files.name(), report, settings)) + "\n").c_str(), stdout);
        return {};
    }
    const double seconds = std::max(report.seconds, 1e-9);
    std::fputs(
        concat(files.name(), ": read ", report.samples - report.begun, " of ", report.samples,
               " samples, ", formatBytes(report.bytes), " and ", report.tokens, " tokens; ",
               report.parses, " are or hold code that parses, ", report.syntaxErrors,
               " code that does not, ", report.noCode, " no code; ", formatDuration(report.seconds),
               ", ",
               formatBytes(static_cast<std::uint64_t>(static_cast<double>(report.bytes) / seconds)),
               "/s\n")
            .c_str(),
        stdout);
    return {};
}

} // namespace

void addFactsCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<FactsCommand>();
    CLI::App *command = registry.add(
        "facts", "count tokens and look at the code of every sample of a corpus",
        [options] { return runAsJob(options->job, "facts", [&] { return facts(*options); }); });
    addCorpusOption(*command, options->corpus);
    command->add_option("--tokenizer", options->tokenizer,
                        "folder of a tokenizer; without it phi-1's own is used");
    command->add_option("--threads", options->threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
