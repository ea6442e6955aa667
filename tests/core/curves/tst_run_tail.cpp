// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/curves/curve_bench.h"
#include "core/curves/curve_cache.h"
#include "core/curves/run_tail.h"
#include "tests/core/curves/curve_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace fs = std::filesystem;

namespace {

struct Run {
    Run() { fs::create_directory(path); }
    RunTail tail(bool withFallback = false) const
    {
        RunTail made(path, withFallback ? fallback : fs::path());
        made.setCacheInterval(std::chrono::milliseconds(0));
        return made;
    }
    RunCurve expected() const
    {
        auto curve = readRunCurve(path);
        REQUIRE(curve);
        return std::move(*curve);
    }
    /// Opens it anew and compares; whether the cache was used.
    bool opens(bool withFallback = false) const
    {
        RunTail made = tail(withFallback);
        const auto data = made.load();
        REQUIRE(data);
        checkEqual(**data, expected());
        return made.usedCache();
    }

    TemporaryFolder folder;
    fs::path path = folder / "run";
    fs::path fallback = folder / "caches";
    fs::path events = path / "events.jsonl";
    fs::path cache = path / "events.cache";
};

/// Makes a file look as if nobody had written to it for a long time.
void age(const fs::path &path)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(5));
}

CurveData pollAll(RunTail &tail, CurveData data)
{
    while (true) {
        const auto batch = tail.poll(1);
        REQUIRE(batch);
        data.apply(*batch);
        if (batch->atEnd)
            return data;
    }
}

} // namespace

TEST_CASE("loading and following tell what RunCurve tells, with and without a cache")
{
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const Run run;
        MadeUpRun madeUp(seed);
        appendFile(run.events, madeUp.lines(400));
        CHECK_FALSE(run.opens());
        REQUIRE(fs::exists(run.cache));
        CHECK(run.opens());
        RunTail tail = run.tail();
        auto data = tail.load();
        REQUIRE(data);
        for (int part = 0; part < 8; ++part) {
            appendFile(run.events, madeUp.lines(30));
            **data = pollAll(tail, std::move(**data));
            checkEqual(**data, run.expected());
        }
        CHECK(run.opens());
        EventReader reader(run.events);
        REQUIRE(reader.poll([](const Event &) {}));
        CHECK(tail.skippedLines() == reader.skippedLines());
    }
}

TEST_CASE("a run that has not begun is empty, a folder that is not there is named")
{
    const Run run;
    RunTail tail = run.tail();
    const auto data = tail.load();
    REQUIRE(data);
    CHECK((*data)->rows() == 0);
    CHECK((*data)->summary().step == -1);
    appendFile(run.events, hello(0, 0) + step(0, 1, 2));
    CHECK(pollAll(tail, CurveData()).rows() == 1);

    RunTail nowhere(run.folder / "nowhere", {});
    const auto failed = nowhere.load();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ErrorCode::NotFound);
    CHECK(failed.error().message.find("nowhere") != std::string::npos);
}

TEST_CASE("an unfinished line is read once it is whole, also behind a cache")
{
    const Run run;
    MadeUpRun madeUp(3);
    const std::string last = step(999, 5000, 0.5);
    appendFile(run.events, madeUp.lines(400) + last.substr(0, 20));
    CHECK_FALSE(run.opens());
    RunTail tail = run.tail();
    auto data = tail.load();
    REQUIRE(data);
    CHECK(tail.usedCache());
    CHECK((*data)->segment() != 999);
    appendFile(run.events, last.substr(20));
    const auto batch = tail.poll();
    REQUIRE(batch);
    REQUIRE(batch->events.size() == 1);
    (*data)->apply(*batch);
    CHECK((*data)->segment() == 999);
    checkEqual(**data, run.expected());
}

TEST_CASE("a file that became another is read from its start, whatever the cache says")
{
    const Run run;
    MadeUpRun madeUp(4);
    const std::string text = madeUp.lines(1500);
    REQUIRE(text.size() > 150000);
    writeFile(run.events, text);
    run.opens();
    SUBCASE("shorter")
    {
        writeFile(run.events, text.substr(0, text.rfind('\n', text.size() / 2) + 1));
    }
    SUBCASE("another of the same length")
    {
        std::string other = text;
        const auto place = other.find(R"("loss":)");
        REQUIRE(place != std::string::npos);
        other[place + 7] = other[place + 7] == '7' ? '6' : '7';
        writeFile(run.events, other);
    }
    SUBCASE("changed at the end and longer")
    {
        std::string other = text;
        const auto place = other.rfind(R"("loss":)");
        REQUIRE(place != std::string::npos);
        other[place + 7] = other[place + 7] == '7' ? '6' : '7';
        writeFile(run.events, other + madeUp.lines(100));
    }
    SUBCASE("another run in its place")
    {
        writeFile(run.events, MadeUpRun(77).lines(3000));
    }
    SUBCASE("empty")
    {
        writeFile(run.events, "");
    }
    CHECK_FALSE(readCachedSummary(run.path, {}));
    CHECK_FALSE(run.opens());
}

