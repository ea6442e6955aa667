// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <sys/resource.h>

#include "core/base/failpoint.h"
#include "core/base/text.h"
#include "core/jobs/event_log.h"
#include "core/jobs/job_status.h"
#include "core/jobs/job_worker.h"
#include "tests/core/jobs_support.h"
#include "tests/support/fake_curve.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::unique_ptr<JobWorker> startWorker(const std::filesystem::path &folder)
{
    auto worker = JobWorker::start(folder, {"test", {"a", "b"}, Json::object(), 0.02});
    REQUIRE_MESSAGE(worker, (worker ? "" : worker.error().message));
    return std::move(*worker);
}

std::vector<Json> eventsOf(const std::filesystem::path &folder)
{
    std::vector<Json> events;
    std::istringstream lines(textOf(folder / "events.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const Json json = Json::parse(line, nullptr, false);
        if (json.is_object())
            events.push_back(json);
    }
    return events;
}

struct NoFailpoints {
    ~NoFailpoints() { setFailpoints(""); }
};

} // namespace

TEST_CASE("a worker says hello, what happened and bye, each line with all common fields")
{
    const TemporaryFolder folder;
    {
        const auto worker = startWorker(folder.path());
        REQUIRE(worker->event(fakeStep(1)));
        CHECK(readStatusFile(folder.path())->state == JobState::Running);
        worker->finish("all steps are done", 0);
        CHECK_FALSE(worker->event(fakeStep(2)));
    }
    const auto events = eventsOf(folder.path());
    REQUIRE(events.size() == 3);
    for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i]["v"] == 1);
        CHECK(events[i]["seq"] == i);
        CHECK(events[i]["segment"] == 0);
        CHECK(events[i]["time"].get<double>() > 1e9);
        CHECK(events[i]["elapsed"].get<double>() >= 0);
    }
    CHECK(events[0]["event"] == "hello");
    CHECK(events[0]["program"] == "test");
    CHECK(events[0]["pid"] == ::getpid());
    CHECK(events[0].contains("host"));
    CHECK(events[0].contains("version"));
    CHECK(events[1]["sequences"] == Json::array({16, 16}));
    CHECK(events[2]["event"] == "bye");
    CHECK(events[2]["reason"] == "all steps are done");
    CHECK(events[2]["exit_status"] == 0);
    const auto status = readStatusFile(folder.path());
    REQUIRE(status);
    CHECK(status->state == JobState::Finished);
    CHECK(status->exitReason == "all steps are done");
    CHECK(status->step == 1);
    CHECK(status->process == ownIdentity());
}

TEST_CASE("the state at the end follows from the exit status and from having been asked to stop")
{
    const auto endState = [](bool stopping, int exitStatus) {
        const TemporaryFolder folder;
        const auto worker = startWorker(folder.path());
        if (stopping)
            worker->setState(JobState::Stopping);
        worker->finish("end", exitStatus);
        return readStatusFile(folder.path())->state;
    };
    CHECK(endState(false, 0) == JobState::Finished);
    CHECK(endState(true, 0) == JobState::Stopped);
    CHECK(endState(true, 130) == JobState::Stopped);
    CHECK(endState(false, 1) == JobState::Failed);
}

TEST_CASE("a job that needs something of a person ends paused and says what")
{
    const TemporaryFolder folder;
    startWorker(folder.path())->finishPaused("key needed: give one on standard input");
    const auto status = readJobStatus(folder.path());
    REQUIRE(status);
    CHECK(status->condition == JobCondition::Paused);
    CHECK(status->file.exitStatus == 1);
    CHECK(status->description() == "paused: key needed: give one on standard input");
    CHECK(hasEnded(status->file.state));
    // Resumed, it runs like any other.
    const auto again = startWorker(folder.path());
    CHECK(readStatusFile(folder.path())->state == JobState::Running);
    again->finish("complete", 0);
    CHECK(readStatusFile(folder.path())->state == JobState::Finished);
}

