// SPDX-License-Identifier: Apache-2.0
// phi1 import as a process: killed anywhere, stopped, beside another one; what it prints.
#include <algorithm>
#include <fstream>
#include <random>

#include <doctest/doctest.h>

#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_store.h"
#include "core/jobs/job_status.h"
#include "core/storage/sqlite_connection.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

struct ImportRuns {
    TemporaryFolder folder;
    std::filesystem::path input = folder / "in.jsonl";
    CorpusFiles corpus = corpusFiles(folder / "corpora", "c").value();
    std::vector<std::string> texts;

    explicit ImportRuns(std::size_t count)
    {
        std::mt19937 random(11);
        std::ofstream lines(input, std::ios::binary);
        for (std::size_t i = 0; i < count; ++i) {
            std::string text = "sample " + std::to_string(i);
            for (int word = 0; word < 150; ++word)
                text += " name_" + std::to_string(random() % 3000);
            lines << dumpJson({{"text", text}, {"kind", i % 3 == 0 ? "code" : "textbook"}}) << '\n';
            texts.push_back(std::move(text));
        }
    }

    std::vector<std::string> arguments(const std::vector<std::string> &more = {}) const
    {
        std::vector<std::string> all = {
            "import", input.string(), "--workspace", folder.path().string(), "--corpus", "c"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    SampleRow rows() const
    {
        const auto store = SampleStore::open(corpus);
        return store ? store->rows().value_or(0) : 0;
    }

    /// The database is sound and what is in it is the beginning of the input.
    void checkBeginning() const
    {
        const auto store = SampleStore::open(corpus);
        if (!store) // killed before there was one
            return;
        CHECK(store->sqlite().queryText("PRAGMA integrity_check").value() == "ok");
        const SampleRow count = store->rows().value();
        REQUIRE(count <= texts.size());
        bool equal = true;
        REQUIRE(store->eachText(0, count, [&](SampleRow row, std::string_view text) {
            equal = equal && text == texts[row];
            return true;
        }));
        CHECK(equal);
    }

    void checkWhole() const
    {
        checkBeginning();
        CHECK(rows() == texts.size());
        {
            const auto database =
                SqliteConnection::open(corpus.database(), SqliteConnection::Access::ReadWrite);
            CHECK(database->execute("INSERT INTO words(words, rank) VALUES('integrity-check', 1)"));
        }
        std::vector<std::string> problems;
        const auto columns = openColumns(corpus, problems);
        REQUIRE(columns);
        CHECK(problems.empty());
        for (const Column &column : *columns)
            CHECK(column.info().rows == texts.size());
        const auto kind = Column::open(corpus.column("kind"));
        REQUIRE(kind);
        for (SampleRow row = 0; row < texts.size(); ++row)
            REQUIRE(kind->info().names[kind->counts()[row]] ==
                    (row % 3 == 0 ? "code" : "textbook"));
    }
};

} // namespace

TEST_CASE("an import killed again and again ends with every sample once")
{
    const ImportRuns runs(12'000);
    std::mt19937 random(5);
    int kills = 0;
    for (int attempt = 0; attempt < 12; ++attempt) {
        Process process(runs.folder, runs.arguments({"--json"}));
        // Not before something was committed, so that it gets on; then at any moment.
        const SampleRow before = runs.rows();
        while (process.running() && runs.rows() == before)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
        process.signal(SIGKILL);
        kills += process.wait() == 128 + SIGKILL;
        runs.checkBeginning();
    }
    CHECK(kills > 2);
    Process last(runs.folder, runs.arguments({"--json"}));
    REQUIRE(last.wait() == 0);
    CHECK(Json::parse(last.output()).at("samples") == runs.texts.size());
    runs.checkWhole();
}

TEST_CASE("death between the parts of a commit is mended by the next import")
{
    const ImportRuns runs(12'000);
    // The first commit makes the tables, the second is the first batch's.
    for (const std::string failpoint :
         {"workbench-database@2=kill", "corpus-columns@1=kill", "corpus-columns@1=kill"}) {
        Process process(runs.folder, runs.arguments(), {"PHI1_FAILPOINT=" + failpoint});
        CHECK(process.wait() == 128 + SIGKILL);
        runs.checkBeginning();
    }
    Process last(runs.folder, runs.arguments({"--json"}));
    REQUIRE(last.wait() == 0);
    const Json summary = Json::parse(last.output());
    CHECK(summary.at("duplicates") == 0); // it went on
    CHECK(summary.at("imported").get<std::size_t>() < runs.texts.size());
    runs.checkWhole();
}

TEST_CASE("a full disk ends an import with one sentence, and the next one finishes it")
{
    const ImportRuns runs(12'000);
    Process process(runs.folder, runs.arguments(), {"PHI1_FAILPOINT=workbench-database@3=ENOSPC"});
    CHECK(process.wait() == 1);
    CHECK(process.error().find("No space left on device") != std::string::npos);
    runs.checkBeginning();
    CHECK(Process(runs.folder, runs.arguments()).wait() == 0);
    runs.checkWhole();
}

TEST_CASE("SIGTERM ends an import at a batch as a stopped job, and the same command goes on")
{
    const ImportRuns runs(12'000);
    const std::filesystem::path job = runs.folder / "job";
    Process process(runs.folder, runs.arguments({"--json", "--job", job.string()}));
    while (process.running() && runs.rows() == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    process.signal(SIGTERM);
    CHECK(process.wait() == 130);
    CHECK(Json::parse(process.output()).at("interrupted") == true);
    runs.checkBeginning();
    CHECK(runs.rows() < runs.texts.size());
    CHECK(Process(runs.folder, runs.arguments({"--job", job.string()})).wait() == 0);
    CHECK(readFile(job / "status.json").value().find("finished") != std::string::npos);
    runs.checkWhole();
}

TEST_CASE("broken lines and a held corpus are told, wrong use ends with 2")
{
    const ImportRuns runs(1);
    std::ofstream(runs.input, std::ios::app) << "\x1b[2J no json\n";
    Process process(runs.folder, runs.arguments({"--json"}));
    REQUIRE(process.wait() == 0);
    const Json summary = Json::parse(process.output());
    CHECK(summary.at("corpus") == "c");
    CHECK(summary.at("imported") == 1);
    CHECK(summary.at("problems") == 1);
    CHECK(summary.at("broken_lines").at(0).at("line") == 2);
    CHECK(summary.at("broken_lines").at(0).at("input") == runs.input.string());

    const auto lock = CorpusLock::take(runs.corpus, "the test");
    REQUIRE(lock);
    Process held(runs.folder, runs.arguments());
    CHECK(held.wait() == 1);
    CHECK(held.error().find("the test (process") != std::string::npos);

    CHECK(Process(runs.folder, runs.arguments({"--field", "titlee=x"})).wait() == 2);
    CHECK(Process(runs.folder, {"import", "--corpus", "../x", runs.input.string()}).wait() == 2);
}
