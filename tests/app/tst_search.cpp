// SPDX-License-Identifier: Apache-2.0
// phi1 search and phi1 index as processes: what they print, refuse and survive.
#include <algorithm>
#include <fstream>
#include <random>

#include <doctest/doctest.h>

#include "core/corpora/search/substring_index.h"
#include "core/corpora/store/sample_writer.h"
#include "core/storage/sqlite_connection.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

struct Outcome {
    int status = 0;
    std::string output, error;
    Json json() const
    {
        const auto parsed = parseJson(output, "the output");
        REQUIRE_MESSAGE(parsed, output, error);
        return *parsed;
    }
};

struct Searches {
    TemporaryFolder folder;

    void add(const std::string &corpus, const std::vector<std::string> &texts,
             const std::string &source)
    {
        const auto files = corpusFiles(folder / "corpora", corpus);
        REQUIRE(files);
        auto writer = SampleWriter::open(*files, "test");
        REQUIRE_MESSAGE(writer, writer.error().message);
        for (const auto &text : texts) {
            SampleOrigin origin;
            origin.source = source;
            REQUIRE(writer->add(text, origin));
        }
        REQUIRE(writer->commit());
    }
    Outcome run(const std::string &command, std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), command);
        arguments.insert(arguments.end(), {"--workspace", folder.path().string()});
        Process process(folder, arguments);
        Outcome outcome;
        outcome.status = process.wait();
        outcome.output = process.output();
        outcome.error = process.error();
        return outcome;
    }
};

} // namespace

TEST_CASE("a search over all corpora tells totals, hits and where they are")
{
    Searches searches;
    searches.add("books", {"a tree of words", "TREE and tree", "nothing here"}, "library");
    searches.add("code", {"def tree(x):\n    return x\n", "import os"}, "web");
    const auto all = searches.run("search", {"tree", "--json"}).json();
    CHECK(all["total"] == 3);
    CHECK(all["partial"] == false);
    REQUIRE(all["hits"].size() == 3);
    CHECK(all["hits"][0]["corpus"] == "books");
    CHECK(all["hits"][1]["row"] == 1);
    CHECK(all["hits"][1]["source"] == "library");
    CHECK(all["hits"][1]["hash"] == hashOfSample("TREE and tree").hex());
    CHECK(all["hits"][2]["excerpt"] == "def tree(x): return x ");
    CHECK(all["hits"][2]["spans"] == Json::parse("[[4,8]]"));

    const auto one = searches
                         .run("search", {"tree", "--json", "--corpus", "books", "--limit", "1",
                                         "--order", "-bytes"})
                         .json();
    CHECK(one["total"] == 2);
    REQUIRE(one["hits"].size() == 1);
    CHECK(one["hits"][0]["row"] == 0);
    CHECK(searches.run("search", {"--json", "--where", "source=web"}).json()["total"] == 2);
    CHECK(searches.run("search", {"--json", "--where", "bytes=10..13"}).json()["total"] == 2);
    CHECK(searches.run("search", {"tReE", "--json", "--mode", "substring"}).json()["total"] == 3);
    CHECK(searches.run("search", {"tReE", "--json", "--mode", "substring", "--match-case"})
              .json()["total"] == 0);
    CHECK(searches.run("search", {R"(^def \w+)", "--json", "--mode", "regex"}).json()["total"] ==
          1);

    std::ofstream(searches.folder / "filter.json")
        << R"({"categories":[{"column":"source","names":["library"]}]})";
    CHECK(searches
              .run("search",
                   {"tree", "--json", "--filter", (searches.folder / "filter.json").string()})
              .json()["total"] == 2);
}

TEST_CASE("a search that cannot be answered is refused with exit status 2 and says why")
{
    Searches searches;
    CHECK(searches.run("search", {"x"}).error.find("phi1 import") != std::string::npos);
    searches.add("books", {"a tree"}, "");
    for (const auto &[query, says] :
         std::vector<std::pair<std::string, std::string>>{{"\"open", "quote that is not closed"},
                                                          {"nothing:5", "no column `nothing`"},
                                                          {"a)", "closing bracket"}}) {
        const auto refused = searches.run("search", {query});
        CHECK(refused.status == 2);
        CHECK(refused.output.empty());
        INFO(refused.error);
        CHECK(refused.error.find(says) != std::string::npos);
    }
    CHECK(searches.run("search", {"x", "--where", "source"}).status == 2);
    CHECK(searches.run("search", {"x", "--order", "nothing"}).status == 2);
    const auto missing = searches.run("search", {"x", "--corpus", "other"});
    CHECK(missing.status == 1);
    CHECK(missing.error.find("it has books") != std::string::npos);
    CHECK(searches.run("search", {"(", "--mode", "regex"}).status == 2);
}

TEST_CASE("what strangers wrote acts on no terminal")
{
    Searches searches;
    searches.add("books", {"\x1b]0;owned\x07 tree \x1b[2J\r\n<b>bold</b>"}, "\x1b[31mred");
    const auto shown = searches.run("search", {"tree"});
    CHECK(shown.status == 0);
    CHECK(shown.output.find("tree") != std::string::npos);
    CHECK(shown.output.find("<b>bold</b>") != std::string::npos);
    CHECK(std::none_of(shown.output.begin(), shown.output.end(),
                       [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }));
}

TEST_CASE("an index of substrings that is killed goes on and finds the same")
{
    Searches searches;
    std::mt19937 random(3);
    std::vector<std::string> texts;
    for (int i = 0; i < 1500; ++i) {
        std::string text = "sample " + std::to_string(i);
        while (text.size() < 16'000)
            text += " w" + std::to_string(random() % 100'000);
        texts.push_back(std::move(text));
    }
    searches.add("big", texts, "");
    const auto files = corpusFiles(searches.folder / "corpora", "big").value();
    const std::vector<std::string> arguments = {"index", "--corpus", "big", "--workspace",
                                                searches.folder.path().string()};
    SampleRow indexed = 0;
    for (int attempt = 0; attempt < 3 && indexed < texts.size(); ++attempt) {
        Process process(searches.folder, arguments);
        const auto before = indexed;
        while (process.running() && indexed == before) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            if (const auto state = substringIndexState(files))
                indexed = state->indexed;
        }
        process.signal(SIGKILL);
        process.wait();
        if (std::filesystem::exists(files.substrings())) {
            const auto database =
                SqliteConnection::open(files.substrings(), SqliteConnection::Access::ReadWrite);
            REQUIRE(database);
            CHECK(database->queryText("PRAGMA integrity_check").value() == "ok");
        }
    }
    CHECK(indexed > 0);
    const auto made = searches.run("index", {"--corpus", "big", "--json"});
    REQUIRE_MESSAGE(made.status == 0, made.error);
    CHECK(made.json()["indexed"] == texts.size());
    for (const std::size_t row : {std::size_t{0}, texts.size() / 2, texts.size() - 1}) {
        const auto needle = texts[row].substr(5000, 30);
        const auto found =
            searches.run("search", {needle, "--mode", "substring", "--json", "--limit", "1"})
                .json();
        CHECK(found["total"] == 1);
        CHECK(found["hits"][0]["row"] == row);
    }
    CHECK(searches.run("index", {"--corpus", "big", "--json"}).json()["bytes"] == 0);
}
