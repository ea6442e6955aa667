// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <set>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/mixing/training_set.h"
#include "core/storage/label_store.h"
#include "model/data/token_dataset.h"
#include "model/text/tokenizer.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::string textOf(int i)
{
    std::string text = concat("def function_", i, "(value):\n    \"\"\"Return ", i, ".\"\"\"\n");
    for (int line = 0; line < 6 + i % 5; ++line)
        text += concat("    value = value + ", i * 31 + line, "\n");
    return text + "    return value\n";
}

/// A workspace with two corpora: `all` (texts 0…59, sources a and b in turn) and `more` (40…79).
struct Mixed {
    TemporaryFolder folder;

    Mixed()
    {
        import("all", 0, 60);
        import("more", 40, 80);
    }

    std::string path(const std::string &name) const { return (folder / name).string(); }
    std::string workspace() const { return path("workspace"); }

    void import(const std::string &corpus, int first, int end) const
    {
        std::ofstream file(folder / (corpus + ".jsonl"));
        for (int i = first; i < end; ++i)
            file << dumpJson({{"text", textOf(i)}, {"source", i % 2 == 0 ? "a" : "b"}}) << '\n';
        file.close();
        run({"import", path(corpus + ".jsonl"), "--workspace", workspace(), "--corpus", corpus});
    }

    std::string run(const std::vector<std::string> &arguments, int status = 0) const
    {
        Process process(folder, arguments);
        CHECK_MESSAGE(process.wait() == status, process.error());
        return status == 0 ? process.output() : process.error();
    }

    MixRecipe recipe(const std::string &name) const
    {
        MixRecipe made;
        made.name = name;
        made.vocabulary = 400;
        made.validation = 0.1;
        MixSource first;
        first.corpus = "all";
        first.filter.categories = {{"source", {"a"}}};
        MixSource second;
        second.corpus = "more";
        second.weight = 2;
        made.sources = {first, second};
        return made;
    }

    std::vector<std::string> prepare(const MixRecipe &recipe) const
    {
        std::ofstream(folder / "recipe.json") << dumpJson(toJson(recipe));
        return {"prepare", "--recipe", path("recipe.json"), "--workspace", workspace(), "--json"};
    }
};

std::multiset<std::string> textsIn(const std::filesystem::path &part, Split split)
{
    const auto dataset = TokenDataset::open(part, split);
    REQUIRE(dataset);
    REQUIRE(dataset->verify());
    const auto tokenizer = loadTokenizer(dataset->tokenizerFolder());
    REQUIRE(tokenizer);
    const auto hashes = readPartSamples(part, split == Split::Validation);
    REQUIRE(hashes);
    REQUIRE(hashes->size() == dataset->documentCount());
    std::multiset<std::string> texts;
    for (std::uint64_t i = 0; i < dataset->documentCount(); ++i) {
        const auto entry = dataset->document(i);
        REQUIRE(entry);
        std::vector<std::int64_t> tokens(entry->tokens);
        REQUIRE(dataset->read(entry->firstToken, tokens));
        tokens.pop_back();
        const std::string text =
            (*tokenizer)->decode(std::vector<TokenId>(tokens.begin(), tokens.end()));
        CHECK((*hashes)[i] == hashOfSample(text));
        texts.insert(text);
    }
    return texts;
}

} // namespace

TEST_CASE("a recipe becomes a set of exactly the samples that pass, each once")
{
    const Mixed mixed;
    const Json told = *parseJson(mixed.run(mixed.prepare(mixed.recipe("first"))), "stdout");
    const auto set = readTrainingSet(mixed.folder / "workspace/sets/first");
    REQUIRE_MESSAGE(set, (set ? "" : set.error().message));
    CHECK(set->recipe == mixed.recipe("first"));
    CHECK(told["folder"] == set->folder.string());
    std::multiset<std::string> found[2], expected[2];
    for (std::size_t part = 0; part < 2; ++part) {
        found[part] = textsIn(set->partFolder(part), Split::Train);
        CHECK(found[part].size() == set->parts[part].documents);
        found[part].merge(textsIn(set->partFolder(part), Split::Validation));
    }
    for (int i = 0; i < 60; i += 2)
        expected[0].insert(textOf(i));
    for (int i = 40; i < 80; ++i) {
        if (i >= 60 || i % 2 == 1)
            expected[1].insert(textOf(i)); // the others are in the first source
    }
    CHECK(found[0] == expected[0]);
    CHECK(found[1] == expected[1]);
    CHECK(set->parts[1].alreadyInEarlier == 10);
    CHECK(set->parts[0].validationDocuments + set->parts[1].validationDocuments > 0);

    const std::string again = mixed.run(mixed.prepare(mixed.recipe("first")), 2);
    CHECK(again.find("never changed") != std::string::npos);
}

