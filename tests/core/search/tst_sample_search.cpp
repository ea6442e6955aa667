// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <thread>

#include <doctest/doctest.h>

#include "core/corpora/search/fts_expression.h"
#include "core/corpora/search/hit_spans.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/store/sample_store.h"
#include "core/corpora/store/sample_writer.h"
#include "core/storage/sqlite_connection.h"
#include "tests/core/search/random_query.h"
#include "tests/core/search/search_corpus.h"

using namespace phi1;
using namespace phi1::test;

namespace {

SampleFilter wordsFilter(const std::string &text)
{
    SampleFilter filter;
    filter.text.text = text;
    return filter;
}

template<typename Passes>
std::vector<SampleRow> naive(const SearchCorpus &corpus, const Passes &passes)
{
    std::vector<SampleRow> rows;
    for (std::size_t row = 0; row < corpus.samples().size(); ++row) {
        if (passes(corpus.samples()[row], row))
            rows.push_back(static_cast<SampleRow>(row));
    }
    return rows;
}

CompiledFilter compiled(const SampleSearch &search, const SampleFilter &filter)
{
    auto result = search.compile(filter);
    REQUIRE_MESSAGE(result, result.error().message);
    return *result;
}

std::vector<SampleRow> rowsOf(SampleSearch &search, const SampleFilter &filter,
                              const SampleOrder &order = {})
{
    const auto hits = search.run(compiled(search, filter), order);
    REQUIRE_MESSAGE(hits, hits.error().message);
    REQUIRE(hits->isExact());
    return {hits->rows().begin(), hits->rows().end()};
}

SampleSearch searchOf(const SearchCorpus &corpus)
{
    auto search = SampleSearch::open(corpus.view());
    REQUIRE_MESSAGE(search, search.error().message);
    return std::move(*search);
}

/// Large enough for two threads, and no multiple of 64.
SearchCorpus &largeCorpus()
{
    static SearchCorpus corpus(4321, 7);
    return corpus;
}

} // namespace

TEST_CASE("a search finds what a scan of all texts with the same rules finds")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    int found = 0;
    for (int i = 0; i < 400; ++i) {
        const auto query = randomQuery(corpus, i % 4);
        const auto columns = i % 3 == 0 ? randomColumnFilter(corpus) : RandomFilter();
        auto filter = columns.filter;
        filter.text.text = query.text;
        INFO("query ", query.text, " filter ", dumpJson(toJson(filter)));
        const auto expected = naive(corpus, [&](const auto &sample, auto row) {
            return query.passes(sample, row) && (!columns.passes || columns.passes(sample, row));
        });
        // Before the totals: as the page asks.
        const auto question = compiled(search, filter);
        const auto page = search.firstPage(question, 20);
        REQUIRE_MESSAGE(page, page.error().message);
        CHECK(*page == std::vector<SampleRow>(
                           expected.begin(),
                           expected.begin() +
                               static_cast<long>(std::min<std::size_t>(20, expected.size()))));
        CHECK(rowsOf(search, filter) == expected);
        found += expected.empty() ? 0 : 1;
    }
    CHECK(found > 200); // the queries are no empty ones
}

TEST_CASE("what is highlighted is in every hit and only in them")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    for (int i = 0; i < 100; ++i) {
        const auto query = randomQuery(corpus, 0, false);
        if (query.text.starts_with("title:"))
            continue;
        INFO("query ", query.text);
        const auto question = compiled(
            search,
            wordsFilter("text:" + query.text.substr(query.text.starts_with("text:") ? 5 : 0)));
        const auto hits = search.run(question);
        REQUIRE(hits);
        for (SampleRow row = 0; row < 300; ++row) {
            const auto &text = corpus.samples()[row].text;
            const auto spans = hitSpans(text, question);
            CHECK(!spans.empty() == hits->contains(row));
            for (const auto &span : spans) {
                REQUIRE(span.begin < span.end);
                REQUIRE(span.end <= text.size());
            }
        }
    }
}

TEST_CASE("relevance is the order that SQL with bm25 gives")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    const auto store = SampleStore::open(corpus.files());
    REQUIRE(store);
    for (int i = 0; i < 40; ++i) {
        const auto query = randomQuery(corpus, i % 3, false);
        const auto question = compiled(search, wordsFilter(query.text));
        const auto expression = ftsExpression(*question.words());
        if (!expression)
            continue;
        INFO("query ", query.text);
        auto statement = store->sqlite().prepare("SELECT rowid - 1 FROM words WHERE words MATCH ? "
                                                 "ORDER BY bm25(words), rowid");
        REQUIRE(statement);
        statement->bind(std::string_view(*expression));
        std::vector<SampleRow> expected;
        for (auto row = statement->step(); row && *row; row = statement->step())
            expected.push_back(static_cast<SampleRow>(statement->integer(0)));
        CHECK(rowsOf(search, wordsFilter(query.text), {SampleOrder::By::Relevance, {}, false}) ==
              expected);
        CHECK(expected == [&] {
            auto rows = naive(corpus, query.passes);
            std::vector<SampleRow> sorted = expected;
            std::sort(sorted.begin(), sorted.end());
            return sorted == rows ? expected : rows;
        }());
    }
}

