// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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
#include "core/base/text.h"
#include "core/storage/comparison_store.h"
#include "core/storage/history_query.h"
#include "core/storage/migrations.h"
#include "core/storage/token_blob.h"
#include "core/storage/workbench_database.h"
#include "tests/core/comparison/random_records.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

struct Fixture {
    test::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "workbench.db";

    ComparisonStore open() const
    {
        auto store = ComparisonStore::open(file);
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

ComparisonRecord sample(const std::string &title, const std::string &prompt, double time,
                        std::vector<std::string> texts = {"a", "b"})
{
    ComparisonRecord record;
    record.title = title;
    record.prompt = prompt;
    record.createdAt = time;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        PaneRecord pane;
        pane.modelName = "model " + std::to_string(i);
        pane.completions.resize(1);
        pane.completions[0].text = texts[i];
        pane.completions[0].tokens = {{1, texts[i], -0.25F, {{1, texts[i], -0.25F}}}};
        record.panes.push_back(pane);
    }
    return record;
}

std::vector<std::int64_t> idsOf(const HistoryPage &page)
{
    std::vector<std::int64_t> ids;
    for (const ComparisonSummary &entry : page.entries)
        ids.push_back(entry.id);
    return ids;
}

/// A v1 file as the first version of the program made it, with something in it.
void makeFirstVersion(const std::filesystem::path &file)
{
    const auto connection = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    REQUIRE(migrate(*connection, workbenchApplicationId, workbenchSchema().first(1)));
    REQUIRE(connection->execute("PRAGMA journal_mode = WAL; INSERT INTO runs (folder, title, "
                                "annotated) VALUES ('runs/a', 'kept', 1)"));
}

} // namespace

TEST_CASE_FIXTURE(Fixture, "a comparison reopened is exactly what was saved")
{
    test::RandomRecords random(21);
    std::map<std::int64_t, ComparisonRecord> saved;
    {
        auto store = open();
        for (int i = 0; i < 60; ++i) {
            ComparisonRecord record = random.comparison();
            const auto id = store.save(record);
            REQUIRE_MESSAGE(id, id.error().message);
            record.id = *id;
            saved[*id] = record;
        }
        for (auto &[id, record] : saved) { // and after it was replaced
            if (random.below(2) == 0) {
                record = random.comparison();
                record.id = id;
                REQUIRE(store.save(record) == id);
            }
        }
    }
    const auto store = open();
    CHECK(store.historySize() == 60);
    for (const auto &[id, record] : saved) {
        const auto read = store.load(id);
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == record);
    }
}

TEST_CASE_FIXTURE(Fixture, "completions saved one by one make the same comparison as all at once")
{
    test::RandomRecords random(22);
    auto store = open();
    for (int i = 0; i < 30; ++i) {
        ComparisonRecord whole = random.comparison();
        ComparisonRecord empty = whole;
        for (PaneRecord &pane : empty.panes) {
            pane.completions.clear();
            pane.shown = 0;
        }
        whole.id = *store.save(empty);
        for (std::size_t p = 0; p < whole.panes.size(); ++p) {
            for (const CompletionRecord &completion : whole.panes[p].completions) {
                CompletionRecord streaming = completion; // stopped, then gone on with
                streaming.tokens.resize(streaming.tokens.size() / 2);
                REQUIRE(store.saveCompletion(whole.id, static_cast<int>(p), streaming));
                REQUIRE(store.saveCompletion(whole.id, static_cast<int>(p), completion));
            }
            REQUIRE(store.setShown(whole.id, static_cast<int>(p), whole.panes[p].shown));
        }
        CHECK(*store.load(whole.id) == whole);
    }
    const auto refused = store.saveCompletion(1, 9, random.completion(0));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::NotFound);
    CHECK_FALSE(store.saveCompletion(999, 0, random.completion(0)));
}