TEST_CASE("a worker that is destroyed without finishing has failed")
{
    const TemporaryFolder folder;
    startWorker(folder.path()).reset();
    CHECK(readStatusFile(folder.path())->state == JobState::Failed);
    CHECK(eventsOf(folder.path()).back()["event"] == "bye");
}

TEST_CASE("a resumed worker goes on counting and ends an unfinished line")
{
    const TemporaryFolder folder;
    startWorker(folder.path()).reset(); // hello, bye
    appendTo(folder / "events.jsonl",
             R"({"event":"progress","v":1,"seq":41,"segment":0,"time":1,"elapsed":1000.5})"
             "\n"
             R"({"event":"step","v":1,"se)");
    const auto worker = startWorker(folder.path());
    CHECK(worker->segment() == 1);
    CHECK(worker->elapsed() >= 1000.5);
    CHECK(worker->elapsed() < 1030);
    const auto events = eventsOf(folder.path());
    REQUIRE(events.size() == 4); // the torn one is none
    CHECK(events.back()["event"] == "hello");
    CHECK(events.back()["seq"] == 42);
    CHECK(events.back()["segment"] == 1);
    CHECK(events.back()["elapsed"].get<double>() >= 1000.5);
}

TEST_CASE("the numbering is found behind any amount of garbage")
{
    const TemporaryFolder folder;
    startWorker(folder.path()).reset();
    appendTo(folder / "events.jsonl", std::string(300000, 'x') + "\n" + std::string(1000, '\0'));
    const auto worker = startWorker(folder.path());
    CHECK(worker->segment() == 1);
    CHECK(eventsOf(folder.path()).back()["seq"] == 2);
}

TEST_CASE("a start that died before its first event counts as one")
{
    const TemporaryFolder folder;
    REQUIRE(JobWorker::start(folder.path(), {"test", {}, nullptr, 2.0}));
    CHECK(eventsOf(folder.path()).size() == 1); // bye
    std::filesystem::remove(folder / "events.jsonl");
    CHECK(startWorker(folder.path())->segment() == 1);
}

TEST_CASE("a second worker is refused with pid and host of the first")
{
    const TemporaryFolder folder;
    const Child other({"run", "job " + folder.path().string() + "\nhello 0\nsleep 20"});
    REQUIRE(eventually([&] { return isJobFolderLocked(folder.path()); }));
    REQUIRE(eventually([&] { return !textOf(folder / "lock").empty(); }));
    const auto worker = JobWorker::start(folder.path(), {"test", {}, nullptr, 2.0});
    REQUIRE_FALSE(worker);
    CHECK(worker.error().code == ErrorCode::Busy);
    CHECK(worker.error().message.find(concat("process ", other.pid)) != std::string::npos);
    CHECK(worker.error().message.find(ownIdentity().host) != std::string::npos);
}

TEST_CASE("the lock is no hindrance once its holder was killed")
{
    const TemporaryFolder folder;
    Child other({"run", "job " + folder.path().string() + "\nhello 0\nsleep 20"});
    REQUIRE(eventually([&] { return isJobFolderLocked(folder.path()); }));
    ::kill(other.pid, SIGKILL);
    other.wait();
    CHECK(startWorker(folder.path())->segment() >= 0);
}

TEST_CASE("the heartbeat goes on while the work is busy with something else")
{
    const TemporaryFolder folder;
    const auto worker = startWorker(folder.path());
    const double first = readStatusFile(folder.path())->heartbeat;
    CHECK(eventually([&] { return readStatusFile(folder.path())->heartbeat > first; }));
}

TEST_CASE("events wait for a full disk and are written with a warning")
{
    const NoFailpoints afterwards;
    const TemporaryFolder folder;
    auto started = JobWorker::start(folder.path(), {"test", {}, Json::object(), 100.0});
    REQUIRE(started);
    const auto worker = std::move(*started);
    setFailpoints("event-log@1-3=ENOSPC");
    for (int step = 1; step <= 3; ++step) {
        const auto written = worker->event(fakeStep(step));
        REQUIRE_FALSE(written);
        CHECK(written.error().message.find("No space left") != std::string::npos);
    }
    REQUIRE(worker->event(fakeStep(4)));
    const auto events = eventsOf(folder.path());
    REQUIRE(events.size() == 6); // hello, four steps, warning
    for (std::size_t step = 1; step <= 4; ++step)
        CHECK(events[step]["step"] == step);
    CHECK(events[5]["event"] == "warning");
    CHECK(events[5]["code"] == "events_delayed");
    CHECK(events[5]["delayed"] == 3);
    CHECK(worker->droppedEvents() == 0);
    CHECK(textOf(folder / "log.txt").find("No space left") != std::string::npos);
}