TEST_CASE("a file that is replaced while it is followed begins the curve anew")
{
    const Run run;
    MadeUpRun madeUp(5);
    writeFile(run.events, madeUp.lines(500));
    run.opens();
    RunTail tail = run.tail();
    auto data = tail.load();
    REQUIRE(data);
    CHECK(tail.usedCache());
    SUBCASE("before the first poll") {}
    SUBCASE("after one")
    {
        REQUIRE(tail.poll());
    }
    writeFile(run.events, MadeUpRun(6).lines(200));
    const auto first = tail.poll();
    REQUIRE(first);
    CHECK(first->restarted);
    CHECK(first->events.empty());
    (*data)->apply(*first);
    CHECK((*data)->rows() == 0);
    checkEqual(pollAll(tail, std::move(**data)), run.expected());
    fs::remove(run.events);
    const auto gone = tail.poll();
    REQUIRE(gone);
    CHECK(gone->restarted);
    CHECK(gone->atEnd);
}

TEST_CASE("a summary comes from the cache while that tells everything")
{
    const Run run;
    CHECK_FALSE(readCachedSummary(run.path, {}));
    REQUIRE(writeBenchRun(run.path, 2000));
    CHECK_FALSE(readCachedSummary(run.path, {}));
    RunTail tail = run.tail();
    const auto data = tail.load();
    REQUIRE(data);
    const auto summary = readCachedSummary(run.path, {});
    REQUIRE(summary);
    const CurveSummary expected = (*data)->summary();
    CHECK(summary->step == 2000);
    CHECK(summary->rows == 2000);
    CHECK(summary->segment == 0);
    for (const auto member :
         {&CurveSummary::tokens, &CurveSummary::loss, &CurveSummary::bestLoss,
          &CurveSummary::validation, &CurveSummary::bestValidation, &CurveSummary::learningRate,
          &CurveSummary::gradientNorm, &CurveSummary::tokensPerSecond, &CurveSummary::mfu,
          &CurveSummary::memoryBytes, &CurveSummary::firstTime, &CurveSummary::lastTime,
          &CurveSummary::elapsed}) {
        CHECK(sameBits((*summary).*member, expected.*member));
        CHECK(std::isfinite(expected.*member));
    }
    for (const auto member : {&CurveSummary::step, &CurveSummary::bestStep,
                              &CurveSummary::validationStep, &CurveSummary::firstNonFiniteStep})
        CHECK((*summary).*member == expected.*member);

    const auto error = readCachedSummary(run.folder / "nowhere", run.fallback);
    REQUIRE_FALSE(error);
    CHECK(error.error().code == ErrorCode::NotFound);

    SUBCASE("one more event")
    {
        appendFile(run.events, step(0, 2001, 1));
    }
    SUBCASE("a torn one")
    {
        appendFile(run.events, "{\"event");
    }
    CHECK_FALSE(readCachedSummary(run.path, {}));
    // Nobody writes to it any more: it is brought up to date to the last byte.
    age(run.events);
    age(run.cache);
    CHECK(run.opens());
    REQUIRE(readCachedSummary(run.path, {}));
    CHECK(readCachedSummary(run.path, {})->step ==
          (*data)->summary().step + (fileText(run.events).ends_with('\n') ? 1 : 0));
}

TEST_CASE("where the run folder takes no cache it lies in the other folder")
{
    const Run run;
    REQUIRE(writeBenchRun(run.path, 500));
    // Nothing can be renamed over a folder that is not empty, not even by root.
    fs::create_directories(run.cache / "something");
    CHECK_FALSE(run.opens(true));
    CHECK(run.opens(true));
    CHECK_FALSE(run.opens(false));
    REQUIRE(readCachedSummary(run.path, run.fallback));
    CHECK_FALSE(readCachedSummary(run.path, {}));
    std::size_t files = 0;
    for (const auto &entry : fs::directory_iterator(run.path))
        files += entry.path().filename().string().starts_with(".events.cache") ? 1 : 0;
    CHECK(files == 0);

    fs::remove_all(run.cache);
    appendFile(run.events, step(0, 501, 1));
    age(run.events);
    CHECK(run.opens(true));
    CHECK(fs::exists(run.cache));
    CHECK(fs::is_empty(run.fallback));
    CHECK(run.opens(false));
}

