// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/search_questions.h"
#include "core/base/text.h"
#include "core/corpora/search/label_names.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/search/substring_index.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t pageRows = 50; // more than a tall window shows
/// What a list reads of a text.
constexpr std::size_t excerptBytes = 400;

double millisecondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// The smallest value that is not below 95 of 100.
double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

/// One figure: p95 by repetition, median and maximum of all in the details.
class Figure
{
public:
    Figure(std::string name, std::string note)
    {
        m_row.name = "search/" + std::move(name);
        m_row.unit = "ms";
        m_row.lowerIsBetter = true;
        m_row.note = std::move(note);
    }
    void add(double milliseconds) { m_now.push_back(milliseconds); }
    void endRepetition()
    {
        if (m_now.empty())
            return;
        m_row.ours.push_back(percentile(m_now, 0.95));
        m_all.insert(m_all.end(), m_now.begin(), m_now.end());
        m_now.clear();
    }
    Json json()
    {
        m_row.details = {{"questions", m_all.size()},
                         {"p50", percentile(m_all, 0.5)},
                         {"p95", percentile(m_all, 0.95)},
                         {"slowest", percentile(m_all, 1)}};
        return toJson(m_row);
    }
    bool isEmpty() const { return m_row.ours.empty(); }

private:
    BenchRow m_row;
    std::vector<double> m_now, m_all;
};

/// Columns that passes would have written: lengths in tokens, a score, some labels.
void addMadeColumns(CorpusView &view)
{
    const auto *bytes = view.column(columnKey::bytes);
    std::vector<std::uint32_t> tokens, labels;
    std::vector<float> scores;
    for (SampleRow row = 0; row < view.rows(); ++row) {
        const auto mixed = static_cast<std::uint32_t>((row * 0x9e3779b97f4a7c15ull) >> 40);
        tokens.push_back(bytes && row < bytes->counts().size() ? bytes->counts()[row] / 3 : mixed);
        scores.push_back(static_cast<float>(mixed % 10'000) / 10'000.0f);
        labels.push_back(mixed % 50 < 5 ? mixed % 5 : missingCount);
    }
    view.setColumn(Column::ofCounts(std::string(columnKey::tokens), std::move(tokens)));
    view.setColumn(Column::ofNumbers("score.made", std::move(scores)));
    view.setColumn(Column::ofCategories(std::string(columnKey::label),
                                        {labelNames.begin(), labelNames.end()}, std::move(labels)));
}

struct SearchFigures {
    std::map<std::string, Figure> byName;

    Figure &of(const std::string &name, const std::string &note)
    {
        return byName.try_emplace(name, name, note).first->second;
    }
};

/// First page, total, a later page, relevance: each question once, nothing remembered.
Result<void> ask(SampleSearch &search, const SampleStore &store, const std::string &kind,
                 const std::vector<std::string> &questions, SearchFigures &figures)
{
    std::size_t number = 0;
    for (const auto &text : questions) {
        SampleFilter filter;
        filter.text.text = text;
        auto begin = Clock::now();
        PHI1_ASSIGN(const auto compiled, search.compile(filter));
        PHI1_ASSIGN(const auto page, search.firstPage(compiled, pageRows));
        PHI1_TRY(store.heads(page, excerptBytes));
        figures.of("first page, " + kind, "50 rows with excerpts; 50 ms are allowed")
            .add(millisecondsSince(begin));
        begin = Clock::now();
        PHI1_ASSIGN(const auto hits, search.run(compiled));
        figures.of("total, " + kind, "of the whole set; 100 ms are allowed")
            .add(millisecondsSince(begin));
        if (hits.total() > pageRows) {
            const auto rank =
                static_cast<std::size_t>(++number * 0x9e3779b9u) % (hits.total() - pageRows);
            begin = Clock::now();
            PHI1_TRY(store.heads(hits.rows().subspan(rank, pageRows), excerptBytes));
            figures.of("later page, " + kind, "50 rows with excerpts anywhere; 5 ms are allowed")
                .add(millisecondsSince(begin));
        }
        if (hits.total() < relevanceLimit && hits.total() > 0) {
            begin = Clock::now();
            PHI1_TRY(search.ordered(hits, compiled, {SampleOrder::By::Relevance, {}, false}));
            figures.of("by relevance, " + kind, "below 50 000 hits; 50 ms are allowed")
                .add(millisecondsSince(begin));
        }
    }
    return {};
}

/// Filters as somebody moves them, with and without words.
Result<void> moveFilters(SampleSearch &search, const std::vector<std::string> &words,
                         SearchFigures &figures)
{
    PHI1_ASSIGN(const auto everything, search.compile({}));
    auto begin = Clock::now();
    PHI1_TRY(search.facets(everything));
    figures.of("facets, the first time", "bins and totals of all columns are found")
        .add(millisecondsSince(begin));
    const auto *kinds = search.view().column(columnKey::kind);
    for (int i = 0; i < 100; ++i) {
        SampleFilter filter;
        if (i % 2 != 0)
            filter.text.text = words[static_cast<std::size_t>(i) % words.size()];
        filter.numbers.push_back(
            {"tokens", 100.0 + 5 * i, std::numeric_limits<double>::infinity(), false});
        if (i % 3 == 0)
            filter.numbers.push_back({"score.made", 0.005 * i, 1, i % 2 == 0});
        if (i % 4 == 0 && kinds && !kinds->info().names.empty())
            filter.categories.push_back(
                {"kind",
                 {kinds->info().names[static_cast<std::size_t>(i) % kinds->info().names.size()]}});
        PHI1_ASSIGN(const auto compiled, search.compile(filter));
        begin = Clock::now();
        PHI1_TRY(search.run(compiled));
        figures.of("total after a filter change", "100 ms are allowed")
            .add(millisecondsSince(begin));
        begin = Clock::now();
        PHI1_TRY(search.facets(compiled));
        figures.of("facets after a filter change", "all columns; 100 ms are allowed")
            .add(millisecondsSince(begin));
        begin = Clock::now();
        PHI1_TRY(search.run(compiled, {SampleOrder::By::Column, "score.made", true}));
        figures.of("order by a column", "total and order").add(millisecondsSince(begin));
    }
    return {};
}

/// How soon a question that is no longer wanted ends.
Result<void> stopQuestions(const CorpusView &view, SearchFigures &figures)
{
    PHI1_ASSIGN(auto search, SampleSearch::open(view));
    const std::vector<TextQuery> queries = {{TextMode::Words, "st*", false},
                                            {TextMode::Words, "re* NOT se*", false},
                                            {TextMode::Regex, "(a|b|ab)*c[xyz]{3}q", false},
                                            {TextMode::Substring, "zz", false}};
    for (int i = 0; i < 24; ++i) {
        SampleFilter filter;
        filter.text = queries[static_cast<std::size_t>(i) % queries.size()];
        PHI1_ASSIGN(const auto compiled, search.compile(filter));
        std::stop_source stop;
        Clock::time_point asked;
        {
            const std::jthread stopper([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(20 + 7 * i));
                asked = Clock::now();
                stop.request_stop();
            });
            const auto hits = search.run(compiled, {}, stop.get_token());
            if (hits)
                continue; // it was done before
        }
        figures
            .of("until a stopped question ends", "prefixes, substrings, regular expressions; "
                                                 "20 ms are allowed")
            .add(millisecondsSince(asked));
    }
    return {};
}

