// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/jobs/detach.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/job_status.h"
#include "core/jobs/supervisor.h"
#include "core/jobs/worker_process.h"
#include "tests/core/jobs_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

struct TestWorkspace {
    TemporaryFolder folder;
    Workspace workspace{folder / "workspace"};
    JobQueue queue = *JobQueue::open(workspace);
    std::filesystem::path marks = folder / "marks";

    std::filesystem::path job(const std::string &name) const { return workspace.jobs() / name; }
    std::string add(const std::string &name, const std::string &script,
                    const std::string &after = "")
    {
        const auto id = queue.add({job(name), PHI1_FAKE_WORKER, {"run", script}, name, after});
        REQUIRE_MESSAGE(id, (id ? "" : id.error().message));
        return *id;
    }
    /// A script that leaves its mark, works as a job and ends with this status.
    std::string work(const std::string &name, int status, const std::string &seconds = "0") const
    {
        return concat("mark ", (folder / "marks").string(), "\nmark ", marksOf(name).string(),
                      "\njob ", job(name).string(), "\nhello 0\nsleep ", seconds, "\nfinish ",
                      status, "\nexit ", status);
    }
    std::filesystem::path marksOf(const std::string &name) const
    {
        return folder / ("marks-" + name);
    }
    std::unique_ptr<Child> supervisor(const std::string &idle = "0.1") const
    {
        return std::make_unique<Child>(
            std::vector<std::string>{"supervise", "--workspace", workspace.root.string(), idle});
    }
    QueueEntry entry(const std::string &id) const
    {
        const auto found = queue.read(id);
        REQUIRE(found);
        return *found;
    }
    bool isRunning(const std::string &id) const { return entry(id).state == QueueState::Running; }
};

} // namespace

TEST_CASE("jobs run one after another in the order of the queue, and the supervisor then ends")
{
    TestWorkspace test;
    const auto a = test.add("a", test.work("a", 0));
    const auto b = test.add("b", test.work("b", 0));
    const auto c = test.add("c", test.work("c", 0));
    REQUIRE(test.queue.move(c, 1));
    CHECK(readJobStatus(test.job("a"))->condition == JobCondition::Queued);
    CHECK(test.supervisor()->wait() == 0);
    for (const auto &id : {a, b, c}) {
        CHECK(test.entry(id).state == QueueState::Finished);
        CHECK(test.entry(id).exitStatus == 0);
    }
    CHECK(test.entry(c).ended <= test.entry(a).started);
    CHECK(test.entry(a).ended <= test.entry(b).started);
    const auto status = readStatusFile(test.job("a"));
    REQUIRE(status);
    CHECK(status->state == JobState::Finished);
    CHECK(status->exitStatus == 0);
    CHECK(status->segment == 0);
    CHECK(status->peakMemoryBytes.value_or(0) > 1000000);
    CHECK_FALSE(hasSupervisor(test.workspace));
}

TEST_CASE("what waits for an entry runs only after that finished with status 0")
{
    TestWorkspace test;
    const auto good = test.add("good", test.work("good", 0));
    const auto bad = test.add("bad", test.work("bad", 3));
    const auto afterBad = test.add("after-bad", test.work("after-bad", 0), bad);
    const auto afterGood = test.add("after-good", test.work("after-good", 0), good);
    REQUIRE(test.queue.move(afterGood, 1)); // its turn comes before, but not its condition
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(afterGood).state == QueueState::Finished);
    CHECK(test.entry(good).ended <= test.entry(afterGood).started);
    CHECK(test.entry(bad).state == QueueState::Failed);
    CHECK(test.entry(afterBad).state == QueueState::Waiting);
    CHECK_FALSE(std::filesystem::exists(test.marksOf("after-bad")));

    SUBCASE("a resume of the failed job lets it go")
    {
        test.add("bad", test.work("bad", 0));
        CHECK(test.supervisor()->wait() == 0);
        CHECK(test.entry(afterBad).state == QueueState::Finished);
        CHECK(readStatusFile(test.job("bad"))->segment == 1);
    }
    SUBCASE("what others wait for cannot be removed before them")
    {
        const auto another = test.add("another", test.work("another", 0), bad);
        const auto removed = test.queue.remove(bad);
        REQUIRE_FALSE(removed);
        CHECK(removed.error().code == ErrorCode::Usage);
        CHECK(removed.error().message == concat("entries ", afterBad, " (after-bad) and ", another,
                                                " (another) wait for entry ", bad,
                                                ": remove those first"));
        CHECK(test.queue.remove(another));
        CHECK(test.queue.remove(bad).error().message == concat("entry ", afterBad,
                                                               " (after-bad) waits for entry ", bad,
                                                               ": remove that one first"));
        CHECK(test.queue.remove(afterBad));
        CHECK(test.queue.remove(bad));
        CHECK(test.queue.list()->entries.size() == 2);
    }
}