TEST_CASE("hits are ordered by a column, those without a value last")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    const auto value = [&](const std::string &column, SampleRow row) -> double {
        const auto &sample = corpus.samples()[row];
        if (column == "tokens")
            return sample.tokens < 0 ? std::nan("") : static_cast<double>(sample.tokens);
        if (column == "label")
            return sample.label == 0 ? std::nan("") : sample.label;
        return scoreOf(corpus, row);
    };
    for (const std::string column : {"tokens", "score.made", "label"}) {
        for (const bool descending : {false, true}) {
            auto expected = naive(corpus, [](const auto &sample, auto) {
                return hasPhrase(sample.words, {"alpha"}, false);
            });
            std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) {
                const auto first = value(column, a), second = value(column, b);
                if (std::isnan(first) || std::isnan(second))
                    return !std::isnan(first) && std::isnan(second);
                return descending ? first > second : first < second;
            });
            const SampleOrder order{SampleOrder::By::Column, column, descending};
            CHECK(rowsOf(search, wordsFilter("text:alpha"), order) == expected);
            CHECK(sampleOrderFromText(toText(order)) == order);
            const auto hits = search.run(compiled(search, wordsFilter("text:alpha")), order);
            REQUIRE(hits);
            for (SampleRow rank = 0; rank < hits->total(); rank += 97)
                CHECK(hits->rankOf(hits->at(rank)) == rank);
        }
    }
    // Names by their bytes.
    const auto bySource = rowsOf(search, {}, {SampleOrder::By::Column, "source", false});
    CHECK(corpus.samples()[bySource.front()].source == "Books of code");
    CHECK(corpus.samples()[bySource.back()].source.empty());
}

TEST_CASE("facets count what passes all filters but their own")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    for (int i = 0; i < 40; ++i) {
        auto columns = randomColumnFilter(corpus);
        const auto query = randomQuery(corpus, 1, false);
        const bool withWords = i % 2 == 0;
        if (withWords)
            columns.filter.text.text = query.text;
        INFO(dumpJson(toJson(columns.filter)));
        const auto facets = search.facets(compiled(search, columns.filter));
        REQUIRE_MESSAGE(facets, facets.error().message);
        CHECK(facets->partial.empty());
        // The same question without the filter of the facet's own column.
        const auto without = [&](const std::string &column) {
            auto filter = columns.filter;
            std::erase_if(filter.numbers, [&](const auto &f) { return f.column == column; });
            std::erase_if(filter.categories, [&](const auto &f) { return f.column == column; });
            return rowsOf(search, filter);
        };
        for (const auto &facet : facets->categories) {
            if (facet.column != "source" && facet.column != "topic" && facet.column != "label")
                continue;
            const auto rows = without(facet.column);
            std::size_t sum = 0;
            for (const auto &entry : facet.values) {
                const auto has = [&](SampleRow row) {
                    const auto &sample = corpus.samples()[row];
                    const auto &name = facet.column == "source"  ? sample.source
                                       : facet.column == "topic" ? sample.topic
                                                                 : std::string();
                    if (facet.column == "label")
                        return entry.name ==
                               (sample.label == 0
                                    ? ""
                                    : std::string(std::vector<std::string>{
                                          "discard", "weak", "usable", "good",
                                          "textbook"}[static_cast<std::size_t>(sample.label - 1)]));
                    return entry.name == name;
                };
                CHECK(entry.count == std::count_if(rows.begin(), rows.end(), has));
                sum += entry.count;
            }
            CHECK(sum == rows.size());
        }
        for (const auto &facet : facets->numbers) {
            if (facet.column != "tokens" && facet.column != "score.made")
                continue;
            const auto rows = without(facet.column);
            REQUIRE(facet.edges.size() == facet.all.size() + 1);
            REQUIRE(facet.passing.size() == facet.all.size());
            const auto value = [&](SampleRow row) -> double {
                if (facet.column == "score.made")
                    return scoreOf(corpus, row);
                const auto tokens = corpus.samples()[row].tokens;
                return tokens < 0 ? std::nan("") : static_cast<double>(tokens);
            };
            CHECK(facet.missingPassing == std::count_if(rows.begin(), rows.end(), [&](auto row) {
                      return std::isnan(value(row));
                  }));
            for (std::size_t bin = 0; bin < facet.all.size(); ++bin) {
                const bool last = bin + 1 == facet.all.size();
                CHECK(facet.passing[bin] == std::count_if(rows.begin(), rows.end(), [&](auto row) {
                          const auto v = value(row);
                          return v >= facet.edges[bin] &&
                                 (last ? v <= facet.edges[bin + 1] : v < facet.edges[bin + 1]);
                      }));
            }
        }
        double tokens = 0;
        for (const auto row : rowsOf(search, columns.filter))
            tokens += std::max<double>(0, static_cast<double>(corpus.samples()[row].tokens));
        CHECK(facets->tokens == tokens);
    }
}

