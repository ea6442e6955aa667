// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/import/corpus_import.h"
#include "core/jobs/workspace.h"

namespace phi1 {

namespace {

/// Members of a sample that an option can set for all of them.
constexpr std::array<const char *, 8> constantKeys = {"source",  "kind",      "topic",  "audience",
                                                      "licence", "generator", "prompt", "settings"};
/// Broken lines told on a terminal; --json tells a thousand.
constexpr std::size_t linesShown = 10;

struct ImportCommand {
    std::vector<std::string> inputs;
    std::string workspace, corpus;
    std::vector<std::string> fields, extensions;
    std::map<std::string, std::string> constants;
    OutputOptions display;
    std::string job;
};

Result<FieldMapping> mappingOf(const ImportCommand &options)
{
    FieldMapping mapping;
    for (const std::string &field : options.fields)
        PHI1_TRY(mapping.setField(field));
    for (const auto &[key, value] : options.constants)
        if (!value.empty())
            PHI1_TRY(mapping.setConstant(key, value));
    return mapping;
}

Json toJson(const std::string &corpus, const ImportSummary &summary, double seconds)
{
    Json json;
    json["corpus"] = corpus;
    json["samples"] = summary.samples;
    json["imported"] = summary.imported;
    json["duplicates"] = summary.duplicates;
    json["duplicate_ids"] = summary.duplicateIds;
    json["problems"] = summary.problems;
    Json &lines = json["broken_lines"] = Json::array();
    for (const ImportProblem &problem : summary.brokenLines)
        lines.push_back(
            {{"input", problem.input}, {"line", problem.line}, {"message", problem.message}});
    json["binary_files"] = summary.binaryFiles;
    json["errors"] = summary.errors;
    json["interrupted"] = summary.interrupted;
    json["seconds"] = seconds;
    json["bytes"] = summary.textBytes;
    return json;
}

std::string perSecond(std::uint64_t bytes, double seconds)
{
    const double speed = seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
    return concat(formatBytes(static_cast<std::uint64_t>(speed)), "/s");
}

std::string toText(const std::string &corpus, const ImportSummary &summary, double seconds)
{
    std::string text =
        concat(corpus, ": ", summary.imported, " samples imported, ", summary.duplicates,
               " were there already; now ", summary.samples, " (", formatBytes(summary.textBytes),
               " of text in ", formatDuration(seconds), ", ", perSecond(summary.textBytes, seconds),
               ")\n");
    if (summary.duplicateIds > 0)
        text += concat(summary.duplicateIds,
                       " identifiers were met before with another text; both samples are kept\n");
    if (summary.binaryFiles > 0)
        text += concat(summary.binaryFiles, " binary or empty files were skipped\n");
    if (summary.problems > 0)
        text += concat(summary.problems, " could not be imported:\n");
    for (std::size_t i = 0; i < std::min(summary.brokenLines.size(), linesShown); ++i) {
        const ImportProblem &problem = summary.brokenLines[i];
        const std::string line = problem.line > 0 ? concat(", line ", problem.line) : std::string();
        text += concat("  ", printable(problem.input), line, ": ", printable(problem.message, 400),
                       "\n");
    }
    if (summary.problems > linesShown)
        text += "  … (--json tells the first thousand)\n";
    return text;
}

Result<void> import(const ImportCommand &options)
{
    StopSignals::install();
    const auto begin = std::chrono::steady_clock::now();
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(options.workspace));
    PHI1_ASSIGN(const CorpusFiles corpus, corpusFiles(workspace.corpora(), options.corpus));
    PHI1_ASSIGN(const FieldMapping mapping, mappingOf(options));
    PHI1_ASSIGN(const std::vector<ImportFile> files,
                importFiles({options.inputs.begin(), options.inputs.end()}, options.extensions));
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    Progress progress(options.display, "Importing", "bytes");
    PHI1_ASSIGN(const ImportSummary summary,
                importCorpus(corpus, files, mapping, StopSignals::stopRequested,
                             [&](const ImportProgress &told) {
                                 progress.update(static_cast<std::int64_t>(told.bytesRead),
                                                 static_cast<std::int64_t>(told.bytesTotal),
                                                 concat(told.documents, " documents, ",
                                                        perSecond(told.textBytes, elapsed())));
                             }));
    progress.finish();
    const std::string text = options.display.json
                                 ? dumpJson(toJson(corpus.name(), summary, elapsed())) + "\n"
                                 : toText(corpus.name(), summary, elapsed());
    std::fputs(text.c_str(), stdout);
    if (summary.interrupted)
        return failure(ErrorCode::Cancelled,
                       concat("interrupted; ", summary.samples, " samples are in the corpus ",
                              corpus.name(), ", and the same command goes on"));
    if (!summary.errors.empty()) {
        const std::size_t others = summary.errors.size() - 1;
        return failure(ErrorCode::Corrupt,
                       concat(summary.errors.front(),
                              summary.imported + summary.duplicates > 0
                                  ? "; what came before is imported"
                                  : "",
                              others > 0 ? concat(" (and ", others, " more inputs)") : ""));
    }
    return {};
}

} // namespace

void addImportCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<ImportCommand>();
    CLI::App *command =
        registry.add("import", "bring samples from files into a corpus of a workspace", [options] {
            return runAsJob(options->job, "import", [&] { return import(*options); });
        });
    command
        ->add_option("INPUT", options->inputs,
                     "JSONL (.jsonl, .ndjson) and Parquet files, other files as one sample each "
                     "(all but Parquet also .gz or .zst), and folders of them")
        ->required();
    command->add_option("--corpus", options->corpus, "name of the corpus; made if it is new")
        ->required();
    command->add_option("--workspace", options->workspace,
                        "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
    command
        ->add_option("--field", options->fields,
                     "KEY=NAME, KEY one of text, title, source, kind, topic, audience, licence, "
                     "generator, prompt, settings, path, id; several names are joined: "
                     "text=context+prompt+completion; dots reach into objects")
        ->allow_extra_args(false);
    for (const char *key : constantKeys)
        command->add_option(concat("--", key), options->constants[key],
                            concat("the ", key, " of all samples"));
    command->add_option("--extension", options->extensions, "only these files of folders: py, txt")
        ->allow_extra_args(false);
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
