// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/failpoint.h"
#include "core/storage/label_store.h"
#include "core/storage/migrations.h"
#include "core/storage/workbench_database.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

LabelStore::Hash hashOf(int number)
{
    LabelStore::Hash hash{};
    for (std::size_t i = 0; i < hash.size(); ++i) // zeros among them, which end no hash
        hash[i] = static_cast<std::uint8_t>((number >> (8 * (i % 4))) & 255);
    return hash;
}

struct Fixture {
    test::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "workbench.db";

    LabelStore open() const
    {
        auto store = LabelStore::open(file);
        REQUIRE_MESSAGE(store, store.error().message);
        return std::move(*store);
    }
    SqliteConnection connect() const
    {
        auto connection = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
        REQUIRE_MESSAGE(connection, connection.error().message);
        return std::move(*connection);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "labels and notes come back by corpus and hash, also in another process")
{
    {
        auto store = open();
        REQUIRE(store.set("code", hashOf(1), 5));
        REQUIRE(store.set("code", hashOf(2), 1));
        REQUIRE(store.setNote("code", hashOf(1), "why: it explains\nrecursion"));
        REQUIRE(store.set("textbooks", hashOf(1), 2)); // the same text in another corpus
    }
    const auto store = open();
    const auto code = store.all("code");
    REQUIRE(code);
    REQUIRE(code->size() == 2);
    CHECK(code->at(0).hash == hashOf(2)); // the note came last
    CHECK(code->at(0).label == 1);
    CHECK(code->at(1).label == 5);
    CHECK(code->at(1).note == "why: it explains\nrecursion");
    CHECK(code->at(1).changedAt > 1.7e9);
    CHECK(store.find("textbooks", hashOf(1))->value().label == 2);
    CHECK(store.find("textbooks", hashOf(1))->value().note.empty());
    CHECK_FALSE(store.find("textbooks", hashOf(2))->has_value());
    CHECK(store.all("nothing")->empty());
}

TEST_CASE_FIXTURE(Fixture, "a label that is taken away leaves the note, and both leave a trace")
{
    auto store = open();
    REQUIRE(store.set("c", hashOf(1), 3));
    REQUIRE(store.setNote("c", hashOf(1), "n"));
    const auto cleared = store.set("c", hashOf(1), 0);
    REQUIRE(cleared);
    CHECK(cleared->note == "n");
    CHECK(store.all("c")->size() == 1);
    const auto gone = store.setNote("c", hashOf(1), "");
    REQUIRE(gone);
    CHECK(store.all("c")->empty());
    CHECK_FALSE(store.find("c", hashOf(1))->has_value());
    const auto changed = store.changedSince("c", cleared->change);
    REQUIRE(changed);
    REQUIRE(changed->size() == 1); // whoever saw the label is told that it went
    CHECK(changed->at(0) == *gone);
    CHECK(store.changedSince("c", gone->change)->empty());
}

TEST_CASE_FIXTURE(Fixture, "changes of several programs have one order")
{
    auto first = open(), second = open();
    std::int64_t last = 0;
    for (int i = 0; i < 20; ++i) {
        const auto changed = (i % 2 ? first : second).set("c", hashOf(i % 5), 1 + i % 5);
        REQUIRE(changed);
        CHECK(changed->change > last);
        last = changed->change;
    }
    const auto changes = first.changedSince("c", last - 5);
    REQUIRE(changes);
    REQUIRE(changes->size() == 5);
    for (int i = 0; i < 5; ++i)
        CHECK(changes->at(std::size_t(i)).hash == hashOf(i));
    // Ids are never given out again, even if the newest row goes.
    REQUIRE(connect().execute("DELETE FROM labels"));
    CHECK(first.set("c", hashOf(1), 1)->change > last);
}

TEST_CASE_FIXTURE(Fixture, "what is no label is refused")
{
    auto store = open();
    for (const int label : {-1, 6, 100}) {
        const auto refused = store.set("c", hashOf(1), label);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::Usage);
    }
    CHECK(
        store.setNote("c", hashOf(1), std::string(LabelStore::longestNote + 1, 'x')).error().code ==
        ErrorCode::Usage);
    CHECK(store.changedSince("c", 0)->empty());
    REQUIRE(store.set("c", hashOf(1), 1));
    REQUIRE(connect().execute("UPDATE labels SET hash = x'0102'"));
    CHECK(store.all("c").error().code == ErrorCode::Corrupt);
}

