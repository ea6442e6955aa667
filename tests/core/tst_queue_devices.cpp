// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/job_status.h"
#include "core/jobs/queue_devices.h"
#include "core/jobs/supervisor.h"
#include "tests/core/jobs_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

struct DeviceQueue {
    TemporaryFolder folder;
    Workspace workspace{folder / "workspace"};
    JobQueue queue = *JobQueue::open(workspace);

    std::filesystem::path job(const std::string &name) const { return workspace.jobs() / name; }
    std::filesystem::path marks(const std::string &name) const { return folder / name; }
    std::string add(const std::string &name, std::vector<std::string> devices,
                    const std::string &seconds = "0.4", bool share = false)
    {
        const std::string script =
            concat("mark ", marks(name).string(), "\njob ", job(name).string(), "\nhello 0\nsleep ",
                   seconds, "\nfinish 0\nexit 0");
        const auto id = queue.add({.job = job(name),
                                   .program = PHI1_FAKE_WORKER,
                                   .arguments = {"run", script},
                                   .name = name,
                                   .after = {},
                                   .devices = std::move(devices),
                                   .shareDevice = share});
        REQUIRE_MESSAGE(id, (id ? "" : id.error().message));
        return *id;
    }
    QueueEntry entry(const std::string &id) const
    {
        const auto found = queue.read(id);
        REQUIRE(found);
        return *found;
    }
    bool isRunning(const std::string &id) const { return entry(id).state == QueueState::Running; }
    std::unique_ptr<Child> supervisor(const std::string &idle = "0.1") const
    {
        return std::make_unique<Child>(
            std::vector<std::string>{"supervise", "--workspace", workspace.root.string(), idle});
    }
    bool ranTogether(const std::string &a, const std::string &b) const
    {
        return entry(a).started < entry(b).ended && entry(b).started < entry(a).ended;
    }
};

QueueEntry entryOf(const char *id, QueueState state, std::vector<std::string> devices,
                   bool share = false)
{
    QueueEntry entry;
    entry.id = id;
    entry.state = state;
    entry.devices = std::move(devices);
    entry.shareDevice = share;
    return entry;
}

std::string nextOf(const std::vector<QueueEntry> &entries)
{
    const QueueEntry *next = nextToStart(entries);
    return next ? next->id : "";
}

} // namespace

TEST_CASE("one entry runs on a device at a time, and others run beside it on other devices")
{
    DeviceQueue test;
    const auto a = test.add("a", {"cpu"});
    const auto b = test.add("b", {"cpu"});
    const auto c = test.add("c", {"cuda:0"});
    const auto d = test.add("d", {"cuda:1"});
    CHECK(test.supervisor()->wait() == 0);
    for (const auto &id : {a, b, c, d})
        CHECK(test.entry(id).state == QueueState::Finished);
    CHECK(test.entry(a).ended <= test.entry(b).started);
    CHECK(test.ranTogether(a, c));
    CHECK(test.ranTogether(a, d));
    CHECK(test.ranTogether(c, d));
}

TEST_CASE("an entry that shares its device runs beside the one that has it")
{
    DeviceQueue test;
    const auto a = test.add("a", {"cuda:0"}, "0.8");
    const auto b = test.add("b", {"cuda:0"}, "0.1");
    const auto c = test.add("c", {"cuda:0"}, "0.1", true);
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.ranTogether(a, c));
    CHECK(test.entry(a).ended <= test.entry(b).started);
}

