// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/comparison/groups.h"
#include "core/comparison/records.h"
#include "tests/core/comparison/random_records.h"

using namespace phi1;

namespace {

/// A comparison's JSON with one value replaced.
std::string changed(const std::string &pointer, const Json &value)
{
    test::RandomRecords random(1);
    ComparisonRecord record;
    record.panes.push_back(random.pane(false));
    record.panes.front().completions = {random.completion(0), random.completion(5)};
    record.panes.front().completions.front().tokens = {random.token()};
    record.panes.front().completions.front().tokens.front().top = {{1, "a", -1.0F}};
    Json json = toJson(record);
    REQUIRE(parseComparison(dumpJson(json)) == record);
    json[Json::json_pointer(pointer)] = value;
    return dumpJson(json);
}

void checkRefused(const std::string &text, const std::string &place)
{
    const auto refused = parseComparison(text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Corrupt);
    CHECK_MESSAGE(refused.error().message.find(place) != std::string::npos,
                  refused.error().message);
}

} // namespace

TEST_CASE("any comparison reads back from its JSON as it was")
{
    test::RandomRecords random(11);
    for (int i = 0; i < 300; ++i) {
        const ComparisonRecord record = random.comparison();
        const std::string text = dumpJson(toJson(record));
        REQUIRE(isUtf8(text));
        const auto read = parseComparison(text);
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == record);
    }
}

TEST_CASE("any grid reads back from its JSON as it was")
{
    test::RandomRecords random(12);
    for (int i = 0; i < 100; ++i) {
        const SetRunRecord run = random.setRun();
        const auto read = parseSetRun(dumpJson(toJson(run)));
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == run);
    }
}

TEST_CASE("records differ where a bit of a log-probability, a byte or a setting does")
{
    test::RandomRecords random(13);
    ComparisonRecord record;
    record.panes.push_back(random.pane(false));
    record.panes.front().completions = {random.completion(0)};
    record.panes.front().completions.front().tokens = {{7, "a", -0.5F, {{8, "b", 0.0F}}}};
    ComparisonRecord other = record;
    CompletionRecord &completion = other.panes.front().completions.front();
    TokenRecord &token = completion.tokens.front();
    SUBCASE("log-probability")
    {
        token.logProbability = std::nextafter(-0.5F, 0.0F);
    }
    SUBCASE("sign of a zero")
    {
        token.top.front().logProbability = -0.0F;
    }
    SUBCASE("bytes")
    {
        token.bytes += '\0';
    }
    SUBCASE("time")
    {
        completion.startedAt = std::nextafter(completion.startedAt, 0);
    }
    SUBCASE("settings")
    {
        other.panes.front().settings.seed ^= 1;
    }
    CHECK_FALSE(other == record);
}

TEST_CASE("what does not fit is refused with its place")
{
    checkRefused(changed("/panes", 5), "panes should be a list");
    checkRefused(changed("/panes/0", "x"), "panes[0] should be an object");
    checkRefused(changed("/title", 1), "title should be a text");
    checkRefused(changed("/title", {{"base64", "?"}}), "title should be bytes in base64");
    checkRefused(changed("/created_at", "Infinity"), "time");
    checkRefused(changed("/blind", 1), "blind should be true or false");
    const std::string completion = "/panes/0/completions/0";
    const std::string place = "panes[0].completions[0]";
    checkRefused(changed(completion + "/id", 1.5), place + ".id should be a whole number");
    checkRefused(changed(completion + "/id", -1), "expected ids from 0");
    checkRefused(changed(completion + "/id", 5), "each once");
    checkRefused(changed(completion + "/id", 99999999999), place + ".id");
    checkRefused(changed(completion + "/parent", 0), "expected one that came before it");
    checkRefused(changed(completion + "/state", "done"), "complete, cancelled or failed");
    checkRefused(changed(completion + "/memory_bytes", 18446744073709551615ULL), "memory_bytes");
    checkRefused(changed(completion + "/tokens/0/logprob", 1e300), "single precision");
    checkRefused(changed(completion + "/tokens/0/logprob", "much"), place + ".tokens[0].logprob");
    checkRefused(changed(completion + "/tokens/0/bytes", "YQ="), place + ".tokens[0].bytes");
    checkRefused(changed(completion + "/tokens/0/top/0", Json::array({1, -1.0})), ".top[0]");
    checkRefused(changed("/panes/0/settings/seed", -1), "seed");
    checkRefused(changed("/panes/0/settings/stop", "x"), "stop should be a list");
    checkRefused(changed("/format", "phi1-votes"), "phi1-votes");
    checkRefused("{\"format\":\"phi1-comparison\"", "not valid JSON");
    checkRefused("[]", "should be an object");
}

