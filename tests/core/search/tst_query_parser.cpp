// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <doctest/doctest.h>

#include "core/corpora/search/facet_column.h"
#include "core/corpora/search/query_parser.h"
#include "core/corpora/search/sample_filter.h"
#include "core/corpora/search/sample_search.h"
#include "tests/core/search/search_corpus.h"

using namespace phi1;
using namespace phi1::test;

namespace {

SampleSearch &search()
{
    static SearchCorpus corpus(60, 1);
    static SampleSearch search = std::move(*SampleSearch::open(corpus.view()));
    return search;
}

Result<CompiledFilter> compile(const std::string &text)
{
    SampleFilter filter;
    filter.text.text = text;
    return search().compile(filter);
}

/// The message, which has to name each of `parts`.
void checkRefused(const std::string &text, std::initializer_list<const char *> parts)
{
    INFO("search: ", text);
    const auto compiled = compile(text);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().code == ErrorCode::Usage);
    for (const auto *part : parts) {
        INFO("message: ", compiled.error().message);
        CHECK(compiled.error().message.find(part) != std::string::npos);
    }
}

} // namespace

TEST_CASE("errors of a search say where, what was expected and how to quote")
{
    checkRefused("alpha \"beta", {"quote that is not closed", "character 7", "written twice"});
    checkRefused("(alpha OR beta", {"opening bracket", "character 1", "\"(\""});
    checkRefused("größe)", {"closing bracket", "character 6", "\")\""});
    checkRefused("alpha AND", {"its end at character 10", "word"});
    checkRefused("OR alpha", {"`OR`", "character 1", "\"OR\""});
    checkRefused("alpha AND OR beta", {"`OR`", "character 11"});
    checkRefused("alpha ()", {"closing bracket where a word was expected", "character 8"});
    checkRefused("NOT", {"its end", "character 4"});
    checkRefused("==", {"`==`", "substring"});
    checkRefused("sauce:x", {"no column `sauce`", "source", "\"sauce:x\"", "character 1"});
    checkRefused("alpha tokens:many", {"`many`", "100..200", "character 7"});
    checkRefused("tokens:..", {"no number"});
    checkRefused("title:(a)", {"bracket"});
    checkRefused("http://example.org", {"no column `http`", "in quotes"});
    CHECK(compile("\"http://example.org\""));
    CHECK(compile("a::b")); // no name stands before a value
    CHECK(compile("x : y"));
}

TEST_CASE("fields of the outermost AND become filters of columns, others stay in the tree")
{
    const auto compiled = compile("alpha tokens:>100 (source:web label:5) NOT beta");
    REQUIRE_MESSAGE(compiled, compiled.error().message);
    REQUIRE(compiled->numbers().size() == 1);
    CHECK(compiled->numbers()[0].column == "tokens");
    CHECK(compiled->numbers()[0].low > 100);
    CHECK(compiled->numbers()[0].low < 100.001);
    REQUIRE(compiled->categories().size() == 2);
    CHECK(compiled->categories()[0] == CategoryFilter{"source", {"web"}});
    CHECK(compiled->categories()[1] == CategoryFilter{"label", {"textbook"}});
    CHECK(compiled->words());
    const auto other = compile("alpha OR source:web");
    REQUIRE(other);
    CHECK(other->categories().empty());
    const auto only =
        compile("label:textbook tokens:2k..3k made:<0.5 topic:none source:\"a \"\"b\"");
    REQUIRE_MESSAGE(only, only.error().message);
    CHECK_FALSE(only->words());
    CHECK(only->numbers()[0] == NumberFilter{"tokens", 2000, 3000, false});
    CHECK(only->numbers()[1].column == "score.made");
    CHECK(static_cast<float>(only->numbers()[1].high) < 0.5f);
    CHECK(only->categories()[1] == CategoryFilter{"topic", {""}});
    CHECK(only->categories()[2] == CategoryFilter{"source", {"a \"b\" c"}});
}

TEST_CASE("parts that words cannot find are left out and named")
{
    const auto compiled = compile("alpha == beta");
    REQUIRE(compiled);
    CHECK(compiled->remark().find("`==`") != std::string::npos);
    CHECK(compile("alpha beta")->remark().empty());
    CHECK(compile("")->remark().empty());
    CHECK_FALSE(compile("   \t")->words());
}

