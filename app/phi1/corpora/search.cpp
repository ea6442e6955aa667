// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/corpus_search.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/workspace.h"

namespace phi1 {

namespace {

struct SearchCommand {
    std::string query, mode = "words", filterFile, workspace, order = "document", job;
    std::vector<std::string> corpora, where;
    bool matchCase = false, withoutNearDuplicates = false;
    std::size_t limit = 20;
    OutputOptions display;
};

/// An answer that was left out and why.
struct LeftOut {
    std::string corpus;
    Error error;
};

Result<CorpusQuestion> questionOf(const SearchCommand &options)
{
    CorpusQuestion question;
    if (!options.filterFile.empty()) {
        PHI1_ASSIGN(const Json json, readJsonFile(options.filterFile));
        PHI1_ASSIGN(question.filter, sampleFilterFromJson(json));
    }
    if (!options.query.empty()) {
        question.filter.text.text = options.query;
        question.filter.text.matchCase = options.matchCase;
        question.filter.text.mode = options.mode == "regex"       ? TextMode::Regex
                                    : options.mode == "substring" ? TextMode::Substring
                                                                  : TextMode::Words;
    }
    if (options.withoutNearDuplicates)
        question.filter.withoutNearDuplicates = true;
    for (const std::string &condition : options.where) {
        const auto equals = condition.find('=');
        if (equals == std::string::npos || equals == 0)
            return failure(ErrorCode::Usage, concat("--where ", printable(condition),
                                                    " has no '='; expected "
                                                    "KEY=VALUE or KEY=LOW..HIGH"));
        question.where.emplace_back(condition.substr(0, equals), condition.substr(equals + 1));
    }
    question.order = sampleOrderFromText(options.order);
    question.limit = options.limit;
    return question;
}

Json toJson(const std::vector<CorpusAnswer> &answers, const std::vector<LeftOut> &leftOut,
            std::size_t limit)
{
    Json json = {{"total", 0}, {"partial", false}, {"hits", Json::array()}};
    std::uint64_t total = 0;
    Json corpora = Json::array();
    for (const CorpusAnswer &answer : answers) {
        total += answer.hits.total();
        if (!answer.hits.isExact())
            json["partial"] = true;
        Json about = {{"corpus", answer.corpus}, {"total", answer.hits.total()}};
        if (!answer.hits.partial().empty())
            about["partial"] = answer.hits.partial();
        if (!answer.hits.remark().empty())
            about["remark"] = answer.hits.remark();
        if (answer.hits.gaveUp() > 0)
            about["gave_up"] = answer.hits.gaveUp();
        about["seconds"] = answer.seconds;
        corpora.push_back(std::move(about));
        for (const ShownHit &hit : answer.shown) {
            if (json["hits"].size() < limit)
                json["hits"].push_back(toJson(answer.corpus, hit));
        }
    }
    json["total"] = total;
    json["corpora"] = std::move(corpora);
    for (const LeftOut &left : leftOut)
        json["left_out"].push_back({{"corpus", left.corpus}, {"message", left.error.message}});
    return json;
}

std::string toText(const std::vector<CorpusAnswer> &answers, std::size_t limit)
{
    std::string text;
    std::size_t shown = 0;
    for (const CorpusAnswer &answer : answers) {
        text += concat(answer.corpus, ": ", answer.hits.total(), " of ", answer.rows, " samples");
        for (const std::string &remark : {answer.hits.partial(), answer.hits.remark()}) {
            if (!remark.empty())
                text += "; " + printable(remark, 400);
        }
        text += "\n";
        for (const ShownHit &hit : answer.shown) {
            if (shown++ < limit)
                text += toText(hit);
        }
    }
    return text;
}

Result<void> search(const SearchCommand &options)
{
    StopSignals::install();
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(options.workspace));
    PHI1_ASSIGN(const CorpusQuestion question, questionOf(options));
    const bool all = options.corpora.empty();
    const auto names = all ? corpusNames(workspace.corpora()) : options.corpora;
    if (names.empty())
        return failure(ErrorCode::NotFound, concat(workspace.root, " has no corpus to search; "
                                                                   "`phi1 import` makes one"));
    Progress progress(options.display, "Searching", "samples");
    std::vector<CorpusAnswer> answers;
    std::vector<LeftOut> leftOut;
    for (const std::string &name : names) {
        auto answer = askCorpus(workspace, name, question, progress);
        if (answer) {
            answers.push_back(std::move(*answer));
            continue;
        }
        // Where all are asked, one may well lack a column that another has.
        if (!all || answer.error().code != ErrorCode::Usage)
            return failure(std::move(answer));
        leftOut.push_back({name, std::move(answer).error()});
    }
    progress.finish();
    if (answers.empty())
        return failure(leftOut.front().error.code, leftOut.front().error.message);
    const std::string text = options.display.json
                                 ? dumpJson(toJson(answers, leftOut, options.limit)) + "\n"
                                 : toText(answers, options.limit);
    std::fputs(text.c_str(), stdout);
    for (const LeftOut &left : leftOut) {
        if (!options.display.json)
            std::fprintf(stderr, "%s was left out: %s\n", left.corpus.c_str(),
                         printable(left.error.message, 400).c_str());
    }
    return {};
}

} // namespace

void addSearchCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<SearchCommand>();
    CLI::App *command = registry.add(
        "search", "find samples by words, substrings or regular expressions",
        [options] { return runAsJob(options->job, "search", [&] { return search(*options); }); });
    command->add_option("QUERY", options->query,
                        "words: a b, \"a phrase\", begin*, a OR b, NOT a, (…), title:a, "
                        "source:a, tokens:>100; empty: every sample");
    command->add_option("--mode", options->mode, "how QUERY is meant")
        ->check(CLI::IsMember({"words", "substring", "regex"}))
        ->capture_default_str();
    command->add_flag("--match-case", options->matchCase,
                      "upper and lower case differ (substring, regex)");
    command->add_option("--corpus", options->corpora, "name of a corpus (default: all)")
        ->allow_extra_args(false);
    command->add_option("--workspace", options->workspace,
                        "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
    command
        ->add_option("--where", options->where,
                     "a column's value: KEY=VALUE, KEY=LOW..HIGH, KEY=none")
        ->allow_extra_args(false);
    command->add_option("--filter", options->filterFile,
                        "a filter as the window and recipes write it (JSON)");
    command->add_flag("--without-near-duplicates", options->withoutNearDuplicates,
                      "only the first of each cluster");
    command
        ->add_option("--order", options->order,
                     "document, relevance, KEY of a column or -KEY for descending")
        ->capture_default_str();
    command->add_option("--limit", options->limit, "hits shown")
        ->check(CLI::Range(std::size_t{0}, std::size_t{100'000}))
        ->capture_default_str();
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
