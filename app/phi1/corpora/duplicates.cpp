// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/corpus_option.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/duplicates/duplicate_pass.h"
#include "core/corpora/duplicates/near_duplicates.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

struct DuplicatesCommand {
    CorpusOption corpus;
    double threshold = 0.8;
    int threads = 0;
    std::optional<SampleRow> of;
    std::size_t limit = 100;
    OutputOptions display;
    std::string job;
};

std::string decimals(double value)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

/// Memory of this process that is no file: what is mapped goes when others need the room.
std::uint64_t anonymousMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("RssAnon:"))
            return std::strtoull(line.c_str() + 8, nullptr, 10) * 1024;
    }
    return 0;
}

Json toJson(const std::string &corpus, const DuplicateReport &report, double threshold,
            std::uint64_t memory)
{
    return {{"corpus", corpus},
            {"threshold", threshold},
            {"samples", report.samples},
            {"clusters", report.clusters},
            {"in_clusters", report.clustered},
            {"without_tokens", report.empty},
            {"candidates", report.candidates},
            {"compared", report.compared},
            {"links", report.links},
            {"signing_seconds", report.signingSeconds},
            {"comparing_seconds", report.comparingSeconds},
            {"memory_bytes", memory}};
}

Result<void> find(const DuplicatesCommand &options)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(options.corpus));
    const CorpusFiles &files = corpus.files;
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(files, "phi1 duplicates"));
    std::unique_ptr<Progress> progress;
    std::string shown;
    std::uint64_t memory = 0;
    DuplicateOptions settings;
    settings.threshold = options.threshold;
    settings.threads = options.threads;
    settings.stopRequested = StopSignals::stopRequested;
    settings.progress = [&](std::string_view stage, std::uint64_t done, std::uint64_t total) {
        if (stage != shown) {
            progress.reset();
            progress =
                std::make_unique<Progress>(options.display, std::string(stage),
                                           stage == "Signing" ? "samples" : "samples of bands");
            progress->startAt(static_cast<std::int64_t>(done));
            shown = stage;
        }
        progress->update(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
        memory = std::max(memory, anonymousMemory());
    };
    PHI1_ASSIGN(const DuplicateReport report,
                findDuplicates(files, corpus.rows, textsOfCorpus(files), settings));
    progress.reset();
    if (options.display.json) {
        std::fputs(
            (dumpJson(toJson(files.name(), report, options.threshold, memory)) + "\n").c_str(),
            stdout);
        return {};
    }
    std::fputs(concat(files.name(), ": ", report.clustered, " of ", report.samples,
                      " samples are near-duplicates (Jaccard index of ",
                      decimals(options.threshold), " or more), in ", report.clusters,
                      " clusters; without them ",
                      report.samples - report.clustered + report.clusters, " samples are left; ",
                      report.compared, " pairs compared by their texts, ",
                      formatDuration(report.signingSeconds + report.comparingSeconds), "\n")
                   .c_str(),
               stdout);
    return {};
}

Result<void> list(const DuplicatesCommand &options)
{
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(options.corpus));
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(corpus.files));
    PHI1_ASSIGN(const NearDuplicates near, NearDuplicates::open(corpus.files));
    if (*options.of >= near.rows())
        return failure(ErrorCode::NotFound,
                       concat("sample ", *options.of, " is not among the ", near.rows(),
                              " whose near-duplicates were looked for; run `phi1 duplicates` anew "
                              "if it was imported later"));
    PHI1_ASSIGN(const std::unique_ptr<SampleTexts> texts, textsOfCorpus(corpus.files)());
    PHI1_ASSIGN(const std::vector<NearDuplicate> members,
                near.of(*options.of, texts.get(), options.limit));
    Json json = {{"corpus", corpus.files.name()},
                 {"row", *options.of},
                 {"threshold", near.threshold()},
                 {"cluster", near.clusterSize(*options.of)},
                 {"near", Json::array()}};
    std::string text = concat("sample ", *options.of, ": ", members.size(), " near-duplicates\n");
    for (const NearDuplicate &member : members) {
        PHI1_ASSIGN(const Sample sample, store.sample(member.row));
        const std::string &title = sample.origin.title;
        json["near"].push_back({{"row", member.row},
                                {"hash", sample.hash.hex()},
                                {"jaccard", member.exact},
                                {"estimated", member.estimated},
                                {"title", title}});
        text += concat("  ", decimals(member.exact), "  ", member.row, "  ",
                       printable(title.empty() ? sample.text : title, 80), "\n");
    }
    std::fputs((options.display.json ? dumpJson(json) + "\n" : text).c_str(), stdout);
    return {};
}

} // namespace

void addDuplicatesCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<DuplicatesCommand>();
    CLI::App *command =
        registry.add("duplicates", "find near-duplicates among the samples of a corpus", [options] {
            if (options->of)
                return list(*options);
            return runAsJob(options->job, "duplicates", [&] { return find(*options); });
        });
    addCorpusOption(*command, options->corpus);
    command
        ->add_option("--threshold", options->threshold,
                     "Jaccard index of their shingles of five tokens from which two samples are "
                     "near-duplicates")
        ->check(CLI::Range(0.5, 1.0))
        ->capture_default_str();
    command->add_option("--of", options->of, "list the near-duplicates of this row instead");
    command->add_option("--limit", options->limit, "with --of: at most so many")
        ->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
