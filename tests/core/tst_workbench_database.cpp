// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/storage/migrations.h"
#include "core/storage/workbench_database.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

struct Fixture {
    test::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "workbench.db";

    WorkbenchDatabase open() const
    {
        auto database = WorkbenchDatabase::open(file);
        REQUIRE_MESSAGE(database, database.error().message);
        return std::move(*database);
    }
};

std::string bytesOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

RunAnnotation sample()
{
    RunAnnotation annotation;
    annotation.title = "lr × 2; 'quoted' \"twice\"";
    annotation.notes = "two\nlines";
    annotation.tags = {"sweep", "ü", ""};
    annotation.colourSlot = 13;
    annotation.customColour = "#2B55D4";
    annotation.dash = 1;
    annotation.archived = true;
    annotation.shown = false;
    annotation.baseline = true;
    return annotation;
}

} // namespace

TEST_CASE_FIXTURE(Fixture, "annotations read back as they were written, also after reopening")
{
    {
        auto database = open();
        REQUIRE(database.setAnnotation("runs/a", sample()));
        REQUIRE(database.setAnnotations({{"runs/b", {}}, {"/elsewhere/c", sample()}}));
    }
    const auto database = open();
    const auto all = database.annotations();
    REQUIRE(all);
    REQUIRE(all->size() == 3);
    CHECK(all->at("runs/a") == sample());
    CHECK(all->at("runs/b") == RunAnnotation());
    CHECK(all->at("/elsewhere/c") == sample());
}

TEST_CASE_FIXTURE(Fixture, "tags are replaced, not gathered")
{
    auto database = open();
    REQUIRE(database.setAnnotation("runs/a", sample()));
    RunAnnotation changed = sample();
    changed.tags = {"only"};
    REQUIRE(database.setAnnotation("runs/a", changed));
    CHECK(database.annotations()->at("runs/a").tags == std::vector<std::string>{"only"});
}

TEST_CASE_FIXTURE(Fixture, "notes come by step, and one that was removed goes back under its id")
{
    auto database = open();
    REQUIRE(database.addNote("runs/a", {0, 200, "late", 2.0}));
    const auto early = database.addNote("runs/a", {0, 100, "early", 1.0});
    REQUIRE(early);
    REQUIRE(database.removeNote(*early));
    CHECK(database.notes()->at("runs/a").size() == 1);
    CHECK(database.addNote("runs/a", {*early, 100, "early", 1.0}) == *early);
    CHECK(database.addNote("runs/a", {*early, 100, "early", 1.0}) == *early); // twice is once
    REQUIRE(database.changeNote(*early, "changed"));
    const auto notes = database.notes();
    REQUIRE(notes->at("runs/a").size() == 2);
    CHECK(notes->at("runs/a")[0].text == "changed");
    CHECK(notes->at("runs/a")[1].step == 200);
}

TEST_CASE_FIXTURE(Fixture, "what is known of a run follows its new name and ends with it")
{
    auto database = open();
    REQUIRE(database.setAnnotation("runs/a", sample()));
    REQUIRE(database.addNote("runs/a", {0, 1, "n", 1.0}));
    REQUIRE(database.addExternalRun("runs/a"));
    REQUIRE(database.renameRun("runs/a", "runs/b"));
    CHECK(database.annotations()->count("runs/a") == 0);
    CHECK(database.annotations()->at("runs/b") == sample());
    CHECK(database.notes()->at("runs/b").size() == 1);
    REQUIRE(database.removeRun("runs/b"));
    CHECK(database.annotations()->empty());
    CHECK(database.notes()->empty());
    CHECK(database.externalRuns()->empty());
}

TEST_CASE_FIXTURE(Fixture, "external runs keep the order in which they were opened")
{
    auto database = open();
    REQUIRE(database.addExternalRun("/z"));
    REQUIRE(database.addExternalRun("/a"));
    REQUIRE(database.addExternalRun("/z"));
    CHECK(*database.externalRuns() == std::vector<std::string>{"/z", "/a"});
    REQUIRE(database.removeExternalRun("/z"));
    CHECK(*database.externalRuns() == std::vector<std::string>{"/a"});
}

TEST_CASE_FIXTURE(Fixture, "settings are kept")
{
    auto database = open();
    CHECK_FALSE(database.setting("axis")->has_value());
    REQUIRE(database.setSetting("axis", "tokens"));
    REQUIRE(database.setSetting("axis", "time"));
    CHECK(database.setting("axis")->value() == "time");
}

TEST_CASE("a run is known relative to its workspace, others by their path")
{
    CHECK(WorkbenchDatabase::identityOf("/w", "/w/runs/a") == "runs/a");
    CHECK(WorkbenchDatabase::identityOf("/w/", "/w/runs/../runs/a") == "runs/a");
    CHECK(WorkbenchDatabase::identityOf("/w", "/w2/runs/a") == "/w2/runs/a");
    CHECK(WorkbenchDatabase::folderOf("/w", "runs/a") == "/w/runs/a");
    CHECK(WorkbenchDatabase::folderOf("/w", "/w2/a") == "/w2/a");
}