TEST_CASE_FIXTURE(Fixture, "a record that contradicts itself is refused and nothing is written")
{
    auto store = open();
    ComparisonRecord record = sample("t", "p", 1);
    record.panes[0].completions.push_back(record.panes[0].completions[0]);
    CHECK_FALSE(store.save(record));
    CHECK(store.historySize() == 0);
    CHECK(store.load(1).error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "the history pages from the newest to the oldest without gap or repeat")
{
    auto store = open();
    test::RandomRecords random(23);
    std::map<std::pair<double, std::int64_t>, std::int64_t> expected;
    for (int i = 0; i < 57; ++i) {
        const double time = random.below(20); // many at the same moment
        const std::int64_t id = *store.save(sample("", "p", time));
        expected[{-time, -id}] = id;
    }
    std::vector<std::int64_t> seen;
    std::optional<HistoryPosition> position;
    do {
        const auto page = store.history({}, position, 10);
        REQUIRE(page);
        const auto ids = idsOf(*page);
        seen.insert(seen.end(), ids.begin(), ids.end());
        CHECK((ids.size() == 10 || !page->next));
        position = page->next;
        if (position) // what is newer than the page does not shift it
            REQUIRE(store.save(sample("", "newer", 100)));
    } while (position);
    std::vector<std::int64_t> ordered;
    for (const auto &[key, id] : expected)
        ordered.push_back(id);
    CHECK(seen == ordered);
}

TEST_CASE_FIXTURE(Fixture, "the history lists what a row needs, and keeps it up to date")
{
    auto store = open();
    ComparisonRecord record = sample("title", "start " + std::string(300, 'x'), 5, {"a", "a"});
    record.warning = "same weights";
    record.promptEntry = "exercises/one";
    const std::int64_t id = *store.save(record);
    ComparisonSummary summary = store.history()->entries.at(0);
    CHECK(summary.id == id);
    CHECK(summary.title == "title");
    CHECK(summary.promptStart == "start " + std::string(194, 'x'));
    CHECK(summary.promptEntry == "exercises/one");
    CHECK(summary.models == std::vector<std::string>{"model 0", "model 1"});
    CHECK(summary.completions == 2);
    CHECK(summary.identical);
    CHECK(summary.hasWarning);
    CompletionRecord other;
    other.id = 1;
    other.text = "other";
    REQUIRE(store.saveCompletion(id, 1, other));
    CHECK(store.history()->entries.at(0).completions == 3);
    CHECK(store.history()->entries.at(0).identical);
    REQUIRE(store.setShown(id, 1, 1));
    CHECK_FALSE(store.history()->entries.at(0).identical);
    REQUIRE(store.rename(id, "renamed"));
    CHECK(store.history()->entries.at(0).title == "renamed");
    CHECK(store.load(id)->title == "renamed");
    // A character is never cut.
    REQUIRE(store.save(sample("", std::string(199, 'x') + "\xc3\xa4 and more", 9)));
    CHECK(store.history()->entries.at(0).promptStart == std::string(199, 'x'));
}

TEST_CASE_FIXTURE(Fixture,
                  "words of title, prompt and completions are found, the last as it is typed")
{
    auto store = open();
    const std::int64_t mean = *store.save(
        sample("Means", "def rolling_mean(values, window):", 1, {"return sum(values)", "pass"}));
    const std::int64_t ball =
        *store.save(sample("Ball", "import pygame\n# bounce", 2, {"x", "while running: flip()"}));
    const auto found = [&](const std::string &query) {
        const auto page = store.history(query);
        REQUIRE_MESSAGE(page, page.error().message);
        return idsOf(*page);
    };
    using Ids = std::vector<std::int64_t>;
    CHECK(found("") == Ids{ball, mean});
    CHECK(found("  ") == Ids{ball, mean});
    CHECK(found("rolling_mean") == Ids{mean});
    CHECK(found("ROLLING") == Ids{mean});
    CHECK(found("values sum") == Ids{mean});
    CHECK(found("means") == Ids{mean});
    CHECK(found("pyg") == Ids{ball});
    CHECK(found("pyg ") == Ids{});
    CHECK(found("run bounce") == Ids{});
    CHECK(found("bounce run") == Ids{ball});
    CHECK(found("\"import pygame\"") == Ids{ball});
    CHECK(found("\"pygame import\"") == Ids{});
    CHECK(found("\"while run") == Ids{});
    CHECK(found("flip()") == Ids{ball});
    CHECK(found("()") == Ids{ball}); // nothing that is indexed: looked up in the texts
    CHECK(found("):") == Ids{mean});
    CHECK(found("\xe2\x86\x92") == Ids{});
    // Completions that come later are found, texts that were replaced are not.
    CompletionRecord completion;
    completion.text = "tkinter instead";
    REQUIRE(store.saveCompletion(ball, 1, completion));
    CHECK(found("tkinter") == Ids{ball});
    CHECK(found("flip") == Ids{});
}

TEST_CASE_FIXTURE(Fixture,
                  "of each prompt the newest comparison says whether its outputs were alike")
{
    auto store = open();
    const auto saved = [&](const std::string &prompt, double time, std::vector<std::string> texts) {
        ComparisonRecord record = sample("", "p", time, std::move(texts));
        record.promptEntry = prompt;
        return *store.save(record);
    };
    saved("one", 2, {"a", "a"});
    saved("one", 1, {"a", "b"}); // older, although it was saved later
    saved("two", 1, {"a", "a"});
    const std::int64_t newest = saved("two", 2, {"a", "b"});
    saved("two", 3, {"a"}); // a single pane says nothing
    saved("", 1, {"a", "a"});
    using Outcomes = std::map<std::string, bool>;
    CHECK(*store.lastOutcomes() == Outcomes{{"one", true}, {"two", false}});
    REQUIRE(store.remove(newest));
    CHECK(*store.lastOutcomes() == Outcomes{{"one", true}, {"two", true}});
}

TEST_CASE_FIXTURE(Fixture, "a disk that is full refuses the change and keeps what was there")
{
    auto store = open();
    ComparisonRecord record = sample("one", "p", 1);
    record.id = *store.save(record);
    setFailpoints("workbench-database@1=ENOSPC");
    const auto refused = store.save(sample("two", "p", 2));
    setFailpoints("workbench-database@1=ENOSPC");
    CompletionRecord completion;
    completion.id = 1;
    CHECK_FALSE(store.saveCompletion(record.id, 0, completion));
    setFailpoints("");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("No space left") != std::string::npos);
    CHECK(store.historySize() == 1);
    CHECK(*store.load(record.id) == record);
    CHECK(store.save(sample("two", "p", 2)));
}