TEST_CASE("filters of unknown columns and of the wrong kind are refused")
{
    SampleFilter filter;
    filter.numbers.push_back({"lengths", 0, 1, false});
    auto compiled = search().compile(filter);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().message.find("no column `lengths`") != std::string::npos);
    CHECK(compiled.error().message.find("tokens") != std::string::npos);
    filter.numbers = {{"source", 0, 1, false}};
    CHECK_FALSE(search().compile(filter));
    filter.numbers.clear();
    filter.categories = {{"tokens", {"a"}}};
    CHECK_FALSE(search().compile(filter));
    filter.categories = {{"hash", {"a"}}};
    CHECK_FALSE(search().compile(filter));
}

TEST_CASE("a filter reads back from its JSON as it was")
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    SampleFilter filter;
    CHECK(sampleFilterFromJson(toJson(filter)) == filter);
    CHECK(sampleFilterFromJson(Json::object()) == filter);
    filter.text = {TextMode::Regex, "a\"\n\\", true};
    filter.numbers = {{"score.x", 0.1, infinity, true}, {"tokens", -infinity, 5, false}};
    filter.categories = {{"source", {"", "a", "Größe"}}};
    filter.withoutNearDuplicates = true;
    CHECK(sampleFilterFromJson(toJson(filter)) == filter);
    const auto parsed = parseJson(dumpJson(toJson(filter)), "a test");
    REQUIRE(parsed);
    CHECK(sampleFilterFromJson(*parsed) == filter);

    const auto refused = [](const char *text) {
        const auto read = sampleFilterFromJson(Json::parse(text));
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::Usage);
        return read.error().message;
    };
    CHECK(refused("[]").find("object") != std::string::npos);
    CHECK(refused(R"({"text":{"mode":"fuzzy"}})").find("text.mode") != std::string::npos);
    CHECK(refused(R"({"numbers":[{"column":"x"},{"low":1}]})").find("numbers[1]") !=
          std::string::npos);
    CHECK(refused(R"({"numbers":[{"column":"x","low":"a"}]})").find("numbers[0].low") !=
          std::string::npos);
    CHECK(refused(R"({"categories":[{"column":"x","names":"a"}]})").find("categories[0].names") !=
          std::string::npos);
    CHECK(refused(R"({"without_near_duplicates":1})").find("without_near_duplicates") !=
          std::string::npos);
}

TEST_CASE("edges of histograms ascend from the lowest to the highest value")
{
    struct Case {
        double lowest, highest;
        bool whole, logarithmic;
    };
    for (const auto &[lowest, highest, whole, expected] :
         {Case{0, 1, false, false}, Case{0.001, 100, false, true}, Case{-5, 1e6, false, false},
          Case{1, 100'000, true, true}, Case{0, 50'000, true, true}, Case{0, 20, true, false},
          Case{7, 7, true, false}, Case{0.5, 0.5, false, false},
          Case{0, 4294967294.0, true, true}}) {
        INFO(lowest, " to ", highest);
        bool logarithmic = false;
        const auto edges = histogramEdges(lowest, highest, whole, logarithmic);
        CHECK(logarithmic == expected);
        REQUIRE(edges.size() >= 2);
        CHECK(edges.size() <= facetBins + 1);
        CHECK(edges.front() == lowest);
        CHECK(edges.back() == (whole ? highest + 1 : highest));
        for (std::size_t i = 1; i < edges.size(); ++i) {
            CHECK((edges[i] > edges[i - 1] || lowest == highest));
            if (whole)
                CHECK(edges[i] == static_cast<double>(static_cast<std::int64_t>(edges[i])));
        }
    }
}

TEST_CASE("where a corpus is large, beginnings of words need two letters")
{
    const auto words = [](std::string_view text) {
        return std::vector<std::string>{std::string(text)};
    };
    const FieldReader noField = [](const std::string &, const std::string &) -> Result<QueryNode> {
        return failure(ErrorCode::Usage, "no field");
    };
    const auto parse = [&](std::string_view text) { return parseQuery(text, noField, words, 2); };
    for (const char *good : {"st*", "s", "\"s\"", "öß*", "NOT st*"})
        CHECK_MESSAGE(parse(good), good);
    for (const char *bad : {"s*", "ö*", "\"s\"*", "tree NOT s*", "title:s*"}) {
        INFO(bad);
        const auto refused = parse(bad);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::Usage);
        CHECK(refused.error().message.find("at least 2 letters before the *") != std::string::npos);
    }
    CHECK(parse("tree s*").error().message.find("at character 6") != std::string::npos);
    CHECK(parseQuery("s*", noField, words));
    CHECK(compile("s*")); // a small corpus
}