TEST_CASE("a list that is too long is refused before it takes the memory")
{
    Json top = Json::array();
    for (int i = 0; i < 1001; ++i)
        top.push_back(Json::array({1, -1.0, ""}));
    checkRefused(changed("/panes/0/completions/0/tokens/0/top", top), "at most 1000");
}

TEST_CASE("nesting without end is refused, where a number is expected as where nothing is read")
{
    const std::string deep(1'000'000, '[');
    const std::string closed = deep + std::string(deep.size(), ']');
    const std::string begin = R"({"format":"phi1-comparison","version":1,)";
    checkRefused(begin + "\"id\":" + closed + "}", "id should be a whole number");
    checkRefused(begin + "\"panes\":[{\"completions\":[{\"state\":" + closed + "}]}]}", "state");
    checkRefused(begin + "\"panes\":" + deep, "not valid JSON");
    CHECK(parseComparison(begin + "\"unknown\":" + closed + "}"));
}

TEST_CASE("another version is refused naming both numbers")
{
    const auto refused = parseComparison(changed("/version", 7));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Incompatible);
    CHECK(refused.error().message.find("version 7") != std::string::npos);
    CHECK(refused.error().message.find("version 1") != std::string::npos);
}

TEST_CASE("keys that are missing take their defaults, unknown ones are skipped")
{
    const auto read = parseComparison(R"({"format":"phi1-comparison","version":1,"new":[],
        "panes":[{"completions":[{"id":3}]}]})");
    REQUIRE_MESSAGE(read, read.error().message);
    ComparisonRecord expected;
    expected.panes.resize(1);
    expected.panes.front().completions.resize(1);
    expected.panes.front().completions.front().id = 3;
    CHECK(*read == expected);
}

TEST_CASE("a file cut anywhere is refused, never half read")
{
    test::RandomRecords random(14);
    ComparisonRecord record;
    record.panes.push_back(random.pane(true));
    const std::string text = dumpJson(toJson(record));
    for (std::size_t size = 0; size < text.size(); ++size)
        REQUIRE_FALSE(parseComparison(std::string_view(text).substr(0, size)));
}

TEST_CASE("a file with any byte changed reads as a record or is refused")
{
    test::RandomRecords random(15);
    ComparisonRecord record;
    record.panes.push_back(random.pane(false));
    record.panes.front().completions = {random.completion(0)};
    const std::string text = dumpJson(toJson(record));
    int refused = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string broken = text;
        broken[i] = static_cast<char>(random.below(256));
        refused += parseComparison(broken) ? 0 : 1;
    }
    CHECK(refused > 0);
}

TEST_CASE("the completion on view is the one that was chosen, else the first")
{
    PaneRecord pane;
    CHECK(shownCompletion(pane) == nullptr);
    pane.completions.resize(2);
    pane.completions[0].id = 4;
    pane.completions[1].id = 9;
    CHECK(shownCompletion(pane) == &pane.completions[0]);
    pane.shown = 9;
    CHECK(shownCompletion(pane) == &pane.completions[1]);
    CHECK(completionOf(pane, 5) == nullptr);
}

