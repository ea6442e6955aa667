// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "core/base/text.h"
#include "core/synthesis/builtin_texts.h"
#include "core/synthesis/coverage.h"
#include "core/synthesis/index_permutation.h"
#include "core/synthesis/prompt_plan.h"
#include "core/synthesis/seed_lists.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

SynthesisSpec smallSpec()
{
    SynthesisSpec spec;
    spec.kind = "exercise";
    spec.samples = 100;
    spec.seed = 7;
    spec.topics = {"lists › slicing", "sets", "recursion › file trees"};
    spec.audiences = {"a beginner", "an engineer"};
    spec.seedWords = {"kite", "loom", "tram", "ferry", "island"};
    spec.functionNames = {"count_a", "find_b", "sum_c", "sort_d"};
    spec.seedWordsPerPrompt = 2;
    spec.prompt.system = "You teach {audience}.";
    spec.prompt.text = "{{{function_name}}} about {topic} with {seed_words}";
    return spec;
}

PromptPlan planOf(const SynthesisSpec &spec)
{
    auto plan = PromptPlan::make(spec);
    REQUIRE_MESSAGE(plan, (plan ? "" : plan.error().message));
    return *plan;
}

template<typename T>
std::string messageOf(const Result<T> &result)
{
    return result ? "" : result.error().message;
}

} // namespace

TEST_CASE("a permutation of indices is one, for any size, and differs by seed and stream")
{
    for (const std::uint64_t size : {1ull, 2ull, 3ull, 5ull, 16ull, 17ull, 1000ull, 4097ull}) {
        const IndexPermutation order(size, 3, 4);
        std::set<std::uint64_t> seen;
        for (std::uint64_t i = 0; i < size; ++i) {
            CHECK(order[i] < size);
            seen.insert(order[i]);
        }
        CHECK(seen.size() == size);
    }
    const auto first = [](std::uint64_t seed, std::uint64_t stream) {
        std::vector<std::uint64_t> order;
        for (std::uint64_t i = 0; i < 50; ++i)
            order.push_back(IndexPermutation(1000, seed, stream)[i]);
        return order;
    };
    CHECK(first(1, 1) == first(1, 1));
    CHECK(first(1, 1) != first(2, 1));
    CHECK(first(1, 1) != first(1, 2));
}

TEST_CASE("placeholders are filled in, doubled braces are braces")
{
    const PlannedPrompt prompt = planOf(smallSpec()).at(0);
    CHECK(prompt.prompt.find("{" + prompt.functionName + "} about ") == 0);
    CHECK(prompt.system.find("You teach a") == 0);
    CHECK(prompt.seedWords.size() == 2);
    CHECK(prompt.prompt.find(" with " + prompt.seedWords[0] + ", " + prompt.seedWords[1]) !=
          std::string::npos);
}

TEST_CASE("a template that cannot be used is explained with its place")
{
    const auto message = [](std::string_view text) {
        return messageOf(PromptTemplate::parse(text, "T"));
    };
    CHECK(message("a\nb {topik}").find("T, line 2, column 3: {topik} is not known") == 0);
    CHECK(message("a } b").find("line 1, column 3: '}' stands alone") != std::string::npos);
    CHECK(message("a { b").find("'{' stands alone") != std::string::npos);
    CHECK(message("{topic}{{}}").empty());
}

TEST_CASE("every cell of topics and audiences has as many prompts as the others, or one more")
{
    const PromptPlan plan = planOf(smallSpec());
    std::map<std::pair<std::size_t, std::size_t>, int> cells;
    for (std::uint64_t i = 0; i < plan.size(); ++i) {
        const PlannedPrompt prompt = plan.at(i);
        ++cells[{prompt.topic, prompt.audience}];
        int low = 1 << 30, high = 0;
        for (std::size_t t = 0; t < 3; ++t) {
            for (std::size_t a = 0; a < 2; ++a) {
                low = std::min(low, cells[{t, a}]);
                high = std::max(high, cells[{t, a}]);
            }
        }
        CHECK(high - low <= 1);
    }
    const std::vector<std::uint64_t> counted = plan.cellCounts(100);
    for (std::size_t t = 0; t < 3; ++t) {
        for (std::size_t a = 0; a < 2; ++a)
            CHECK(counted[t * 2 + a] == static_cast<std::uint64_t>(cells[{t, a}]));
    }
}