TEST_CASE("a chain goes on when the run that was stopped is resumed in the queue")
{
    TestWorkspace test;
    const std::string job = test.job("first").string();
    const auto first = test.add(
        "first", concat("job ", job, "\nlisten\nhello 0\nuntil-stop\nfinish 130\nexit 130"));
    const auto second = test.add("second", test.work("second", 0), first);
    const auto third = test.add("third", test.work("third", 0), second);
    const auto supervisor = test.supervisor();
    REQUIRE(eventually([&] {
        const auto status = readJobStatus(test.job("first"));
        return status && status->condition == JobCondition::Running;
    }));
    REQUIRE(stopJob(test.job("first"), {60, 60, {}}));
    CHECK(supervisor->wait() == 0);
    CHECK(test.entry(first).state == QueueState::Stopped);
    CHECK(test.entry(second).state == QueueState::Waiting);

    const auto resumed = test.add("first", test.work("first", 0));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(resumed).state == QueueState::Finished);
    CHECK(test.entry(first).state == QueueState::Stopped); // it stays what it was
    CHECK(test.entry(second).state == QueueState::Finished);
    CHECK(test.entry(third).state == QueueState::Finished);
    CHECK(test.entry(resumed).ended <= test.entry(second).started);
    CHECK(test.entry(second).ended <= test.entry(third).started);
}

TEST_CASE("the end of a worker is told whatever it was")
{
    TestWorkspace test;
    struct Case {
        std::string script;
        QueueState state;
        std::string message;
    };
    const auto job = [&](const std::string &rest) {
        return concat("job ", test.job("job").string(), "\nhello 0\n", rest);
    };
    const std::vector<Case> cases = {
        {"print no such preset\nexit 2", QueueState::Failed,
         "ended with exit status 2; its log ends with: no such preset"},
        {job("signal 9"), QueueState::Failed, "killed by signal 9"},
        {job("signal 11"), QueueState::Failed, "killed by signal 11"},
        {job("signal 15"), QueueState::Stopped, "killed by signal 15"},
        {job("finish 130\nexit 130"), QueueState::Stopped, "as the script says"},
        {job("finish 0\nsignal 11"), QueueState::Failed, "killed by signal 11"},
        {job("exit 0"), QueueState::Finished, "ended with exit status 0"},
        {job("finish 1\nexit 1"), QueueState::Failed, "as the script says"},
        {"signal 9", QueueState::Failed, "killed by signal 9"}, // before it was a job
    };
    std::vector<std::string> ids;
    for (const Case &each : cases) {
        CAPTURE(each.script);
        const auto id = test.add("job", each.script);
        CHECK(test.supervisor("0")->wait() == 0);
        CHECK(test.entry(id).state == each.state);
        CHECK(test.entry(id).reason.substr(0, each.message.size()) == each.message);
        const auto status = readJobStatus(test.job("job"));
        REQUIRE(status);
        CHECK(hasEnded(status->file.state));
        CHECK(jobStateName(status->file.state) == queueStateName(each.state));
        CHECK(status->file.exitReason == test.entry(id).reason);
    }
}

