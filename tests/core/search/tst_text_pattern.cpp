// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "core/corpora/search/hit_spans.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/search/substring_candidates.h"
#include "core/corpora/search/substring_index.h"
#include "core/corpora/search/text_pattern.h"
#include "core/corpora/store/sample_store.h"
#include "core/corpora/store/sample_writer.h"
#include "tests/core/search/search_corpus.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return text;
}

SampleFilter patternFilter(TextMode mode, const std::string &text, bool matchCase = false)
{
    SampleFilter filter;
    filter.text = {mode, text, matchCase};
    return filter;
}

std::vector<SampleRow> rowsOf(SampleSearch &search, const SampleFilter &filter)
{
    const auto compiled = search.compile(filter);
    REQUIRE_MESSAGE(compiled, compiled.error().message);
    const auto hits = search.run(*compiled);
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

/// A piece of some text, as it stands there or in other letters.
std::string needleOf(SearchCorpus &corpus)
{
    const auto &text = corpus.samples()[corpus.pick(corpus.samples().size())].text;
    auto needle = text.substr(corpus.pick(text.size()), 1 + corpus.pick(12));
    if (corpus.pick(3) == 0)
        needle = lowered(needle);
    return corpus.pick(20) == 0 ? needle + "zzz" : needle;
}

void checkNeedles(SearchCorpus &corpus, SampleSearch &search, int count)
{
    for (int i = 0; i < count; ++i) {
        const auto needle = needleOf(corpus);
        const bool ascii =
            std::all_of(needle.begin(), needle.end(), [](unsigned char c) { return c < 0x80; });
        // Beyond ASCII the letters of either case are Unicode's; bytes are tested by their own
        // case.
        const bool matchCase = !ascii || i % 2 == 0;
        INFO("needle '", needle, "' match case ", matchCase);
        std::vector<SampleRow> expected;
        for (std::size_t row = 0; row < corpus.samples().size(); ++row) {
            const auto &text = corpus.samples()[row].text;
            const bool found = matchCase ? text.find(needle) != std::string::npos
                                         : lowered(text).find(lowered(needle)) != std::string::npos;
            if (found)
                expected.push_back(static_cast<SampleRow>(row));
        }
        const auto filter = patternFilter(TextMode::Substring, needle, matchCase);
        const auto page = search.firstPage(*search.compile(filter), 5);
        REQUIRE(page);
        CHECK(*page ==
              std::vector<SampleRow>(
                  expected.begin(),
                  expected.begin() + static_cast<long>(std::min<std::size_t>(5, expected.size()))));
        CHECK(rowsOf(search, filter) == expected);
    }
}

} // namespace

TEST_CASE("substrings are found as a plain scan finds them, without, with half and with the index")
{
    SearchCorpus corpus(1500, 11);
    {
        auto search = searchOf(corpus);
        checkNeedles(corpus, search, 100);
    }
    auto state = makeSubstringIndex(corpus.files(), {});
    REQUIRE_MESSAGE(state, state.error().message);
    CHECK(state->indexed == 1500);
    {
        auto search = searchOf(corpus);
        checkNeedles(corpus, search, 200);
    }
    corpus.grow(700); // what was imported later is scanned
    {
        auto search = searchOf(corpus);
        checkNeedles(corpus, search, 200);
        const auto half = substringCandidates(search.view(), "recursion", {});
        REQUIRE(half);
        CHECK(half->indexed == 1500);
        CHECK(half->rows.count() < 2200); // the index is of use
        CHECK(half->rows.count() >= 700);
    }
    state = makeSubstringIndex(corpus.files(), {});
    REQUIRE(state);
    CHECK(state->indexed == 2200);
    auto search = searchOf(corpus);
    checkNeedles(corpus, search, 200);
}

