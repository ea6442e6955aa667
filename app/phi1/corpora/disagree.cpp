// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/command_line.h"
#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/corpus_option.h"
#include "app/phi1/job.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_store.h"
#include "core/quality/disagreement.h"

namespace phi1 {

namespace {

constexpr std::size_t titleBytes = 100;

struct DisagreeCommand {
    CorpusOption corpus;
    std::string first, second, filter;
    std::size_t limit = 20;
    OutputOptions output;
    std::string job;
};

/// A column of numbers by its key, or score.NAME by its name.
Result<Column> scoreOf(const OpenCorpus &corpus, const std::string &name)
{
    auto column = Column::open(corpus.files.column(name));
    if (!column && column.error().code == ErrorCode::NotFound)
        column = Column::open(corpus.files.column("score." + name));
    if (column && column->info().type == ColumnType::Number)
        return std::move(*column);
    if (column)
        return failure(ErrorCode::Usage, concat(printable(name), " is no column of numbers."));
    if (column.error().code != ErrorCode::NotFound)
        return column;
    std::vector<std::string> problems;
    PHI1_ASSIGN(const std::vector<Column> columns, openColumns(corpus.files, problems));
    std::string names;
    for (const Column &one : columns) {
        if (one.info().type == ColumnType::Number)
            names += (names.empty() ? "" : ", ") + one.info().key;
    }
    return failure(ErrorCode::NotFound,
                   concat("The corpus ", corpus.files.name(), " has no score '", printable(name),
                          "'; ", names.empty() ? "it has none: `phi1 score` makes one." : names));
}

/// The title of a sample, or its first line.
std::string titleOf(const SampleHead &head)
{
    const std::string_view text = head.title.empty() ? head.excerpt : head.title;
    return printable(text.substr(0, text.find('\n')), titleBytes);
}

Result<void> disagree(const DisagreeCommand &command)
{
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(command.corpus));
    PHI1_ASSIGN(const Column first, scoreOf(corpus, command.first));
    PHI1_ASSIGN(const Column second, scoreOf(corpus, command.second));
    std::vector<SampleRow> among;
    if (!command.filter.empty()) {
        Json filter;
        PHI1_ASSIGN(among, rowsOfFilter(corpus, command.filter, filter));
        if (among.empty())
            return failure(ErrorCode::NotFound, "No sample passes the filter.");
    }
    PHI1_ASSIGN(const DisagreementReport report,
                disagreements(first.numbers(), second.numbers(), among, command.limit, {}));
    if (report.samples == 0)
        return failure(ErrorCode::NotFound, concat("No sample has both ", first.info().key, " and ",
                                                   second.info().key, "."));
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(corpus.files));
    std::vector<SampleRow> rows;
    for (const Disagreement &sample : report.samplesByDifference)
        rows.push_back(sample.row);
    PHI1_ASSIGN(const std::vector<SampleHead> heads, store.heads(rows, 4 * titleBytes));

    Json json = {{"corpus", corpus.files.name()},
                 {"first", first.info().key},
                 {"second", second.info().key}};
    json.update(toJson(report));
    char line[160];
    std::snprintf(line, sizeof line, "rank correlation %.3f, mean difference of ranks %.3f\n",
                  report.correlation, report.meanDifference);
    std::string text = concat(first.info().key, " and ", second.info().key, " of ", report.samples,
                              " samples: ", line);
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const Disagreement &sample = report.samplesByDifference[i];
        json["rows"][i]["title"] = titleOf(heads[i]);
        std::snprintf(line, sizeof line, "%9u  %8.3f (above %3.0f %%)  %8.3f (above %3.0f %%)  ",
                      sample.row + 1, double{sample.first}, double{sample.firstRank} * 100,
                      double{sample.second}, double{sample.secondRank} * 100);
        text += concat(line, titleOf(heads[i]), "\n");
    }
    std::fputs((command.output.json ? dumpJson(json) + "\n" : text).c_str(), stdout);
    return {};
}

} // namespace

void addDisagreeCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<DisagreeCommand>();
    CLI::App *command = registry.add(
        "disagree", "the samples of a corpus that two scores judge most differently", [options] {
            return runAsJob(options->job, "disagree", [&] { return disagree(*options); });
        });
    command->add_option("FIRST", options->first, "a score, or any column of numbers")->required();
    command->add_option("SECOND", options->second, "the other one")->required();
    addCorpusOption(*command, options->corpus);
    command->add_option("--rows-of", options->filter,
                        "only samples that pass this filter, a JSON file");
    command->add_option("--limit", options->limit, "samples listed")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    addOutputOptions(*command, options->output);
    addJobOption(*command, options->job);
}

} // namespace phi1