TEST_CASE("a worker that was killed on purpose is stopped, with and without a supervisor watching")
{
    TestWorkspace test;
    for (const bool isWatched : {true, false}) {
        CAPTURE(isWatched);
        const std::string name = isWatched ? "watched" : "alone";
        const auto id = test.add(name, "ignore\n" + test.work(name, 0, "60"));
        {
            const auto supervisor = test.supervisor();
            REQUIRE(eventually([&] {
                const auto status = readJobStatus(test.job(name));
                return test.isRunning(id) && status && status->condition == JobCondition::Running;
            }));
            if (isWatched) {
                CHECK(stopJob(test.job(name), {0, 0, {}}));
                supervisor->wait();
            } else {
                ::kill(supervisor->pid, SIGKILL);
                supervisor->wait();
                CHECK(stopJob(test.job(name), {0, 0, {}}));
                CHECK(test.supervisor()->wait() == 0);
            }
        }
        CHECK(test.entry(id).state == QueueState::Stopped);
        CHECK(test.entry(id).reason == "killed on request");
        CHECK(readJobStatus(test.job(name))->description() == "stopped: killed on request");
        CHECK(processesOf(*readJobStatus(test.job(name))).empty());
        CHECK_FALSE(std::filesystem::exists(test.job(name) / killFileName));
    }
}

TEST_CASE("the supervisor tells a worker that the kernel killed from one that somebody killed")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0, "60"));
    const auto supervisor = test.supervisor();
    REQUIRE(eventually([&] { return test.isRunning(id); }));
    const ProcessIdentity process = test.entry(id).process;
    REQUIRE(announceKill(test.job("job"), ProcessIdentity{process.pid, process.startTime + 1,
                                                          process.bootId, process.host}));
    REQUIRE(signalProcess(process, SIGKILL));
    CHECK(supervisor->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Failed); // the announcement was for another
    CHECK(test.entry(id).reason == "killed by signal 9");
}

TEST_CASE("a program that is not there fails its entry and not the queue")
{
    TestWorkspace test;
    const auto id = test.queue.add({test.job("job"), test.folder / "no-program", {}, "", ""});
    REQUIRE(id);
    const auto next = test.add("next", test.work("next", 0));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(*id).state == QueueState::Failed);
    CHECK(test.entry(*id).reason.find("no-program cannot be started") != std::string::npos);
    CHECK(test.entry(next).state == QueueState::Finished);
}

TEST_CASE("children that a worker left behind are ended with it")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0).insert(0, "fork 60\n"));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Finished);
    CHECK(processesInGroup(test.entry(id).process.pid) == 0);
}

TEST_CASE("only one supervisor has a workspace")
{
    TestWorkspace test;
    test.add("job", test.work("job", 0, "30"));
    const auto first = test.supervisor();
    REQUIRE(eventually([&] { return hasSupervisor(test.workspace); }));
    const auto second = test.supervisor();
    CHECK(WEXITSTATUS(second->wait()) == 1);
    CHECK(stopJob(test.job("job"), {0, 0, {}}));
}

TEST_CASE("a supervisor that ends leaves its workers running, and the next one adopts them")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0, "0.6"));
    for (const int signalNumber : {SIGTERM, SIGKILL}) {
        const auto supervisor = test.supervisor();
        REQUIRE(eventually([&] {
            const auto status = readJobStatus(test.job("job"));
            return test.isRunning(id) && hasSupervisor(test.workspace) && status &&
                   status->condition == JobCondition::Running;
        }));
        ::kill(supervisor->pid, signalNumber);
        supervisor->wait();
        CHECK(isAlive(test.entry(id).process));
    }
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Finished);
    CHECK(linesOf(test.marksOf("job")) == 1);
}

TEST_CASE("a worker that ended while nobody watched without saying how has failed")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0, "30"));
    {
        const auto supervisor = test.supervisor();
        REQUIRE(eventually([&] { return test.isRunning(id); }));
        ::kill(supervisor->pid, SIGKILL);
        supervisor->wait();
    }
    const ProcessIdentity process = test.entry(id).process;
    REQUIRE(signalProcess(process, SIGKILL));
    REQUIRE(eventually([&] { return !isAlive(process); }));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Failed);
    CHECK(test.entry(id).reason.find("not known") != std::string::npos);
    CHECK(readStatusFile(test.job("job"))->state == JobState::Failed);
}