TEST_CASE("nothing is kept for a small run, and nothing is written more often than allowed")
{
    const Run run;
    writeFile(run.events, hello(0, 0) + step(0, 1, 2));
    run.opens();
    CHECK_FALSE(fs::exists(run.cache));

    REQUIRE(writeBenchRun(run.path, 2000));
    run.opens();
    REQUIRE(fs::exists(run.cache));
    const auto inode = [&] {
        struct stat status = {};
        REQUIRE(::stat(run.cache.c_str(), &status) == 0);
        return status.st_ino;
    };
    const auto before = inode();
    REQUIRE(writeBenchRun(run.path, 8000)); // another run: the cache is of no use
    RunTail hourly(run.path, {});
    hourly.setCacheInterval(std::chrono::hours(1));
    const auto data = hourly.load();
    REQUIRE(data);
    checkEqual(**data, run.expected());
    CHECK(inode() == before);
    age(run.cache);
    REQUIRE(hourly.load());
    CHECK(inode() != before);
    const auto after = inode();
    age(run.cache);
    REQUIRE(writeBenchRun(run.path, 20000));
    REQUIRE(hourly.load()); // this object wrote a moment ago
    CHECK(inode() == after);
}

TEST_CASE("the cache of a run that is followed grows with it")
{
    const Run run;
    REQUIRE(writeBenchRun(run.path, 3000));
    RunTail tail = run.tail();
    auto data = tail.load();
    REQUIRE(data);
    REQUIRE(writeBenchRun(run.folder.path(), 40000));
    std::string more = fileText(run.folder / "events.jsonl");
    more = more.substr(more.find(R"("step":3001,)"));
    appendFile(run.events, more.substr(more.find('\n') + 1));
    **data = pollAll(tail, std::move(**data));
    checkEqual(**data, run.expected());
    const auto cache = CurveCache::open(run.cache);
    REQUIRE(cache);
    CHECK(cache->summary().step == 40000);
    CHECK(readCachedSummary(run.path, {}));
}

TEST_CASE("loading tells how far it is and can be cancelled")
{
    const Run run;
    REQUIRE(writeBenchRun(run.path, 120000)); // more than is read at a time
    RunTail tail = run.tail();
    std::uint64_t calls = 0;
    const auto cancelled = tail.load([&](std::uint64_t done, std::uint64_t total) {
        ++calls;
        CHECK(done < total);
        CHECK(total == fs::file_size(run.events));
        return false;
    });
    REQUIRE_FALSE(cancelled);
    CHECK(cancelled.error().code == ErrorCode::Cancelled);
    CHECK(calls == 1);
    const auto data = tail.load([&](std::uint64_t, std::uint64_t) {
        ++calls;
        return true;
    });
    REQUIRE(data);
    CHECK((*data)->rows() == 120000);
    CHECK(calls > 2);
}

TEST_CASE("what a process that died while writing has left goes away")
{
    const Run run;
    REQUIRE(writeBenchRun(run.path, 500));
    writeFile(run.path / ".events.cache.1.1", "half");
    writeFile(run.path / ".events.cache.2.1", "of somebody who writes now");
    writeFile(run.path / ".other", "not ours");
    age(run.path / ".events.cache.1.1");
    age(run.path / ".other");
    run.opens();
    CHECK_FALSE(fs::exists(run.path / ".events.cache.1.1"));
    CHECK(fs::exists(run.path / ".events.cache.2.1"));
    CHECK(fs::exists(run.path / ".other"));
}

TEST_CASE("events of another version are refused with and without a cache")
{
    const Run run;
    REQUIRE(writeBenchRun(run.path, 500));
    run.opens();
    appendFile(run.events, "{\"event\":\"step\",\"v\":9,\"step\":501}\n");
    for (int i = 0; i < 2; ++i) {
        RunTail tail = run.tail();
        const auto data = tail.load();
        REQUIRE_FALSE(data);
        CHECK(data.error().code == ErrorCode::Incompatible);
        fs::remove(run.cache);
    }
}

TEST_CASE("the events of a batch carry what they said")
{
    const Run run;
    writeFile(run.events,
              hello(2, 7) + step(2, 8, 0.5) +
                  line("eval", 2, 1, 2, R"("step":8,"name":"validation","loss":"NaN")"));
    RunTail tail = run.tail();
    const auto batch = tail.poll();
    REQUIRE(batch);
    CHECK(batch->atEnd);
    REQUIRE(batch->events.size() == 3);
    CHECK(batch->events[0].kind == "hello");
    CHECK(batch->events[0].segment == 2);
    CHECK(batch->events[0].fromStep == 7);
    CHECK(batch->events[0].line + "\n" == hello(2, 7));
    CHECK(batch->events[1].step == 8);
    CHECK(batch->events[1].line.empty());
    CHECK(batch->events[1].numbers.at(1) == std::pair<std::string, double>("loss", 0.5));
    CHECK(batch->events[2].name == "validation");
    CHECK(std::isnan(batch->events[2].numbers.at(0).second));
    CHECK(batch->events[2].elapsed == 2);
}