TEST_CASE("entries of one corpus never run at the same time, whatever becomes of each")
{
    using enum QueueState;
    std::vector<QueueEntry> entries = {
        entryOf("1", Running, {"cpu"}, true),
        entryOf("2", Waiting, {"cpu"}, true),
        entryOf("3", Waiting, {"cpu"}, true),
        entryOf("4", Waiting, {"cpu"}, true),
    };
    for (std::size_t i : {0u, 1u, 2u})
        entries[i].corpus = "code";
    entries[3].corpus = "books";
    CHECK(nextOf(entries) == "4");
    REQUIRE(deviceHolder(entries[1], entries));
    CHECK(deviceHolder(entries[1], entries)->id == "1");
    for (const QueueState end : {Finished, Failed, Stopped}) {
        entries[0].state = end;
        CHECK(nextOf(entries) == "2");
        // One that was chained to what did not finish keeps nobody else waiting.
        entries[1].after = "1";
        CHECK(nextOf(entries) == (end == Finished ? "2" : "3"));
        entries[1].after.clear();
    }
    SUBCASE("also of different devices")
    {
        entries[0].state = Running;
        entries[1].devices = {"cuda:0"};
        entries[1].shareDevice = false;
        CHECK(nextOf(entries) == "4");
    }
    SUBCASE("and a corpus is kept on the disk")
    {
        const DeviceQueue test;
        JobQueue queue = test.queue;
        const auto id = queue.add({.job = test.job("facts"),
                                   .program = PHI1_FAKE_WORKER,
                                   .arguments = {"run"},
                                   .name = {},
                                   .after = {},
                                   .corpus = "code"});
        REQUIRE(id);
        CHECK(test.entry(*id).corpus == "code");
    }
}

TEST_CASE("one that waits for its devices keeps them from those behind it")
{
    using enum QueueState;
    const std::vector<QueueEntry> entries = {
        entryOf("1", Running, {"cuda:0"}),       entryOf("2", Waiting, {"cuda:0", "cuda:1"}),
        entryOf("3", Waiting, {"cuda:1"}),       entryOf("4", Waiting, {"cpu"}),
        entryOf("5", Waiting, {"cuda:0"}, true),
    };
    CHECK(nextOf(entries) == "4");
    CHECK(deviceHolder(entries[1], entries)->id == "1");
    CHECK(deviceHolder(entries[2], entries)->id == "2");
    CHECK_FALSE(deviceHolder(entries[3], entries));
    CHECK_FALSE(deviceHolder(entries[4], entries));

    SUBCASE("unless it cannot begin anyway")
    {
        std::vector<QueueEntry> waiting = entries;
        waiting[1].after = "1";
        CHECK(nextOf(waiting) == "3");
    }
    SUBCASE("and gets them when they are free")
    {
        std::vector<QueueEntry> free = entries;
        free[0].state = Finished;
        CHECK(nextOf(free) == "2");
    }
    SUBCASE("a device is the same by whatever number it is visible")
    {
        std::vector<QueueEntry> visible = entries;
        visible[1].devices = {"cuda:0"};
        visible[1].environment = {{"CUDA_VISIBLE_DEVICES", "3,0"}};
        CHECK_FALSE(deviceHolder(visible[1], visible));
        visible[1].devices = {"cuda:1"};
        REQUIRE(deviceHolder(visible[1], visible));
        CHECK(deviceHolder(visible[1], visible)->id == "1");
    }
}