TEST_CASE_FIXTURE(Fixture, "any text is a query")
{
    auto store = open();
    REQUIRE(store.save(sample("t", "p", 1)));
    for (const char *query : {"AND", "NOT a", "a OR", "NEAR(a b)", "title:t", "a*", "^a", "-a",
                              "\"", "\"\"", "\"a", "a\"b", "(((", "{a b}:c", "a + b", "'; --"}) {
        const auto page = store.history(query);
        CHECK_MESSAGE(page, query);
    }
    test::RandomRecords random(24);
    for (int i = 0; i < 500; ++i) {
        const std::string query = random.text();
        const auto page = store.history(query);
        REQUIRE_MESSAGE(page, query);
    }
    CHECK(matchExpression("a \"b c\" d\"e") == "\"a\" \"b c\" \"d\"\"e\"*");
    CHECK(matchExpression("+ [] \"\"") == "");
}

TEST_CASE_FIXTURE(Fixture, "what is deleted comes back until it is forgotten")
{
    auto store = open();
    const std::int64_t one = *store.save(sample("one", "p", 1));
    const std::int64_t two = *store.save(sample("two", "p", 2));
    REQUIRE(store.remove(one));
    CHECK(idsOf(*store.history()) == std::vector{two});
    CHECK(idsOf(*store.history("one")).empty());
    CHECK(store.historySize() == 1);
    REQUIRE(store.restore(one));
    CHECK(idsOf(*store.history()) == std::vector{two, one});
    REQUIRE(store.remove(two));
    REQUIRE(store.forgetRemoved());
    CHECK(store.load(two).error().code == ErrorCode::NotFound);
    CHECK_FALSE(store.restore(two));
    CHECK_FALSE(store.remove(two));
    CHECK(*store.load(one) == [&] {
        ComparisonRecord record = sample("one", "p", 1);
        record.id = one;
        return record;
    }());
    const auto connection = connect();
    CHECK(connection.queryInteger("SELECT count(*) FROM completions") == 2);
    CHECK(connection.queryInteger("SELECT count(*) FROM comparison_words") == 1);
}