TEST_CASE("a supervisor killed at random moments neither loses nor doubles a job")
{
    TestWorkspace test;
    PhiloxStream random(11);
    constexpr int jobs = 8;
    std::vector<std::string> ids;
    for (int i = 0; i < jobs; ++i)
        ids.push_back(test.add(concat("job", i), test.work(concat("job", i), 0, "0.005"),
                               i % 2 == 1 ? ids.back() : ""));
    int kills = 0;
    const auto isOver = [&] {
        return std::all_of(ids.begin(), ids.end(), [&](const std::string &id) {
            return test.entry(id).state == QueueState::Finished;
        });
    };
    for (; kills < 100 && !isOver(); ++kills) {
        const auto supervisor = test.supervisor("5");
        std::this_thread::sleep_for(std::chrono::microseconds(2000 + random.below(25000)));
        ::kill(supervisor->pid, SIGKILL);
        supervisor->wait();
    }
    CHECK(test.supervisor()->wait() == 0);
    CHECK(kills > 3);
    for (int i = 0; i < jobs; ++i) {
        CAPTURE(i);
        CHECK(test.entry(ids[static_cast<std::size_t>(i)]).state == QueueState::Finished);
        CHECK(linesOf(test.marksOf(concat("job", i))) == 1);
    }
    for (std::size_t i = 1; i < ids.size(); ++i)
        CHECK(test.entry(ids[i - 1]).started <= test.entry(ids[i]).started);
}

TEST_CASE("a paused queue starts nothing until it goes on")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0));
    REQUIRE(test.queue.setPaused(true));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Waiting);
    REQUIRE(test.queue.setPaused(false));
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Finished);
}

TEST_CASE("entries are moved to any place and back")
{
    TestWorkspace test;
    for (const char *name : {"1", "2", "3", "4"})
        test.add(name, "exit 0");
    const auto order = [&] {
        std::string ids;
        const auto listing = test.queue.list();
        REQUIRE(listing);
        for (const QueueEntry &entry : listing->entries)
            ids += entry.id;
        return ids;
    };
    CHECK(order() == "1234");
    REQUIRE(test.queue.move("4", 2));
    CHECK(order() == "1423");
    REQUIRE(test.queue.move("1", 4));
    CHECK(order() == "4231");
    for (int i = 0; i < 80; ++i) { // halves the space between two places until none is left
        REQUIRE(test.queue.move("3", 2));
        CHECK(order() == "4321");
        REQUIRE(test.queue.move("2", 2));
        CHECK(order() == "4231");
    }
    CHECK_FALSE(test.queue.move("4", 5));
    CHECK_FALSE(test.queue.move("4", 0));
    CHECK_FALSE(test.queue.move("9", 1));
    CHECK_FALSE(test.queue.move("../4", 1));
}

TEST_CASE("a job is not queued twice nor while somebody works on it")
{
    TestWorkspace test;
    test.add("job", "exit 0");
    const auto twice = test.queue.add({test.job("job"), PHI1_FAKE_WORKER, {"run", ""}, "", ""});
    REQUIRE_FALSE(twice);
    CHECK(twice.error().code == ErrorCode::Busy);

    const Child other({"run", "job " + test.job("live").string() + "\nhello 0\nsleep 20"});
    REQUIRE(eventually([&] { return !textOf(test.job("live") / "lock").empty(); }));
    const auto live = test.queue.add({test.job("live"), PHI1_FAKE_WORKER, {"run", ""}, "", ""});
    REQUIRE_FALSE(live);
    CHECK(live.error().message.find(concat("process ", other.pid)) != std::string::npos);
}