TEST_CASE_FIXTURE(Fixture, "a file of the second version is brought up with what it holds")
{
    {
        const auto connection = connect();
        REQUIRE(migrate(connection, workbenchApplicationId, workbenchSchema().first(2)));
        REQUIRE(connection.execute("PRAGMA journal_mode = WAL; INSERT INTO runs (folder, title, "
                                   "annotated) VALUES ('runs/a', 'kept', 1)"));
    }
    const auto early = LabelStore::openToRead(file);
    REQUIRE_MESSAGE(early, early.error().message);
    CHECK(early->all("c")->empty()); // and is left as it is by who only looks
    CHECK(connect().queryInteger("PRAGMA user_version") == 2);
    REQUIRE(open().set("c", hashOf(1), 4));
    CHECK(WorkbenchDatabase::open(file)->annotations()->at("runs/a").title == "kept");
    CHECK(std::filesystem::exists(file.string() + ".v2-backup"));
}

TEST_CASE_FIXTURE(Fixture, "who only looks makes nothing, sees the newest and changes nothing")
{
    CHECK(LabelStore::openToRead(file).error().code == ErrorCode::NotFound);
    CHECK_FALSE(std::filesystem::exists(file));
    auto writer = open();
    auto reader = LabelStore::openToRead(file);
    REQUIRE_MESSAGE(reader, reader.error().message);
    REQUIRE(writer.set("c", hashOf(1), 4));
    CHECK(reader->all("c")->size() == 1);
    CHECK(reader->isReadOnly());
    CHECK(reader->set("c", hashOf(1), 2).error().code == ErrorCode::Io);
    REQUIRE(connect().execute("PRAGMA user_version = 99"));
    CHECK(LabelStore::openToRead(file).error().code == ErrorCode::Incompatible);
    REQUIRE(connect().execute("PRAGMA application_id = 12; PRAGMA user_version = 3"));
    CHECK(LabelStore::openToRead(file).error().code == ErrorCode::Corrupt);
}

TEST_CASE_FIXTURE(Fixture, "a full disk refuses the change and keeps what was there")
{
    auto store = open();
    REQUIRE(store.set("c", hashOf(1), 4));
    setFailpoints("workbench-database@1=ENOSPC");
    CHECK(store.set("c", hashOf(1), 2).error().code == ErrorCode::Io);
    setFailpoints("");
    CHECK(store.find("c", hashOf(1))->value().label == 4);
    REQUIRE(store.set("c", hashOf(1), 2));
    std::filesystem::remove(file);
    CHECK(store.set("c", hashOf(1), 3).error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "killed at any moment, the database is whole and no label is lost")
{
    open();
    std::map<int, int> promised; // sample, label
    struct Word {
        int sample = 0, label = 0;
    };
    for (int round = 0; round < 25; ++round) {
        std::array<int, 2> pipe = {};
        REQUIRE(::pipe(pipe.data()) == 0);
        const pid_t child = ::fork();
        if (child == 0) { // labels, and tells each one once the call returned
            ::close(pipe[0]);
            auto store = LabelStore::open(file);
            for (int i = 0; store; ++i) {
                const Word word{i % 40, 1 + (i + round) % 5};
                if (!store->set("c", hashOf(word.sample), word.label) ||
                    ::write(pipe[1], &word, sizeof word) != sizeof word)
                    break;
            }
            ::_exit(1);
        }
        ::close(pipe[1]);
        std::vector<Word> words;
        Word word;
        const std::size_t count = 1 + static_cast<std::size_t>(round * 7 % 60);
        while (words.size() < count && ::read(pipe[0], &word, sizeof word) == sizeof word)
            words.push_back(word);
        std::this_thread::sleep_for(std::chrono::microseconds(131 * round));
        ::kill(child, SIGKILL);
        while (::read(pipe[0], &word, sizeof word) == sizeof word)
            words.push_back(word);
        ::close(pipe[0]);
        ::waitpid(child, nullptr, 0);
        REQUIRE(words.size() >= count);
        for (const Word &told : words)
            promised[told.sample] = told.label;
        REQUIRE(connect().queryText("PRAGMA integrity_check") == "ok");
        const auto store = open();
        // The one after the last promise may have been written, too; never another.
        const int next = static_cast<int>(words.size()) % 40;
        for (const auto &[sample, label] : promised) {
            const auto found = store.find("c", hashOf(sample));
            REQUIRE(found);
            REQUIRE(found->has_value());
            const bool mayBeNewer =
                sample == next && (*found)->label == 1 + (int(words.size()) + round) % 5;
            CHECK_MESSAGE(((*found)->label == label || mayBeNewer), "sample ", sample);
            if (mayBeNewer)
                promised[sample] = (*found)->label;
        }
    }
    CHECK(promised.size() == 40);
}