TEST_CASE("an index that was stopped goes on where it was")
{
    SearchCorpus corpus(10, 5);
    std::string text; // batches are of 8 MB
    {
        auto writer = SampleWriter::open(corpus.files(), "test");
        REQUIRE(writer);
        for (int i = 0; i < 5; ++i) {
            text.assign(5 << 20, static_cast<char>('a' + i));
            text += concat("end of ", i);
            REQUIRE(writer->add(text, {}));
        }
        REQUIRE(writer->commit());
    }
    std::stop_source stop;
    int batches = 0;
    const auto stopped =
        makeSubstringIndex(corpus.files(), stop.get_token(), [&](auto, auto, auto) {
            if (++batches == 1)
                stop.request_stop();
        });
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::Cancelled);
    const auto state = substringIndexState(corpus.files());
    REQUIRE(state);
    CHECK(state->indexed > 10);
    CHECK(state->indexed < 15);
    const auto whole = makeSubstringIndex(corpus.files(), {});
    REQUIRE(whole);
    CHECK(whole->indexed == 15);
    auto view = CorpusView::open(corpus.files());
    REQUIRE(view);
    auto search = SampleSearch::open(*view);
    REQUIRE(search);
    for (SampleRow i = 0; i < 5; ++i)
        CHECK(rowsOf(*search, patternFilter(TextMode::Substring, concat("end of ", i))) ==
              std::vector<SampleRow>{10 + i});
}

TEST_CASE("an index of another corpus is not believed")
{
    SearchCorpus first(300, 1), second(300, 2);
    REQUIRE(makeSubstringIndex(first.files(), {}));
    std::filesystem::copy_file(first.files().substrings(), second.files().substrings());
    auto search = searchOf(second);
    checkNeedles(second, search, 60);
    const auto state = substringIndexState(second.files());
    REQUIRE(state);
    CHECK(state->indexed == 0);
    const auto made = makeSubstringIndex(second.files(), {});
    REQUIRE_MESSAGE(made, made.error().message);
    CHECK(made->indexed == 300);
    auto again = searchOf(second);
    checkNeedles(second, again, 60);
}

TEST_CASE("a file that is no index of substrings is refused and left as it is")
{
    SearchCorpus corpus(20, 1);
    std::ofstream(corpus.files().substrings()) << "this is no database, but somebody's text\n";
    const auto size = std::filesystem::file_size(corpus.files().substrings());
    const auto made = makeSubstringIndex(corpus.files(), {});
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::Corrupt);
    CHECK(std::filesystem::file_size(corpus.files().substrings()) == size);
}

TEST_CASE("letters beyond ASCII match in either case, with the index too")
{
    SearchCorpus corpus(10, 1);
    {
        auto writer = SampleWriter::open(corpus.files(), "test");
        REQUIRE(writer);
        REQUIRE(writer->add("Die GRÖSSE DER BÄNKE", {}));
        REQUIRE(writer->add("die größe der bäume", {}));
        REQUIRE(writer->commit());
    }
    for (const bool indexed : {false, true}) {
        if (indexed)
            REQUIRE(makeSubstringIndex(corpus.files(), {}));
        auto view = CorpusView::open(corpus.files());
        REQUIRE(view);
        auto search = SampleSearch::open(*view);
        REQUIRE(search);
        using Rows = std::vector<SampleRow>;
        CHECK(rowsOf(*search, patternFilter(TextMode::Substring, "BÄUME")) == Rows{11});
        CHECK(rowsOf(*search, patternFilter(TextMode::Substring, "ösSE DER")) == Rows{10});
        CHECK(rowsOf(*search, patternFilter(TextMode::Substring, "BÄUME", true)) == Rows{});
        CHECK(rowsOf(*search, patternFilter(TextMode::Substring, "öße der", true)) == Rows{11});
    }
}

TEST_CASE("regular expressions find by line, with the case or without, and show what they found")
{
    SearchCorpus corpus(10, 1);
    {
        auto writer = SampleWriter::open(corpus.files(), "test");
        REQUIRE(writer);
        REQUIRE(writer->add("import os\ndef walk(tree):\n    return 1\n", {}));
        REQUIRE(writer->add("# def walk(tree): not at the start\n", {}));
        REQUIRE(writer->add("DEF walk2(x):\r\n\xff\xfe def walk(y):", {}));
        REQUIRE(writer->commit());
    }
    auto view = CorpusView::open(corpus.files());
    REQUIRE(view);
    auto search = SampleSearch::open(*view);
    REQUIRE(search);
    using Rows = std::vector<SampleRow>;
    CHECK(rowsOf(*search, patternFilter(TextMode::Regex, R"(^def \w+\(.*\):$)")) == Rows{10, 12});
    CHECK(rowsOf(*search, patternFilter(TextMode::Regex, R"(^def \w+\(.*\):$)", true)) == Rows{10});
    CHECK(rowsOf(*search, patternFilter(TextMode::Regex, R"(def walk\(y)")) == Rows{12});
    const auto compiled = search->compile(patternFilter(TextMode::Regex, "walk|ret.rn|x*"));
    REQUIRE(compiled);
    const std::string text = "walk é return walk";
    CHECK(hitSpans(text, *compiled) == std::vector<ByteSpan>{{0, 4}, {8, 14}, {15, 19}});
    CHECK(hitSpans(text, *compiled, 2).size() == 2);
    const auto wrong = search->compile(patternFilter(TextMode::Regex, "def (walk"));
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == ErrorCode::Usage);
    CHECK(wrong.error().message.find("missing closing parenthesis at character 10") !=
          std::string::npos);
    CHECK_FALSE(search->compile(patternFilter(TextMode::Regex, std::string(5000, 'a'))));
}