TEST_CASE_FIXTURE(Fixture, "own prompts are kept, changed, and put back under their id")
{
    auto store = open();
    PromptEntry prompt{"", "Mine", "B", "text \xff", "note", false};
    prompt.id = *store.savePrompt(prompt);
    CHECK(prompt.id.starts_with("user:"));
    const PromptEntry first{"", "Mine", "A", "x", "", false};
    REQUIRE(store.savePrompt(first));
    auto all = store.prompts();
    REQUIRE(all->size() == 2);
    CHECK(all->at(0).title == "A");
    CHECK(all->at(1) == prompt);
    prompt.title = "C";
    CHECK(store.savePrompt(prompt) == prompt.id);
    REQUIRE(store.removePrompt(prompt.id));
    CHECK(store.prompts()->size() == 1);
    CHECK(store.savePrompt(prompt) == prompt.id);
    CHECK(store.prompts()->at(1) == prompt);
    for (const char *wrong : {"exercises/one", "user:", "user:0", "user:1x", "us", "user:-1"})
        CHECK(store.removePrompt(wrong).error().code == ErrorCode::Usage);
    CHECK(store.removePrompt("user:99").error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "votes are kept in their order")
{
    auto store = open();
    Vote vote;
    vote.comparison = 3;
    vote.promptTitle = "title";
    vote.candidates = {{"base", "f1"}, {"tuned", "f2"}};
    vote.order = {1, 0};
    vote.winner = 1;
    vote.time = 1.7e9 + 0.1;
    vote.id = *store.saveVote(vote);
    Vote tie = vote;
    tie.id = 0;
    tie.winner = -1;
    tie.id = *store.saveVote(tie);
    CHECK(*store.votes() == std::vector<Vote>{vote, tie});
    REQUIRE(store.removeVote(vote.id));
    CHECK(*store.votes() == std::vector<Vote>{tie});
    CHECK(store.saveVote(vote) == vote.id);
    CHECK(*store.votes() == std::vector<Vote>{vote, tie});
    vote.winner = 2;
    CHECK_FALSE(store.saveVote(vote));
    CHECK_FALSE(store.removeVote(99));
}

TEST_CASE_FIXTURE(Fixture, "a grid reopened is exactly what was saved, cell by cell")
{
    test::RandomRecords random(25);
    auto store = open();
    for (int i = 0; i < 30; ++i) {
        SetRunRecord run = random.setRun();
        SetRunRecord empty = run;
        empty.cells.clear();
        run.id = *store.saveSetRun(empty);
        for (const SetCell &cell : run.cells)
            REQUIRE(store.saveCell(run.id, cell));
        CHECK(*store.loadSetRun(run.id) == run);
        SetRunRecord light = run;
        for (SetCell &cell : light.cells) {
            CHECK(*store.loadCell(run.id, cell.row, cell.column) == cell.completion);
            cell.completion.tokens.clear();
        }
        CHECK(*store.loadSetRun(run.id, false) == light);
        const auto all = store.setRuns();
        const auto summary =
            std::find_if(all->begin(), all->end(),
                         [&](const SetRunSummary &entry) { return entry.id == run.id; });
        REQUIRE(summary != all->end());
        CHECK(*summary == SetRunSummary{run.id, run.title, run.createdAt,
                                        static_cast<int>(run.prompts.size()),
                                        static_cast<int>(run.columns.size()),
                                        static_cast<int>(run.cells.size())});
        const int rows = static_cast<int>(run.prompts.size());
        CHECK(store.saveCell(run.id, {rows, 0, {}}).error().code == ErrorCode::NotFound);
        REQUIRE(store.saveSetRun(run) == run.id);
        CHECK(*store.loadSetRun(run.id) == run);
        if (!run.columns.empty()) {
            run.columns.back() = random.pane(false);
            const int last = static_cast<int>(run.columns.size()) - 1;
            REQUIRE(store.saveColumn(run.id, last, run.columns.back()));
            CHECK(*store.loadSetRun(run.id) == run);
            CHECK(store.saveColumn(run.id, last + 1, {}).error().code == ErrorCode::NotFound);
        }
    }
    CHECK(store.loadCell(1, 77, 0).error().code == ErrorCode::NotFound);
    REQUIRE(store.renameSetRun(1, "renamed"));
    CHECK(store.loadSetRun(1)->title == "renamed");
    REQUIRE(store.removeSetRun(1));
    CHECK(store.setRuns()->size() == 29);
    REQUIRE(store.restoreSetRun(1));
    CHECK(store.setRuns()->size() == 30);
    REQUIRE(store.removeSetRun(1));
    REQUIRE(store.forgetRemoved());
    CHECK(store.loadSetRun(1).error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "the last settings are kept bit for bit")
{
    test::RandomRecords random(26);
    auto store = open();
    CHECK_FALSE(store.lastSettings()->has_value());
    for (int i = 0; i < 20; ++i) {
        const SamplingSettings settings = random.settings();
        REQUIRE(store.setLastSettings(settings));
        CHECK(store.lastSettings()->value() == settings);
    }
}

TEST_CASE("tokens pack into few bytes and come back bit for bit")
{
    test::RandomRecords random(27);
    for (int i = 0; i < 200; ++i) {
        std::vector<TokenRecord> tokens;
        for (int n = random.below(40); n > 0; --n)
            tokens.push_back(random.token());
        // One id under two texts, and the same token again.
        tokens.push_back({7, "seven", -1.0F, {{7, "other", -2.0F}, {7, "seven", -1.0F}}});
        tokens.push_back(tokens.back());
        const auto read = unpackTokens(packTokens(tokens), "the tokens");
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == tokens);
    }
    CHECK(packTokens({}).empty());
    CHECK(unpackTokens({}, "nothing")->empty());
}

TEST_CASE("a damaged or foreign list of tokens is refused")
{
    test::RandomRecords random(28);
    std::vector<TokenRecord> tokens;
    for (int n = 0; n < 30; ++n)
        tokens.push_back(random.token());
    const std::string blob = packTokens(tokens);
    for (std::size_t size = 1; size < blob.size(); ++size)
        REQUIRE_FALSE(unpackTokens(std::string_view(blob).substr(0, size), "x"));
    int accepted = 0;
    for (std::size_t i = 1; i < blob.size(); ++i) {
        std::string broken = blob;
        broken[i] = static_cast<char>(broken[i] ^ 0x10);
        const auto read = unpackTokens(broken, "x");
        accepted += read && *read != tokens ? 1 : 0;
    }
    CHECK(accepted == 0);
    std::string newer = blob;
    newer[0] = 2;
    CHECK(unpackTokens(newer, "x").error().code == ErrorCode::Incompatible);
    CHECK(unpackTokens("\1 no frame", "x").error().code == ErrorCode::Corrupt);
}

TEST_CASE_FIXTURE(Fixture, "a file of the first version is brought up, and a copy of it kept")
{
    makeFirstVersion(file);
    auto store = open();
    REQUIRE(store.save(sample("t", "p", 1)));
    const auto runs = WorkbenchDatabase::open(file);
    REQUIRE(runs);
    CHECK(runs->annotations()->at("runs/a").title == "kept");
    const auto backup =
        SqliteConnection::open(file.string() + ".v1-backup", SqliteConnection::Access::ReadOnly);
    REQUIRE(backup);
    CHECK(backup->queryInteger("PRAGMA user_version") == 1);
    CHECK(backup->queryText("SELECT title FROM runs") == "kept");
    CHECK_FALSE(std::filesystem::exists(file.string() + ".v1-backup.part"));
}

TEST_CASE_FIXTURE(Fixture, "programs that bring up the same file at once all get it")
{
    for (int round = 0; round < 10; ++round) {
        std::filesystem::remove_all(folder.path());
        std::filesystem::create_directory(folder.path());
        makeFirstVersion(file);
        std::array<bool, 4> opened = {};
        std::array<std::thread, 4> threads;
        for (std::size_t i = 0; i < threads.size(); ++i)
            threads[i] = std::thread([&, i] {
                if (i % 2 == 0) {
                    auto store = ComparisonStore::open(file);
                    opened[i] = store && store->save(sample("t", "p", 1));
                } else {
                    auto runs = WorkbenchDatabase::open(file);
                    opened[i] = runs && runs->setSetting("k", "v");
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        CHECK(opened == std::array{true, true, true, true});
        const auto backup = SqliteConnection::open(file.string() + ".v1-backup",
                                                   SqliteConnection::Access::ReadOnly);
        REQUIRE(backup);
        CHECK(backup->queryInteger("PRAGMA user_version") == 1);
    }
}

TEST_CASE_FIXTURE(Fixture, "a newer schema is refused naming both numbers")
{
    open();
    REQUIRE(connect().execute("PRAGMA user_version = 99"));
    const auto refused = ComparisonStore::open(file);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Incompatible);
    CHECK(refused.error().message.find("99") != std::string::npos);
    CHECK(refused.error().message.find(concat("up to ", workbenchSchemaVersion)) !=
          std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a database that cannot be written is read, and refuses changes")
{
    makeFirstVersion(file);
    bool isOld = false;
    SUBCASE("of this version")
    {
        auto store = open();
        REQUIRE(store.save(sample("t", "words", 1)));
    }
    SUBCASE("of the first version: it has no comparisons")
    {
        isOld = true;
    }
    REQUIRE(connect().execute("PRAGMA journal_mode = DELETE"));
    std::filesystem::permissions(file, std::filesystem::perms{0444});
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
    const pid_t child = ::fork();
    if (child == 0) { // without root's rights, who may write everywhere
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
            ::_exit(9);
        auto store = ComparisonStore::open(file);
        if (!store || !store->isReadOnly())
            ::_exit(1);
        const auto page = store->history("words");
        if (!page || page->entries.size() != (isOld ? 0U : 1U) || !store->prompts() ||
            !store->setRuns() || !store->votes() || !store->lastSettings())
            ::_exit(2);
        if (!isOld && !store->load(1))
            ::_exit(3);
        const auto refused = store->save(sample("t", "p", 1));
        ::_exit(!refused && refused.error().code == ErrorCode::Io ? 0 : 4);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a file that was removed is not written to")
{
    auto store = open();
    std::filesystem::remove(file);
    CHECK(store.save(sample("t", "p", 1)).error().code == ErrorCode::NotFound);
    CHECK(store.setLastSettings({}).error().code == ErrorCode::NotFound);
}

TEST_CASE_FIXTURE(Fixture, "killed at any moment, the database is whole and has all it promised")
{
    open();
    constexpr int rounds = 15;
    std::int64_t promised = 0;
    for (int round = 0; round < rounds; ++round) {
        std::array<int, 2> pipe = {};
        REQUIRE(::pipe(pipe.data()) == 0);
        const pid_t child = ::fork();
        if (child == 0) { // saves and tells each id once the call returned
            ::close(pipe[0]);
            test::RandomRecords random(static_cast<unsigned>(100 + round));
            auto store = ComparisonStore::open(file);
            while (store) {
                ComparisonRecord record = random.comparison();
                record.panes.push_back(random.pane(true));
                record.title = "round " + std::to_string(round);
                const auto id = store->save(record);
                if (!id || !store->saveCompletion(*id, 0, random.completion(100)) ||
                    ::write(pipe[1], &*id, sizeof *id) != sizeof *id)
                    break;
            }
            ::_exit(1);
        }
        ::close(pipe[1]);
        std::vector<std::int64_t> ids;
        std::int64_t id = 0;
        const int count = 1 + round % 5; // killed while the next one is being written
        while (static_cast<int>(ids.size()) < count && ::read(pipe[0], &id, sizeof id) == sizeof id)
            ids.push_back(id);
        std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
        ::kill(child, SIGKILL);
        while (::read(pipe[0], &id, sizeof id) == sizeof id)
            ids.push_back(id);
        ::close(pipe[0]);
        ::waitpid(child, nullptr, 0);
        REQUIRE(static_cast<int>(ids.size()) >= count);
        promised += static_cast<std::int64_t>(ids.size());

        const auto connection = connect();
        REQUIRE(connection.queryText("PRAGMA integrity_check") == "ok");
        REQUIRE(connection.execute("INSERT INTO comparison_words (comparison_words) VALUES "
                                   "('integrity-check')"));
        CHECK(connection.queryInteger("SELECT count(*) FROM comparisons WHERE id NOT IN (SELECT "
                                      "rowid FROM comparison_words)") == 0);
        const auto store = open();
        for (const std::int64_t saved : ids) {
            const auto record = store.load(saved);
            REQUIRE_MESSAGE(record, record.error().message);
            CHECK(record->title == "round " + std::to_string(round));
            CHECK(completionOf(record->panes.at(0), 100) != nullptr);
        }
    }
    CHECK(*open().historySize() >= promised);
}