TEST_CASE_FIXTURE(Fixture, "a newer schema is refused naming both numbers and left as it is")
{
    open();
    {
        const auto connection = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
        REQUIRE(connection->execute("PRAGMA user_version = 99"));
        REQUIRE(connection->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    const std::string before = bytesOf(file);
    const auto refused = WorkbenchDatabase::open(file);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Incompatible);
    CHECK(refused.error().message.find("99") != std::string::npos);
    CHECK(refused.error().message.find("up to 3") != std::string::npos);
    CHECK(bytesOf(file) == before);
}

TEST_CASE_FIXTURE(Fixture, "a file that is no database of ours is refused and left as it is")
{
    SUBCASE("text")
    {
        std::ofstream(file) << "these are not the bytes of a database, and there are many of them";
    }
    SUBCASE("somebody else's database")
    {
        const auto other = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
        REQUIRE(other->execute("CREATE TABLE cats (name TEXT)"));
    }
    const std::string before = bytesOf(file);
    const auto refused = WorkbenchDatabase::open(file);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Corrupt);
    CHECK(refused.error().message.find(file.string()) != std::string::npos);
    CHECK(bytesOf(file) == before);
}

TEST_CASE_FIXTURE(Fixture, "a migration keeps a copy of the file as it was")
{
    const auto connection = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    constexpr std::int64_t application = 7;
    const std::array<const char *, 1> first = {"CREATE TABLE a (x)"};
    REQUIRE(migrate(*connection, application, first));
    REQUIRE(connection->execute("INSERT INTO a VALUES (41)"));
    const std::array<const char *, 2> second = {"CREATE TABLE a (x)", "UPDATE a SET x = x + 1"};
    REQUIRE(migrate(*connection, application, second));
    CHECK(connection->queryInteger("SELECT x FROM a") == 42);
    CHECK(connection->queryInteger("PRAGMA user_version") == 2);
    const auto backup =
        SqliteConnection::open(file.string() + ".v1-backup", SqliteConnection::Access::ReadOnly);
    REQUIRE(backup);
    CHECK(backup->queryInteger("SELECT x FROM a") == 41);
    CHECK(backup->queryInteger("PRAGMA user_version") == 1);
}

TEST_CASE_FIXTURE(Fixture, "a migration that fails halfway changes nothing")
{
    const auto connection = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    const std::array<const char *, 1> first = {"CREATE TABLE a (x)"};
    REQUIRE(migrate(*connection, 7, first));
    const std::array<const char *, 3> broken = {"CREATE TABLE a (x)", "INSERT INTO a VALUES (1)",
                                                "no SQL at all"};
    CHECK_FALSE(migrate(*connection, 7, broken));
    CHECK(connection->queryInteger("PRAGMA user_version") == 1);
    CHECK(connection->queryInteger("SELECT count(*) FROM a") == 0);
}

TEST_CASE_FIXTURE(Fixture, "a disk that is full refuses the change and keeps what was there")
{
    auto database = open();
    REQUIRE(database.setAnnotation("runs/a", sample()));
    setFailpoints("workbench-database@1=ENOSPC");
    RunAnnotation changed = sample();
    changed.title = "other";
    const auto refused = database.setAnnotation("runs/a", changed);
    setFailpoints("");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("No space left") != std::string::npos);
    CHECK(database.annotations()->at("runs/a") == sample());
    CHECK(database.setAnnotation("runs/a", changed));
}

TEST_CASE_FIXTURE(Fixture, "changes into a file that was deleted are refused, not lost")
{
    auto database = open();
    std::filesystem::remove(file);
    const auto refused = database.setAnnotation("runs/a", sample());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "two programs may use the file at once")
{
    auto one = open();
    auto two = open();
    std::thread other([&] {
        for (int i = 0; i < 50; ++i)
            CHECK(two.setAnnotation("runs/two-" + std::to_string(i), sample()));
    });
    for (int i = 0; i < 50; ++i)
        CHECK(one.setAnnotation("runs/one-" + std::to_string(i), sample()));
    other.join();
    CHECK(one.annotations()->size() == 100);
}

TEST_CASE_FIXTURE(Fixture, "those who open a new file at once all find it theirs")
{
    for (int round = 0; round < 60; ++round) {
        std::array<std::string, 4> problems;
        std::array<std::thread, 4> threads;
        const std::filesystem::path name = folder.path() / std::to_string(round);
        for (std::size_t i = 0; i < threads.size(); ++i)
            threads[i] = std::thread([&name, &problem = problems[i]] {
                if (const auto database = WorkbenchDatabase::open(name); !database)
                    problem = database.error().message;
            });
        for (std::thread &thread : threads)
            thread.join();
        for (const std::string &problem : problems)
            CHECK(problem == "");
    }
}

TEST_CASE_FIXTURE(Fixture, "a program that keeps the file locked is named as the reason")
{
    auto database = open();
    const auto other = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    REQUIRE(other->execute("BEGIN IMMEDIATE"));
    const auto refused = database.setAnnotation("runs/a", sample());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Busy);
    REQUIRE(other->execute("ROLLBACK"));
    CHECK(database.setAnnotation("runs/a", sample()));
}

TEST_CASE_FIXTURE(Fixture, "local files use a write-ahead log")
{
    CHECK(open().journalMode() == "wal");
}

TEST_CASE_FIXTURE(Fixture, "a folder that is not there is told")
{
    const auto refused = WorkbenchDatabase::open(folder.path() / "no" / "workbench.db");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Io);
}