TEST_CASE("an expression that explodes is given up on that sample only, and said")
{
    SearchCorpus corpus(10, 1);
    {
        auto writer = SampleWriter::open(corpus.files(), "test");
        REQUIRE(writer);
        REQUIRE(writer->add(std::string(64, 'a') + "!", {}));
        REQUIRE(writer->add("aaaab", {}));
        REQUIRE(writer->commit());
    }
    auto view = CorpusView::open(corpus.files());
    REQUIRE(view);
    auto search = SampleSearch::open(*view);
    REQUIRE(search);
    const auto compiled = search->compile(patternFilter(TextMode::Regex, "^(a|aa|aaa)+[bc]"));
    REQUIRE(compiled);
    const auto hits = search->run(*compiled);
    REQUIRE(hits);
    CHECK(std::vector<SampleRow>(hits->rows().begin(), hits->rows().end()) ==
          std::vector<SampleRow>{11});
    CHECK(hits->gaveUp() == 1);
    CHECK(hits->remark().find("given up on 1 sample") != std::string::npos);
}

TEST_CASE("a scan that runs out of time says partial, and the same question goes on")
{
    SearchCorpus corpus(3000, 9);
    auto search = searchOf(corpus);
    const auto filter = patternFilter(TextMode::Regex, "alpha.*beta");
    const auto compiled = search.compile(filter);
    REQUIRE(compiled);
    const auto none = search.run(*compiled, {}, {}, {}, 0);
    REQUIRE(none);
    CHECK_FALSE(none->isExact());
    CHECK(none->partial() == "partial: 0 of 3000 samples were searched");
    const auto page = search.firstPage(*compiled, 3);
    REQUIRE(page);
    CHECK(page->size() == 3);
    const auto some = search.run(*compiled, {}, {}, {}, 0);
    REQUIRE(some);
    CHECK_FALSE(some->isExact());
    CHECK(some->total() >= 3);
    CHECK_FALSE(search.facets(*compiled)->partial.empty());
    CHECK(rowsOf(search, filter) ==
          rowsOf(search, patternFilter(TextMode::Regex, "(?:alpha.*beta)")));
    CHECK(search.facets(*compiled)->partial.empty());
}

TEST_CASE("lines of lists begin near the hit, are one line and act on no terminal")
{
    SearchCorpus corpus(10, 1);
    auto search = searchOf(corpus);
    SampleFilter filter;
    filter.text.text = "needle";
    const auto compiled = search.compile(filter);
    REQUIRE(compiled);
    const auto text = std::string(5000, 'x') + " before\n\n  the NEEDLE\x1b[31m and \xff more";
    const auto excerpt = hitExcerpt(text, *compiled, 80);
    CHECK(excerpt.text == "…before the NEEDLE\xef\xbf\xbd[31m and \xef\xbf\xbd more");
    REQUIRE(excerpt.spans.size() == 1);
    CHECK(excerpt.text.substr(excerpt.spans[0].begin,
                              excerpt.spans[0].end - excerpt.spans[0].begin) == "NEEDLE");
    const auto start = hitExcerpt(std::string(500, 'y'), *compiled, 40);
    CHECK(start.spans.empty());
    CHECK(start.text.size() <= 40);
    CHECK(start.text.ends_with("…"));
    CHECK(hitExcerpt("", *compiled).text.empty());
}