TEST_CASE("what does not fit into memory either is dropped and counted")
{
    const NoFailpoints afterwards;
    const TemporaryFolder folder;
    auto started = JobWorker::start(folder.path(), {"test", {}, Json::object(), 100.0});
    REQUIRE(started);
    setFailpoints("event-log@1-1000000=ENOSPC");
    const std::string text(1u << 20, 'x');
    for (int i = 0; i < 6; ++i)
        CHECK_FALSE((*started)->event({{"event", "note"}, {"text", text}}));
    CHECK((*started)->droppedEvents() == 3);
    setFailpoints("");
    REQUIRE((*started)->event(fakeStep(1)));
    CHECK(eventsOf(folder.path()).back()["code"] == "events_dropped");
    CHECK(eventsOf(folder.path()).back()["dropped"] == 3);
}

TEST_CASE("a deleted folder does not stop the work, and events reach a new one")
{
    const TemporaryFolder folder;
    const auto job = folder / "job";
    const auto worker = startWorker(job);
    std::filesystem::remove_all(job);
    CHECK_FALSE(worker->event(fakeStep(1)));
    std::filesystem::create_directory(job);
    CHECK(eventually([&] { return linesOf(job / "events.jsonl") > 0; }));
    REQUIRE(worker->event(fakeStep(2)));
    const auto events = eventsOf(job);
    REQUIRE(events.size() == 3);
    CHECK(events[0]["step"] == 1);
    CHECK(events[1]["step"] == 2);
    CHECK(events[2]["code"] == "events_delayed");
    CHECK(eventually([&] { return std::filesystem::exists(job / "status.json"); }));
}

TEST_CASE("a folder that is moved keeps its worker")
{
    const TemporaryFolder folder;
    const auto worker = startWorker(folder / "before");
    std::filesystem::rename(folder / "before", folder / "after");
    REQUIRE(worker->event(fakeStep(1)));
    worker->finish("done", 0);
    CHECK(readStatusFile(folder / "after")->state == JobState::Finished);
    CHECK(eventsOf(folder / "after").size() == 3);
    CHECK_FALSE(std::filesystem::exists(folder / "before"));
}

TEST_CASE("a folder that cannot be written is one sentence")
{
    const TemporaryFolder folder;
    appendTo(folder / "file", "x");
    const auto worker = JobWorker::start(folder / "file" / "job", {"test", {}, nullptr, 2.0});
    REQUIRE_FALSE(worker);
    CHECK(worker.error().message.find((folder / "file").string()) != std::string::npos);
}

TEST_CASE("a status of a newer version is refused and left as it is")
{
    const TemporaryFolder folder;
    const std::string text = R"({"v":7,"state":"asleep"})";
    appendTo(folder / "status.json", text);
    const auto worker = JobWorker::start(folder.path(), {"test", {}, nullptr, 2.0});
    REQUIRE_FALSE(worker);
    CHECK(worker.error().code == ErrorCode::Incompatible);
    CHECK(worker.error().message.find("version 7") != std::string::npos);
    CHECK(textOf(folder / "status.json") == text);
}

TEST_CASE("text that is not UTF-8 or holds line breaks stays one line")
{
    const TemporaryFolder folder;
    const auto worker = startWorker(folder.path());
    worker->warning("odd", "a\nb\xff\x1b[2J");
    CHECK(linesOf(folder / "events.jsonl") == 2);
    CHECK(eventsOf(folder.path()).back()["code"] == "odd");
    CHECK(textOf(folder / "log.txt").find('\x1b') == std::string::npos);
}