TEST_CASE("a topic meets each function name once before any a second time")
{
    SynthesisSpec spec = smallSpec();
    spec.samples = 3 * 4 * 3; // every topic with every name three times
    const PromptPlan plan = planOf(spec);
    std::map<std::size_t, std::vector<std::string>> names;
    for (std::uint64_t i = 0; i < plan.size(); ++i)
        names[plan.at(i).topic].push_back(plan.at(i).functionName);
    for (const auto &[topic, list] : names) {
        // Two audiences a round: rounds are complete after four prompts of a topic.
        for (std::size_t begin = 0; begin + 4 <= list.size(); begin += 4) {
            const std::set<std::string> four(list.begin() + static_cast<std::ptrdiff_t>(begin),
                                             list.begin() + static_cast<std::ptrdiff_t>(begin) + 4);
            CHECK(four.size() == 4);
        }
    }
}

TEST_CASE("a prompt is a function of seed and index alone")
{
    const SynthesisSpec spec = smallSpec();
    const PromptPlan plan = planOf(spec);
    const std::string late = plan.at(77).prompt;
    CHECK(planOf(spec).at(77).prompt == late);
    SynthesisSpec longer = spec;
    longer.samples = 5000;
    longer.endpoint.model = "other";
    CHECK(planOf(longer).at(77).prompt == late);
    CHECK(planFingerprint(longer) == planFingerprint(spec));
    SynthesisSpec other = spec;
    other.seed = 8;
    CHECK(planFingerprint(other) != planFingerprint(spec));
    int equal = 0;
    for (std::uint64_t i = 0; i < 100; ++i)
        equal += planOf(other).at(i).prompt == plan.at(i).prompt ? 1 : 0;
    CHECK(equal < 20);
    CHECK(plan.at(3).seed < (1ull << 31));
}

TEST_CASE("a template that asks for no audience has none")
{
    SynthesisSpec spec = smallSpec();
    spec.prompt.system = "You teach.";
    const PromptPlan plan = planOf(spec);
    CHECK(plan.audiences() == std::vector<std::string>{""});
    CHECK(plan.cellCounts(3) == std::vector<std::uint64_t>{1, 1, 1});
}