TEST_CASE("a row of a grid is a comparison of its cells")
{
    SetRunRecord run;
    run.prompts = {{"a", "", "A", "prompt a", "", true}, {"b", "", "B", "prompt b", "", true}};
    run.columns.resize(2);
    run.columns[1].modelName = "second";
    CompletionRecord completion;
    completion.id = 6;
    completion.text = "written";
    run.cells = {{1, 1, completion}};
    const ComparisonRecord row = comparisonOfRow(run, 1);
    CHECK(row.prompt == "prompt b");
    CHECK(row.promptEntry == "b");
    REQUIRE(row.panes.size() == 2);
    CHECK(row.panes[0].completions.empty());
    CHECK(row.panes[1].modelName == "second");
    CHECK(shownCompletion(row.panes[1])->text == "written");
    CHECK(comparisonOfRow(run, 2).panes.empty());
    CHECK(comparisonOfRow(run, -1).panes.empty());
}

TEST_CASE("settings in few words name what makes outputs differ")
{
    SamplingSettings settings;
    settings.topP = 0.5; // says nothing where the most likely token is taken anyway
    CHECK(settingsText(settings) == "greedy, seed 17");
    settings.temperature = 0.8;
    settings.topK = 40;
    settings.minP = 0.05;
    settings.repetitionPenalty = 1.1;
    CHECK(settingsText(settings) == "temperature 0.8, top-k 40, top-p 0.5, min-p 0.05, "
                                    "repetition penalty 1.1, seed 17");
}

TEST_CASE("identical outputs are one group with its count, the most frequent first")
{
    std::vector<CompletionRecord> completions(7);
    const char *texts[] = {"a", "b", "b", "c", "b", "c", "a"};
    for (std::size_t i = 0; i < 7; ++i) {
        completions[i].id = static_cast<int>(i);
        completions[i].text = texts[i];
    }
    completions[6].parent = 0; // a branch says nothing about frequency
    completions[5].state = CompletionState::Cancelled;
    const auto groups = groupOutputs(completions);
    REQUIRE(groups.size() == 4);
    CHECK(groups[0].text == "b");
    CHECK(groups[0].members == std::vector<std::size_t>{1, 2, 4});
    CHECK(groups[1].text == "a");
    CHECK(groups[1].count() == 1);
    CHECK(groups[2].text == "c");
    CHECK(groups[3].state == CompletionState::Cancelled);
}

TEST_CASE("panes are identical if the texts on view are")
{
    ComparisonRecord record;
    record.panes.resize(2);
    CHECK_FALSE(outputsAreIdentical(record));
    for (PaneRecord &pane : record.panes) {
        pane.completions.resize(2);
        pane.completions[0].text = "same";
        pane.completions[1].id = 1;
    }
    record.panes[1].completions[1].text = "other";
    CHECK(outputsAreIdentical(record));
    record.panes[1].shown = 1;
    CHECK_FALSE(outputsAreIdentical(record));
    record.panes.resize(1);
    CHECK_FALSE(outputsAreIdentical(record));
}

TEST_CASE("base64 is that of RFC 4648 and refuses what it would not write")
{
    CHECK(toBase64("") == "");
    CHECK(toBase64("f") == "Zg==");
    CHECK(toBase64("fo") == "Zm8=");
    CHECK(toBase64("foobar") == "Zm9vYmFy");
    CHECK(toBase64("\xfb\xff") == "+/8=");
    for (const char *wrong : {"Zg=", "Z===", "Zh==", "Zg==Zg==", "Zm9=", "Zm9v\n", "Zg-_"})
        CHECK_FALSE(fromBase64(wrong));
    test::RandomRecords random(16);
    for (int i = 0; i < 1000; ++i) {
        const std::string bytes = random.bytes() + random.bytes();
        CHECK(fromBase64(toBase64(bytes)) == bytes);
    }
}
