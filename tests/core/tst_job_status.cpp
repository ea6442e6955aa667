// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"
#include "core/jobs/job_status.h"
#include "tests/core/jobs_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

StatusFile runningStatus(double heartbeatAge)
{
    StatusFile status;
    status.state = JobState::Running;
    status.process = ownIdentity();
    status.heartbeat = unixTime() - heartbeatAge;
    return status;
}

JobCondition conditionOf(const StatusFile &status)
{
    const TemporaryFolder folder;
    REQUIRE(writeStatusFile(folder.path(), status));
    const auto read = readJobStatus(folder.path());
    REQUIRE(read);
    return read->condition;
}

std::string jobScript(const TemporaryFolder &folder, const std::string &rest)
{
    return "job " + folder.path().string() + "\n" + rest + "\nhello 0\n";
}

bool isRunning(const std::filesystem::path &folder)
{
    const auto status = readJobStatus(folder);
    return status && status->condition == JobCondition::Running;
}

} // namespace

TEST_CASE("a process that is another one by now is not the job's")
{
    StatusFile status = runningStatus(20);
    CHECK(conditionOf(status) == JobCondition::Running); // this process lives
    status.process.startTime += 1;
    CHECK(conditionOf(status) == JobCondition::LostContact);
    status.process = ownIdentity();
    status.process.bootId = "11111111-2222-3333-4444-555555555555";
    CHECK(conditionOf(status) == JobCondition::LastSeen); // cannot be looked at from here
}

TEST_CASE("without heartbeat for 15 s a job is lost here and last seen elsewhere")
{
    StatusFile dead = runningStatus(20);
    dead.process.pid = 1 << 22; // beyond any pid
    CHECK(conditionOf(dead) == JobCondition::LostContact);
    dead.heartbeat = unixTime() - 5;
    CHECK(conditionOf(dead) == JobCondition::Running);
    dead.process.host = "elsewhere";
    CHECK(conditionOf(dead) == JobCondition::Running);
    dead.heartbeat = unixTime() - 20;
    CHECK(conditionOf(dead) == JobCondition::LastSeen);
    dead.state = JobState::Finished;
    CHECK(conditionOf(dead) == JobCondition::Finished);
}

TEST_CASE("a held lock keeps contact, whatever the heartbeat")
{
    const TemporaryFolder folder;
    const Child worker({"run", jobScript(folder, "sleep 0") + "sleep 20"});
    REQUIRE(eventually([&] { return isRunning(folder.path()); }));
    ::kill(worker.pid, SIGSTOP); // no more heartbeats
    StatusFile status = *readStatusFile(folder.path());
    status.heartbeat = unixTime() - 100;
    status.process.pid = 1 << 22;
    REQUIRE(writeStatusFile(folder.path(), status));
    CHECK(readJobStatus(folder.path())->condition == JobCondition::Running);
    ::kill(-worker.pid, SIGKILL);
    CHECK(eventually(
        [&] { return readJobStatus(folder.path())->condition == JobCondition::LostContact; }));
}

TEST_CASE("a worker that died with nobody watching is seen dead at once, and lost after 15 s")
{
    const TemporaryFolder folder;
    Child worker({"run", jobScript(folder, "sleep 0") + "steps 1 5\nsleep 60"});
    REQUIRE(eventually([&] { return linesOf(folder / "events.jsonl") == 6; }));
    ::kill(worker.pid, SIGKILL);
    worker.wait();
    auto status = readJobStatus(folder.path());
    REQUIRE(status);
    CHECK_FALSE(status->alive);
    CHECK(processesOf(*status).empty());
    StatusFile later = status->file;
    later.heartbeat -= 20;
    REQUIRE(writeStatusFile(folder.path(), later));
    status = readJobStatus(folder.path());
    CHECK(status->condition == JobCondition::LostContact);
    CHECK(status->description().find(concat("lost contact: process ", worker.pid,
                                            " ended without a word, its last heartbeat was 2")) ==
          0);
    CHECK(linesOf(folder / "events.jsonl") == 6); // nothing was made up
}

TEST_CASE("a status that cannot be used is one sentence")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "is not valid JSON"},
        {"[]", "should hold a JSON object"},
        {R"({"v":2,"state":"running"})", "version 2"},
        {R"({"v":1,"state":"asleep"})", "asleep"},
        {R"({"v":1,"state":"running","pid":"many"})", "wrong type"},
        {R"({"v":1,"state":"running","arguments":7})", "wrong type"},
    };
    for (const auto &[text, message] : cases) {
        CAPTURE(text);
        const TemporaryFolder folder;
        appendTo(folder / "status.json", text);
        const auto status = readJobStatus(folder.path());
        REQUIRE_FALSE(status);
        CHECK(status.error().message.find(message) != std::string::npos);
    }
}