TEST_CASE("topics are read from indented lines and from JSON of several shapes")
{
    const std::vector<std::string> expected = {"lists › slicing", "lists › sorting › by key",
                                               "sets"};
    CHECK(*topicsOf("# ours\nlists\n  slicing\n  sorting\n    by key\nsets\n\n", "T") == expected);
    CHECK(
        *topicsOf(
            R"([{"topic":"lists","topics":["slicing",{"name":"sorting","topics":["by key"]}]},"sets"])",
            "T") == expected);
    CHECK(*topicsOf(R"([{"topic":"slicing","mixing":1,"parent":{"topic":"lists","parent":null}},
                        {"topic":"by key","parent":{"topic":"sorting","parent":{"topic":"lists","parent":null}}},
                        {"topic":"sets","parent":null},{"topic":"sets","parent":null}])",
                    "T") == expected);
    CHECK(*topicsOf(R"({"lists":["slicing",{"sorting":["by key"]}],"":["sets"]})", "T") ==
          std::vector<std::string>{"lists › slicing", "lists › sorting › by key", "sets"});
    CHECK(messageOf(topicsOf("# nothing\n", "the list")).find("the list holds nothing") == 0);
    CHECK(messageOf(topicsOf("a\xff", "the list")).find("is not UTF-8") != std::string::npos);
    CHECK(*entriesOf(" a \nb\n# c\na\n", "L") == std::vector<std::string>{"a", "b"});
    CHECK(*entriesOf(R"({"x":["a","b"],"y":["b","c"]})", "L") ==
          std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("what comes with the program can be used as it is")
{
    for (const char *name : {"builtin:textbooks", "builtin:exercises"}) {
        const auto spec = loadSynthesisSpec(name);
        REQUIRE_MESSAGE(spec, messageOf(spec));
        CHECK(spec->topics.size() > 100);
        CHECK(spec->audiences.size() >= 8);
        const PlannedPrompt prompt = planOf(*spec).at(0);
        CHECK(prompt.prompt.find('{') == std::string::npos);
        CHECK(prompt.functionName.empty() == (spec->kind == "textbook"));
    }
    CHECK(builtinFunctionNames().size() > 3000);
    CHECK_FALSE(loadSynthesisSpec("builtin:novels"));
}

TEST_CASE("a specification written out reads back equal")
{
    SynthesisSpec spec = smallSpec();
    spec.prompt.text += "\n\"quotes\" \"\"\" \\ and ''' and \t tabs: ü €\n";
    spec.endpoint = {"http://h/v1", "m"};
    spec.generation.stop = {"\n\n", "```"};
    spec.generation.sendSeed = false;
    spec.answers.nearDuplicate = 2;
    spec.budget.tokens = 12345678901;
    const auto again = readSynthesisSpec(specToml(spec), "S", {});
    REQUIRE_MESSAGE(again, messageOf(again));
    CHECK(*again == spec);
}

TEST_CASE("lists may be files beside the specification")
{
    const TemporaryFolder folder;
    std::ofstream(folder / "topics.txt") << "a\n  b\n";
    std::ofstream(folder / "spec.toml")
        << "topics = \"topics.txt\"\n[prompt]\ntemplate = \"{topic}\"\n";
    const auto spec = loadSynthesisSpec((folder / "spec.toml").string());
    REQUIRE_MESSAGE(spec, messageOf(spec));
    CHECK(spec->topics == std::vector<std::string>{"a › b"});
}

TEST_CASE("a specification that cannot be used is one sentence")
{
    const auto message = [](const std::string &toml) {
        return messageOf(readSynthesisSpec(toml, "S", {}));
    };
    CHECK(message("samples = 0").find("S: samples is not a whole number from 1") == 0);
    CHECK(message("kind = \"novel\"").find("kind is not \"textbook\" or \"exercise\"") !=
          std::string::npos);
    CHECK(message("[generation]\ntemprature = 1").find("is generation.temperature meant?") !=
          std::string::npos);
    CHECK(message("[generation]\ntop_p = 2.0").find("generation.top_p is not a number") !=
          std::string::npos);
    CHECK(message("format = 2").find("another format than 1") != std::string::npos);
    CHECK(message("topics = [1]").find("topics is not a list of texts only") != std::string::npos);
    CHECK(message("topics = \"nowhere.txt\"").find("nowhere.txt cannot be opened") !=
          std::string::npos);
    CHECK(message("[prompt]\ntemplate = \"{topic}\"").find("there are none") != std::string::npos);
    CHECK(message("seed = 1").find("prompt.template is empty") != std::string::npos);
    CHECK(message("seed = ").find("line 1") != std::string::npos);
}

TEST_CASE("coverage counts what is planned, what came, and what the corpus has")
{
    const PromptPlan plan = planOf(smallSpec());
    CoverageCounter counter(plan);
    AnswerRecord record;
    record.topic = "sets";
    record.audience = "an engineer";
    record.completionTokens = 40;
    counter.add(record);
    record.outcome = AnswerOutcome::Truncated;
    counter.add(record);
    record.topic = "elsewhere";
    counter.add(record);
    const Column topic = Column::ofCategories("topic", {"sets", "other"}, {0, 1, 0, 0});
    const Column audience =
        Column::ofCategories("audience", {"an engineer"}, {0, 0, missingCount, 0});
    const Column tokens = Column::ofCounts("tokens", {10, 20, 30, 5});
    counter.setCorpus(&topic, &audience, &tokens, nullptr);
    const CoverageCell &cell = counter.coverage().at(1, 1);
    CHECK(cell.kept == 1);
    CHECK(cell.refused == 1);
    CHECK(cell.tokens == 40);
    CHECK(cell.inCorpus == 2);
    CHECK(cell.corpusTokens == 15);
    CHECK(counter.coverage().total().planned == 100);
    CHECK(counter.coverage().total().kept == 1);
    // Without counted tokens: a quarter of the bytes, and it says so.
    const Column bytes = Column::ofCounts("bytes", {400, 800, 1200, 40});
    counter.setCorpus(&topic, &audience, nullptr, &bytes);
    CHECK(counter.coverage().at(1, 1).corpusTokens == 110);
    CHECK(counter.coverage().corpusTokensEstimated);
}