TEST_CASE("labels count in filters, and what selects nothing is refused without a trace")
{
    const Mixed mixed;
    {
        auto labels = LabelStore::open(mixed.folder / "workspace/workbench.db");
        REQUIRE(labels);
        for (int i = 0; i < 60; i += 3)
            REQUIRE(labels->set("all", hashOfSample(textOf(i)).bytes, 5));
    }
    MixRecipe recipe = mixed.recipe("labelled");
    recipe.sources.resize(1);
    recipe.validation = 0;
    recipe.sources[0].filter = {};
    recipe.sources[0].filter.categories = {{"label", {"textbook"}}};
    mixed.run(mixed.prepare(recipe));
    CHECK(textsIn(mixed.folder / "workspace/sets/labelled/1-all", Split::Train).size() == 20);

    recipe.name = "nothing";
    recipe.sources[0].filter.categories = {{"label", {"weak"}}};
    CHECK(mixed.run(mixed.prepare(recipe), 2).find("none of the 60 samples") != std::string::npos);
    recipe.sources[0].corpus = "elsewhere";
    mixed.run(mixed.prepare(recipe), 1);
    std::size_t entries = 0;
    for (const auto &entry : std::filesystem::directory_iterator(mixed.folder / "workspace/sets"))
        entries += entry.path().filename() != "labelled";
    CHECK(entries == 0);
}

TEST_CASE("a run tells what it consumed of each source of its set, and of one sample")
{
    const Mixed mixed;
    mixed.run(mixed.prepare(mixed.recipe("first")));
    const auto set = readTrainingSet(mixed.folder / "workspace/sets/first");
    REQUIRE(set);
    std::ofstream(mixed.folder / "config.toml") << config;
    mixed.run({"train", mixed.path("config.toml"), "--run", mixed.path("run"), "--set",
               "data.train=" + trainingDataValue(*set), "--set", "training.steps=20", "--set",
               "probes.prompts=[]"});
    const auto hashes = readPartSamples(set->partFolder(1), false);
    REQUIRE(hashes);
    const Json mixture = *parseJson(
        mixed.run({"mixture", mixed.path("run"), "--json", "--sample", hashes->front().hex()}),
        "stdout");
    CHECK(mixture["step"] == 20);
    CHECK(mixture["sequences"] == 80);
    CHECK(mixture["tokens"] == 80 * 32);
    const Json &sources = mixture["sources"];
    REQUIRE(sources.size() == 2);
    CHECK(sources[0]["title"] == "all");
    CHECK(sources[1]["corpus"] == "more");
    CHECK(sources[0]["set"] == "first");
    CHECK(sources[0]["share"].get<double>() == doctest::Approx(1.0 / 3).epsilon(0.03));
    std::uint64_t documents = 0;
    for (const Json &passes : sources[1]["passes"])
        documents += passes["documents"].get<std::uint64_t>();
    CHECK(documents == set->parts[1].documents);
    REQUIRE(sources[1]["samples"].size() == 1);
    CHECK(sources[1]["samples"][0]["document"] == 0);

    // The same from the batches themselves.
    std::uint64_t tokens = 0;
    for (int step = 1; step <= 20; ++step) {
        const Json batch = *parseJson(
            mixed.run({"batch", mixed.path("run"), "--step", std::to_string(step), "--json"}),
            "stdout");
        for (const Json &sequence : batch["sequences"]) {
            const bool second =
                sequence["dataset"].get<std::string>() == set->partFolder(1).string();
            bool first = true;
            for (const Json &document : sequence["documents"]) {
                const std::uint64_t count = document["tokens"].get<std::uint64_t>() - first;
                tokens += second && document["document"] == 0 ? count : 0;
                first = false;
            }
        }
    }
    CHECK(sources[1]["samples"][0]["tokens_consumed"] == tokens);
}

TEST_CASE("embeddings and losses of a corpus are computed once and go on where they stopped")
{
    const Mixed mixed;
    const std::string checkpoint = PHI1_TEST_DATA "/checkpoints/tinyA-hf-fp32";
    const std::vector<std::string> embed = {
        "embed", checkpoint, "--workspace", mixed.workspace(), "--corpus", "all", "--json"};
    std::vector<std::string> some = embed;
    some.insert(some.end(), {"--limit", "7"});
    CHECK((*parseJson(mixed.run(some), "stdout"))["computed"] == 7);
    const Json rest = *parseJson(mixed.run(embed), "stdout");
    CHECK(rest["computed"] == 53);
    CHECK(rest["stored"] == 60);

    const std::vector<std::string> score = {
        "score",    "--loss", checkpoint, "--workspace", mixed.workspace(),
        "--corpus", "all",    "--name",   "tiny",        "--json"};
    const Json scored = *parseJson(mixed.run(score), "stdout");
    CHECK(scored["column"] == "loss.tiny");
    CHECK(scored["scored"] == 60);
    CHECK((*parseJson(mixed.run(score), "stdout"))["scored"] == 0);
    // The mean that `phi1 loss` finds for one of them.
    std::ofstream(mixed.folder / "text.py") << textOf(3);
    const Json loss = *parseJson(
        mixed.run({"loss", checkpoint, "--text-file", mixed.path("text.py"), "--json"}), "stdout");
    const auto column = Column::open(mixed.folder / "workspace/corpora/all/columns/loss.tiny.col");
    REQUIRE(column);
    CHECK(static_cast<double>(column->numbers()[3]) ==
          doctest::Approx(loss["loss"].get<double>()).epsilon(1e-5));
}