TEST_CASE("stopping waits until the worker has ended")
{
    const TemporaryFolder folder;
    Child worker(
        {"run", jobScript(folder, "listen") + "until-stop\nsleep 0.2\nfinish 130\nexit 130"});
    REQUIRE(eventually([&] { return isRunning(folder.path()); }));
    CHECK(stopJob(folder.path(), {60, 60, {}}));
    CHECK(WEXITSTATUS(worker.wait()) == 130);
    CHECK(readJobStatus(folder.path())->condition == JobCondition::Stopped);
    CHECK(stopJob(folder.path(), {60, 60, {}})); // nothing left to do
}

TEST_CASE("a worker that ignores SIGTERM is killed with all of its process group")
{
    const TemporaryFolder folder;
    Child worker({"run", jobScript(folder, "ignore\nfork 60") + "sleep 60"});
    REQUIRE(eventually([&] { return isRunning(folder.path()); }));
    CHECK(processesInGroup(worker.pid) == 2);
    CHECK(stopJob(folder.path(), {0.05, 0.05, {}}));
    CHECK(processesInGroup(worker.pid) == 0);
    CHECK(WTERMSIG(worker.wait()) == SIGKILL);
}

TEST_CASE("a job that was killed on purpose is stopped, not failed, and nothing is left of it")
{
    const TemporaryFolder folder;
    Child worker({"run", jobScript(folder, "ignore\nfork 60") + "sleep 60"});
    REQUIRE(eventually([&] { return isRunning(folder.path()); }));
    const auto status = readJobStatus(folder.path());
    REQUIRE(eventually([&] { return processesOf(*status).size() == 2; }));
    CHECK(processesOf(*status).front() == worker.pid);
    CHECK(stopJob(folder.path(), {0, 0, {}}));
    const auto after = readJobStatus(folder.path());
    REQUIRE(after);
    CHECK(after->condition == JobCondition::Stopped);
    CHECK(after->description() == "stopped: killed on request");
    CHECK(after->file.signal == SIGKILL);
    CHECK(processesOf(*after).empty());
    CHECK_FALSE(std::filesystem::exists(folder / killFileName));
}

TEST_CASE("what a dead job left running is found and ended")
{
    const TemporaryFolder folder;
    Child worker({"run", jobScript(folder, "fork 60") + "sleep 60"});
    REQUIRE(
        eventually([&] { return isRunning(folder.path()) && processesInGroup(worker.pid) == 2; }));
    ::kill(worker.pid, SIGKILL);
    REQUIRE(eventually([&] { return processesInGroup(worker.pid) == 1; }));
    const auto status = readJobStatus(folder.path());
    REQUIRE(status);
    CHECK(processesOf(*status).size() == 1);
    CHECK(processesOf(*status).front() != worker.pid);
    CHECK(stopJob(folder.path(), {60, 60, {}}));
    CHECK(processesOf(*status).empty());
}

TEST_CASE("processes of others are not a job's")
{
    JobStatus status;
    CHECK(processesOf(status).empty()); // none yet
    status.file.process = ownIdentity();
    CHECK(processesOf(status).front() > 0);
    status.file.process.startTime += 1; // this number is another's by now
    CHECK(processesOf(status).empty());
    status.file.process = ownIdentity();
    status.file.process.host = "elsewhere";
    CHECK(processesOf(status).empty());
}

TEST_CASE("stopping ends when nobody wants to wait any more, and the worker goes on")
{
    const TemporaryFolder folder;
    const Child worker({"run", jobScript(folder, "ignore") + "sleep 60"});
    REQUIRE(eventually([&] { return isRunning(folder.path()); }));
    const auto stopped = stopJob(folder.path(), {60, 60, [] { return true; }});
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::Cancelled);
    CHECK(isRunning(folder.path()));
}

TEST_CASE("signals go to nobody else")
{
    const TemporaryFolder folder;
    StatusFile status = runningStatus(0);
    status.process.startTime += 1; // this pid, but of another process
    REQUIRE(writeStatusFile(folder.path(), status));
    CHECK(requestStop(folder.path()).error().code == ErrorCode::NotFound);
    CHECK(requestCheckpoint(folder.path()).error().code == ErrorCode::NotFound);
    status.process.host = "elsewhere";
    REQUIRE(writeStatusFile(folder.path(), status));
    CHECK(requestStop(folder.path()).error().code == ErrorCode::Incompatible);
    CHECK(requestStop(folder / "missing").error().code == ErrorCode::NotFound);
}