TEST_CASE("devices are known by one name each, and what is none is refused")
{
    const auto resolve = [](const std::vector<std::string> &asked) {
        const auto found = resolveDevices(asked, {{"CUDA_VISIBLE_DEVICES", ""}});
        std::string words;
        if (found) {
            for (const std::string &each : *found)
                words += each + " ";
        } else {
            CHECK(found.error().code == ErrorCode::Usage);
            words = found.error().message;
        }
        return words;
    };
    CHECK(resolve({}) == "cpu ");
    CHECK(resolve({"auto"}) == "cpu ");
    CHECK(resolve({"auto", "cpu"}) == "cpu ");
    CHECK(resolve({"cuda", "cuda:0", "cuda:01", "cuda:3"}) == "cuda:0 cuda:1 cuda:3 ");
    CHECK_FALSE(hasUsableGpu({{"CUDA_VISIBLE_DEVICES", "-1"}}));
    for (const char *bad : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:128", "cuda:1x", ""})
        CHECK(resolve({bad}).find("is not one of auto, cpu, cuda, cuda:N") != std::string::npos);
    DeviceQueue test;
    const auto refused = test.queue.add({.job = test.job("a"),
                                         .program = PHI1_FAKE_WORKER,
                                         .arguments = {},
                                         .name = {},
                                         .after = {},
                                         .devices = {"tpu"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Usage);
    CHECK_FALSE(std::filesystem::exists(test.job("a")));
}

TEST_CASE("an entry of before there were devices is read and run")
{
    DeviceQueue test;
    const auto id = test.add("a", {"cuda:0"}, "0", true);
    CHECK(test.entry(id).devices == std::vector<std::string>{"cuda:0"});
    CHECK(test.entry(id).shareDevice);
    const auto path = test.workspace.queue() / (id + ".json");
    Json old = *readJsonFile(path);
    CHECK(old.erase("devices") == 1);
    CHECK(old.erase("share_device") == 1);
    REQUIRE(writeFileAtomically(path, dumpJson(old)));
    CHECK(test.entry(id).devices ==
          std::vector<std::string>{hasUsableGpu(test.entry(id).environment) ? "cuda:0" : "cpu"});
    CHECK_FALSE(test.entry(id).shareDevice);
    CHECK(test.supervisor()->wait() == 0);
    CHECK(test.entry(id).state == QueueState::Finished);
}

TEST_CASE("a supervisor that takes over leaves the devices to the workers it adopts")
{
    DeviceQueue test;
    const auto a = test.add("a", {"cpu"}, "1");
    const auto b = test.add("b", {"cuda:0"}, "1");
    {
        const auto first = test.supervisor();
        REQUIRE(eventually([&] { return test.isRunning(a) && test.isRunning(b); }));
        ::kill(first->pid, SIGKILL);
        first->wait();
    }
    const auto c = test.add("c", {"cpu"}, "0.1");
    const auto d = test.add("d", {"cuda:0"}, "0.1");
    const auto e = test.add("e", {"cuda:1"}, "0.1");
    CHECK(test.supervisor()->wait() == 0);
    for (const auto &id : {a, b, c, d, e})
        CHECK(test.entry(id).state == QueueState::Finished);
    CHECK(test.entry(a).ended <= test.entry(c).started);
    CHECK(test.entry(b).ended <= test.entry(d).started);
    CHECK(test.entry(e).ended < test.entry(a).ended);
    for (const char *name : {"a", "b", "c", "d", "e"})
        CHECK(linesOf(test.marks(name)) == 1);
}

TEST_CASE("a worker that is killed ends alone; the one beside it works on")
{
    DeviceQueue test;
    const auto a = test.add("a", {"cpu"}, "30");
    const auto b = test.add("b", {"cuda:0"}, "1");
    const auto c = test.add("c", {"cpu"}, "0.1");
    const auto supervisor = test.supervisor();
    REQUIRE(eventually([&] { return test.isRunning(a) && test.isRunning(b); }));
    REQUIRE(signalProcess(test.entry(a).process, SIGKILL));
    CHECK(supervisor->wait() == 0);
    CHECK(test.entry(a).state == QueueState::Failed);
    CHECK(test.entry(a).reason == "killed by signal 9");
    CHECK(readJobStatus(test.job("a"))->condition == JobCondition::Failed);
    CHECK(test.entry(b).state == QueueState::Finished);
    CHECK(test.entry(c).state == QueueState::Finished);
    CHECK(test.entry(c).started < test.entry(b).ended);
}

TEST_CASE("killed at random moments, supervisors never let two entries meet on a device")
{
    DeviceQueue test;
    PhiloxStream random(5);
    std::vector<std::string> ids;
    for (int i = 0; i < 12; ++i)
        ids.push_back(test.add(concat("job", i), {concat("cuda:", i % 3)}, "0.02"));
    const auto isOver = [&] {
        return std::all_of(ids.begin(), ids.end(), [&](const std::string &id) {
            return test.entry(id).state == QueueState::Finished;
        });
    };
    int kills = 0;
    for (; kills < 100 && !isOver(); ++kills) {
        const auto supervisor = test.supervisor("5");
        std::this_thread::sleep_for(std::chrono::microseconds(2000 + random.below(25000)));
        ::kill(supervisor->pid, SIGKILL);
        supervisor->wait();
    }
    CHECK(test.supervisor()->wait() == 0);
    CHECK(kills > 3);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        CAPTURE(i);
        CHECK(test.entry(ids[i]).state == QueueState::Finished);
        CHECK(linesOf(test.marks(concat("job", i))) == 1);
        // `started` and `ended` are the supervisor's; what the worker itself wrote counts.
        if (i >= 3)
            CHECK(readStatusFile(test.job(concat("job", i - 3)))->heartbeat <=
                  readStatusFile(test.job(concat("job", i)))->started);
    }
}