/// Only where `phi1 index` has come to the end.
Result<void> askSubstrings(SampleSearch &search, const std::vector<std::string> &needles,
                           SearchFigures &figures)
{
    for (const auto &needle : needles) {
        SampleFilter filter;
        filter.text = {TextMode::Substring, needle, false};
        PHI1_ASSIGN(const auto compiled, search.compile(filter));
        auto begin = Clock::now();
        PHI1_TRY(search.firstPage(compiled, pageRows));
        figures.of("first page, substrings", "needles of 6 to 20 characters as they occur")
            .add(millisecondsSince(begin));
        begin = Clock::now();
        PHI1_TRY(search.run(compiled));
        figures.of("total, substrings", "candidates of the index, verified in their texts")
            .add(millisecondsSince(begin));
    }
    return {};
}

} // namespace

Result<std::vector<Json>> benchSearch(const BenchContext &context)
{
    const char *environment = std::getenv("PHI1_BENCH_FOLDER");
    std::error_code error;
    const fs::path folder = (environment ? fs::path(environment) : fs::temp_directory_path(error)) /
                            "phi1-bench-corpora";
    PHI1_ASSIGN(const CorpusFiles files, corpusFiles(folder / "corpora", "bench"));
    if (!fs::exists(files.database(), error))
        return failure(ErrorCode::NotFound,
                       concat(files.database(), " is not there to search; "
                                                "phi1 bench corpora makes it"));
    PHI1_ASSIGN(auto view, CorpusView::open(files));
    addMadeColumns(view);
    PHI1_ASSIGN(const auto questions, searchQuestions(files, view.rows()));
    PHI1_ASSIGN(const auto indexed, substringIndexState(files));
    PHI1_ASSIGN(const auto store, SampleStore::open(files));
    SearchFigures figures;
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        context.progress(concat("repetition ", repetition + 1, " of ", context.repetitions));
        PHI1_ASSIGN(auto search, SampleSearch::open(view)); // remembers nothing
        PHI1_TRY(ask(search, store, "words uniformly", questions.uniform, figures));
        PHI1_TRY(ask(search, store, "words by occurrence", questions.byOccurrence, figures));
        PHI1_TRY(ask(search, store, "phrases by occurrence", questions.phrases, figures));
        PHI1_TRY(moveFilters(search, questions.byOccurrence, figures));
        if (indexed.indexed == view.rows())
            PHI1_TRY(askSubstrings(search, questions.needles, figures));
        PHI1_TRY(stopQuestions(view, figures));
        for (auto &[name, figure] : figures.byName)
            figure.endRepetition();
    }
    std::vector<Json> rows;
    for (auto &[name, figure] : figures.byName) {
        if (figure.isEmpty())
            continue;
        rows.push_back(figure.json());
        rows.back()["samples"] = view.rows();
    }
    return rows;
}

} // namespace phi1