TEST_CASE("what an import adds is searched after a new view")
{
    SearchCorpus corpus(50, 3);
    auto search = searchOf(corpus);
    const auto before = rowsOf(search, wordsFilter("alpha"));
    corpus.grow(100);
    CHECK(rowsOf(search, wordsFilter("alpha")) == before); // the answer for what is on view
    search.setView(corpus.view());
    CHECK(rowsOf(search, wordsFilter("alpha")) == naive(corpus, [](const auto &sample, auto) {
              return hasPhrase(sample.words, {"alpha"}, false) ||
                     hasPhrase(sample.titleWords, {"alpha"}, false);
          }));
}

TEST_CASE("a stopped search says so and leaves the next one untouched")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    std::stop_source stop;
    stop.request_stop();
    for (const auto mode : {TextMode::Words, TextMode::Substring, TextMode::Regex}) {
        SampleFilter filter;
        filter.text = {mode, "alpha", false};
        const auto question = compiled(search, filter);
        const auto stopped = search.run(question, {}, stop.get_token());
        REQUIRE_FALSE(stopped);
        CHECK(stopped.error().code == ErrorCode::Cancelled);
        CHECK(search.run(question)->total() > 0);
    }
    const auto facets = search.facets(compiled(search, {}), stop.get_token());
    REQUIRE_FALSE(facets);
    CHECK(facets.error().code == ErrorCode::Cancelled);
}

TEST_CASE("hundreds of parts are searched, more are refused")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    std::string query = "alpha";
    for (int i = 1; i < 200; ++i)
        query += (i % 2 != 0 ? " OR w" : " OR \"beta w\" w") + std::to_string(i);
    const auto many = search.compile(wordsFilter(query));
    REQUIRE_FALSE(many);
    CHECK(many.error().message.find("more than 200 parts") != std::string::npos);
    query = "alpha";
    for (int i = 1; i < 200; ++i)
        query += " OR w" + std::to_string(i);
    CHECK(rowsOf(search, wordsFilter(query)) == rowsOf(search, wordsFilter("alpha")));
    query = "alpha";
    for (int i = 1; i < 200; ++i)
        query += " NOT w" + std::to_string(i);
    CHECK(rowsOf(search, wordsFilter(query)) == rowsOf(search, wordsFilter("alpha")));
    const auto nested = [](int depth) {
        std::string left, right;
        for (int i = 0; i < depth; ++i) {
            left += i % 2 != 0 ? "(alpha OR NOT beta OR " : "(alpha NOT gamma NOT ";
            right += ")";
        }
        return left + "(delta)" + right;
    };
    CHECK(search.run(compiled(search, wordsFilter(nested(19)))));
    CHECK_FALSE(search.compile(wordsFilter(nested(20))));
    std::string deep;
    for (int i = 0; i < 20; ++i)
        deep += i % 2 != 0 ? "(x OR y OR " : "(x y z ";
    CHECK(search.run(compiled(search, wordsFilter(deep + "z" + std::string(20, ')')))));
}

TEST_CASE("a pasted page is refused in words, a long phrase is searched")
{
    auto &corpus = largeCorpus();
    auto search = searchOf(corpus);
    std::string phrase = "\"alpha";
    for (int i = 1; i < 200; ++i)
        phrase += " beta";
    CHECK(rowsOf(search, wordsFilter(phrase + "\"")).empty());
    const auto refused = search.compile(wordsFilter(phrase + " beta\""));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("201 words, at most 200") != std::string::npos);
}

TEST_CASE("an empty corpus is searched like any other")
{
    TemporaryFolder folder;
    CorpusFiles files;
    files.folder = folder / "empty";
    {
        auto writer = SampleWriter::open(files, "test");
        REQUIRE_MESSAGE(writer, writer.error().message);
        REQUIRE(writer->commit());
    }
    const auto view = CorpusView::open(files);
    REQUIRE_MESSAGE(view, view.error().message);
    auto search = SampleSearch::open(*view);
    REQUIRE(search);
    for (const auto mode : {TextMode::Words, TextMode::Substring, TextMode::Regex}) {
        for (const auto *text : {"", "alpha"}) {
            SampleFilter filter;
            filter.text = {mode, text, false};
            CHECK(rowsOf(*search, filter).empty());
            CHECK(search->firstPage(compiled(*search, filter), 10)->empty());
            const auto facets = search->facets(compiled(*search, filter));
            REQUIRE(facets);
            CHECK(facets->tokens == 0);
        }
    }
}