TEST_CASE("the environment that an entry keeps has no keys in it")
{
    TestWorkspace test;
    ::setenv("PHI1_API_KEY", "sk-of-somebody", 1);
    ::setenv("PHI1_KERNELS", "scalar", 1);
    const std::string id = test.add("job", "exit 0");
    ::unsetenv("PHI1_API_KEY");
    ::unsetenv("PHI1_KERNELS");
    CHECK(test.entry(id).environment.count("PHI1_KERNELS") == 1);
    CHECK(test.entry(id).environment.count("PHI1_API_KEY") == 0);
    CHECK(textOf(test.workspace.queue() / (id + ".json")).find("sk-of") == std::string::npos);
}

TEST_CASE("removing an entry gives its folder the status back that it had")
{
    TestWorkspace test;
    test.add("job", test.work("job", 1));
    CHECK(test.supervisor()->wait() == 0);
    const auto id = test.add("job", test.work("job", 0));
    CHECK(readStatusFile(test.job("job"))->state == JobState::Queued);
    REQUIRE(test.queue.remove(id));
    CHECK(readStatusFile(test.job("job"))->state == JobState::Failed);
    CHECK_FALSE(test.queue.read(id));
}

TEST_CASE("a damaged entry is told and hinders no other")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0));
    appendTo(test.workspace.queue() / "77.json", "{\"v\":1,");
    appendTo(test.workspace.queue() / "78.json", R"({"v":9})");
    CHECK(test.queue.list()->damaged.size() == 2);
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Finished);
}

TEST_CASE("the supervisor is started on demand in a session of its own")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0));
    REQUIRE(ensureSupervisor(test.workspace, PHI1_FAKE_WORKER));
    CHECK(eventually([&] { return test.entry(id).state == QueueState::Finished; }));
    CHECK(holdsOnlyJobFiles(test.folder / "missing"));
    CHECK_FALSE(holdsOnlyJobFiles(test.job("job"))); // events.jsonl is there
    CHECK(eventually([&] { return !hasSupervisor(test.workspace); }));
}

TEST_CASE("memory is named as the cause only where that is plausible")
{
    constexpr std::uint64_t gibibyte = 1ull << 30;
    WorkerEnd end;
    end.signal = SIGKILL;
    end.peakMemoryBytes = 229 * gibibyte / 10;
    CHECK(describeEnd(end, 24 * gibibyte) ==
          "killed by signal 9, probably out of memory: peak 22.9 of 24.0 GiB");
    CHECK(describeEnd(end, 64 * gibibyte) == "killed by signal 9");
    CHECK(describeEnd(end, 0) == "killed by signal 9");
    end.askedToStop = true;
    CHECK(describeEnd(end, 24 * gibibyte) == "killed by signal 9");
    end.killAnnounced = true;
    CHECK(describeEnd(end, 24 * gibibyte) == "killed on request");
    end.killAnnounced = end.askedToStop = false;
    end.signal = SIGSEGV;
    CHECK(describeEnd(end, 24 * gibibyte) == "killed by signal 11");
    CHECK(memoryLimit() > gibibyte / 4);
}

TEST_CASE("a worker that memory ran out for is told so, in the queue and in its folder")
{
    TestWorkspace test;
    const auto id = test.add("job", test.work("job", 0));
    QueueEntry entry = test.entry(id);
    entry.process = ownIdentity();
    entry.state = QueueState::Running;
    StatusFile status = *readStatusFile(entry.job);
    status.state = JobState::Running;
    status.process = entry.process;
    REQUIRE(writeStatusFile(entry.job, status));
    appendTo(entry.job / logFileName, "info: step 12\n");

    WorkerEnd end;
    end.signal = SIGKILL;
    end.peakMemoryBytes = memoryLimit() / 10 * 9;
    completeEntry(entry, end);
    CHECK(entry.state == QueueState::Failed);
    CHECK(entry.reason.find("killed by signal 9, probably out of memory: peak ") == 0);
    CHECK(entry.reason.find("; its log ends with: info: step 12") != std::string::npos);
    const auto after = readJobStatus(entry.job);
    REQUIRE(after);
    CHECK(after->condition == JobCondition::Failed);
    CHECK(after->description() == "failed: " + entry.reason);
    CHECK(after->file.peakMemoryBytes == end.peakMemoryBytes);
    CHECK(after->file.signal == SIGKILL);
}
