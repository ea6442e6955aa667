// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <fstream>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/mixing/training_set.h"
#include "core/runs/run_config.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

MixRecipe twoSources()
{
    MixRecipe recipe;
    recipe.name = "a mix";
    recipe.vocabulary = 1000;
    recipe.validation = 0.125;
    MixSource first;
    first.corpus = "code";
    first.title = "Filtered code";
    first.weight = 2.5;
    first.filter.numbers = {{"score.quality", 0.6, INFINITY, false}};
    first.filter.categories = {{"kind", {"library", ""}}};
    first.filter.withoutNearDuplicates = true;
    MixSource second;
    second.corpus = "exercises";
    second.filter.text = {TextMode::Words, "recurs*", false};
    recipe.sources = {first, second};
    return recipe;
}

TrainingSet written(const std::filesystem::path &folder, double createdAt)
{
    TrainingSet set;
    set.folder = folder;
    set.recipe = twoSources();
    set.recipe.name = folder.filename().string();
    set.createdAt = createdAt;
    set.tokenizerFingerprint = "f";
    set.vocabulary = 1000;
    set.parts = {{"1-code", "h1", "s1", 3, 100, 1, 10, 20, 0},
                 {"2-exercises", "h2", "s2", 5, 50, 0, 0, 9, 2}};
    REQUIRE(makeFolders(folder));
    REQUIRE(writeFileAtomically(folder / "set.json", dumpJsonPretty(toJson(set))));
    return set;
}

ErrorCode codeOf(const Json &json)
{
    const auto read = mixRecipeFromJson(json);
    REQUIRE_FALSE(read);
    return read.error().code;
}

} // namespace

TEST_CASE("a recipe reads back as it was written")
{
    const MixRecipe recipe = twoSources();
    const auto read = mixRecipeFromJson(*parseJson(dumpJson(toJson(recipe)), "recipe"));
    REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
    CHECK(*read == recipe);
    CHECK(checkRecipe(recipe));
}

TEST_CASE("what is no recipe is refused, naming the member")
{
    CHECK(codeOf(Json::array()) == ErrorCode::Usage);
    CHECK(codeOf({{"format", "other"}}) == ErrorCode::Usage);
    Json json = toJson(twoSources());
    json["version"] = 2;
    CHECK(codeOf(json) == ErrorCode::Incompatible);
    json = toJson(twoSources());
    json["sources"][0]["weight"] = "much";
    CHECK(mixRecipeFromJson(json).error().message.find("weight") != std::string::npos);
    json = toJson(twoSources());
    json["sources"][1]["filter"]["numbers"] = 7;
    CHECK(mixRecipeFromJson(json).error().message.find("numbers") != std::string::npos);
    for (const char *member : {"name", "version", "sources"}) {
        CAPTURE(member);
        json = toJson(twoSources());
        json.erase(member);
        CHECK(codeOf(json) == ErrorCode::Usage);
    }
}

TEST_CASE("a recipe that cannot be prepared says why")
{
    const auto refused = [](auto change) {
        MixRecipe recipe = twoSources();
        change(recipe);
        return !checkRecipe(recipe);
    };
    for (const std::string name : {"", ".hidden", "a/b", "../x", "line\nbreak"})
        CHECK(refused([&](MixRecipe &recipe) { recipe.name = name; }));
    CHECK(refused([](MixRecipe &recipe) { recipe.name = std::string(101, 'x'); }));
    CHECK(refused([](MixRecipe &recipe) { recipe.sources.clear(); }));
    CHECK(refused([](MixRecipe &recipe) { recipe.sources[0].weight = 0; }));
    CHECK(refused([](MixRecipe &recipe) { recipe.sources[0].weight = NAN; }));
    CHECK(refused([](MixRecipe &recipe) { recipe.sources[1].corpus.clear(); }));
    CHECK(refused([](MixRecipe &recipe) { recipe.validation = 1; }));
    CHECK(refused([](MixRecipe &recipe) { recipe.vocabulary = 7; }));
    CHECK(refused([](MixRecipe &recipe) { recipe.tokenizer = "/somewhere"; }));
}

TEST_CASE("training sets are listed newest first, damaged ones are told and left out")
{
    const TemporaryFolder folder;
    written(folder / "old", 100);
    const TrainingSet set = written(folder / "new", 200);
    REQUIRE(makeFolders(folder / ".new.XXXXXX"));
    REQUIRE(makeFolders(folder / "broken"));
    std::ofstream(folder / "broken/set.json") << R"({"format":"phi1-training-set","version":1})";
    std::vector<std::string> problems;
    const auto found = listTrainingSets(folder.path(), problems);
    REQUIRE(found.size() == 2);
    CHECK(found[0].recipe.name == "new");
    CHECK(found[0].tokens() == 150);
    CHECK(found[0].documents() == 8);
    CHECK(found[0].recipe == set.recipe);
    CHECK(found[1].recipe.name == "old");
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("broken") != std::string::npos);
}

TEST_CASE("a set cannot name folders outside itself")
{
    const TemporaryFolder folder;
    written(folder / "a", 1);
    for (const char *name : {"../b", "/etc", "", ".x"}) {
        CAPTURE(name);
        Json json = *readJsonFile(folder / "a/set.json");
        json["parts"][0]["folder"] = name;
        REQUIRE(writeFileAtomically(folder / "a/set.json", dumpJson(json)));
        const auto read = readTrainingSet(folder / "a");
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::Corrupt);
    }
}

TEST_CASE("the value of data.train is what a configuration reads")
{
    const TemporaryFolder folder;
    const TrainingSet set = written(folder / "with \"quotes\" and \\", 1);
    const std::vector<std::string> overrides = {"data.train=" + trainingDataValue(set)};
    const auto config = loadRunConfig("phi-1-nano", overrides);
    REQUIRE_MESSAGE(config, (config ? "" : config.error().message));
    REQUIRE(config->data.train.size() == 2);
    CHECK(config->data.train[0].path == (set.folder / "1-code").string());
    CHECK(config->data.train[0].weight == 2.5);
    CHECK(config->data.train[1].path == (set.folder / "2-exercises").string());
    CHECK(config->data.train[1].weight == 1.0);
}

TEST_CASE("shares follow the weights, epochs the tokens of each part")
{
    const auto shares = mixShares({1, 3}, {100, 50}, 1000);
    CHECK(shares[0].share == 0.25);
    CHECK(shares[0].epochs == 2.5);
    CHECK(shares[1].tokens == 750);
    CHECK(shares[1].epochs == 15);
    CHECK(std::isinf(mixShares({1}, {0}, 10)[0].epochs));
}

TEST_CASE("a list of documents is whole hashes or nothing")
{
    const TemporaryFolder folder;
    const SampleHash hash = hashOfSample("text");
    std::string bytes(reinterpret_cast<const char *>(hash.bytes.data()), 16);
    REQUIRE(writeFileAtomically(folder / "train.samples", bytes + bytes));
    const auto read = readPartSamples(folder.path(), false);
    REQUIRE(read);
    REQUIRE(read->size() == 2);
    CHECK((*read)[1] == hash);
    REQUIRE(writeFileAtomically(folder / "train.samples", bytes + "x"));
    CHECK(readPartSamples(folder.path(), false).error().code == ErrorCode::Corrupt);
    CHECK(readPartSamples(folder.path(), true).error().code == ErrorCode::NotFound);
}
