// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>

#include "core/machine/machine_sampler.h"
#include "core/machine/system_load.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using phi1::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &path, const std::string &text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

void writeMachine(const fs::path &root)
{
    write(root / "proc/meminfo",
          "MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable: 600 kB\n");
    write(root / "proc/stat", "cpu  100 0 50 1000 0 0 0 0 0 0\n");
}

} // namespace

TEST_CASE("memory is the machine's where no group limits it")
{
    const TemporaryFolder folder;
    writeMachine(folder.path());
    write(folder.path() / "proc/self/cgroup", "0::/\n");
    write(folder.path() / "sys/fs/cgroup/cgroup.controllers", "memory\n");
    MachineLoad load;
    SystemLoad(folder.path()).sample(load, folder.path());
    CHECK(load.memoryTotal == 1000 * 1024);
    CHECK(load.memoryUsed == 400 * 1024);
    CHECK(load.diskTotal > 0);
    CHECK(load.diskFree <= load.diskTotal);
}

TEST_CASE("memory is the tightest group's, without the cache that can be dropped")
{
    const TemporaryFolder folder;
    writeMachine(folder.path());
    const fs::path groups = folder.path() / "sys/fs/cgroup";
    write(folder.path() / "proc/self/cgroup", "0::/user/job\n");
    write(groups / "cgroup.controllers", "memory\n");
    write(groups / "user/memory.max", "500000\n");
    write(groups / "user/memory.current", "300000\n");
    write(groups / "user/memory.stat", "anon 1\ninactive_file 100000\n");
    write(groups / "user/job/memory.max", "max\n");
    write(groups / "user/job/memory.current", "10\n");
    MachineLoad load;
    SystemLoad(folder.path()).sample(load, folder.path());
    CHECK(load.memoryTotal == 500000);
    CHECK(load.memoryUsed == 200000);
}

TEST_CASE("control groups of version 1 limit too")
{
    const TemporaryFolder folder;
    writeMachine(folder.path());
    const fs::path groups = folder.path() / "sys/fs/cgroup/memory";
    write(folder.path() / "proc/self/cgroup", "9:cpu,cpuacct:/x\n7:memory:/docker/abc\n");
    write(groups / "memory.limit_in_bytes", "400000\n");
    write(groups / "memory.usage_in_bytes", "150000\n");
    write(groups / "memory.stat", "total_inactive_file 50000\n");
    MachineLoad load;
    SystemLoad(folder.path()).sample(load, folder.path());
    CHECK(load.memoryTotal == 400000);
    CHECK(load.memoryUsed == 100000);
}

TEST_CASE("a system that tells nothing gives zeros, not a crash")
{
    const TemporaryFolder folder;
    MachineLoad load;
    SystemLoad(folder.path() / "none").sample(load, folder.path() / "a/b/c");
    CHECK(load.memoryTotal == 0);
    CHECK(load.diskTotal > 0); // of the nearest folder that exists
    CHECK(load.cores >= 1);
}

TEST_CASE("the sampler counts the cores this process keeps busy")
{
    const TemporaryFolder folder;
    std::atomic<bool> stop = false;
    std::thread work([&stop] {
        while (!stop) {
        }
    });
    std::atomic<double> busiest = 0.0;
    {
        MachineSampler sampler(
            folder.path(),
            [&busiest](const MachineLoad &load) {
                busiest = std::max(busiest.load(), load.cpuBusyCores);
            },
            std::chrono::milliseconds(100));
        for (int i = 0; i < 50 && busiest < 0.3; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        CHECK(sampler.latest().memoryTotal > 0);
        CHECK(sampler.latest().diskTotal > 0);
    }
    stop = true;
    work.join();
    CHECK(busiest > 0.3);
}

TEST_CASE("no listener is called once the sampler is gone")
{
    const TemporaryFolder folder;
    std::atomic<int> calls = 0;
    for (int i = 0; i < 20; ++i)
        MachineSampler sampler(
            folder.path(), [&calls](const MachineLoad &) { ++calls; },
            std::chrono::milliseconds(1));
    const int after = calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(calls == after);
}
