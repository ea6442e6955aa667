// SPDX-License-Identifier: Apache-2.0
#include "core/machine/system_load.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>

#include <sched.h>
#include <unistd.h>

namespace phi1 {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t noLimit = std::numeric_limits<std::uint64_t>::max();

/// The first number of a file; nothing for "max" and for files that are not there.
std::optional<std::uint64_t> numberIn(const fs::path &path)
{
    std::ifstream file(path);
    std::uint64_t number = 0;
    if (file >> number)
        return number;
    return std::nullopt;
}

/// The number behind a word at the start of a line ("MemTotal:  8 kB", "inactive_file 8").
std::optional<std::uint64_t> numberBehind(const fs::path &path, const std::string &word)
{
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string first;
        std::uint64_t number = 0;
        if (words >> first && first == word && words >> number)
            return number;
    }
    return std::nullopt;
}

struct MemoryUse {
    std::uint64_t used = 0, limit = noLimit;
};

/// The tightest limit from `folder` up to `top`, with the use of the group that has it.
MemoryUse groupMemory(fs::path folder, const fs::path &top, const char *limitFile,
                      const char *useFile, const char *cacheWord)
{
    MemoryUse tightest;
    while (!folder.empty()) {
        const auto limit = numberIn(folder / limitFile);
        const auto use = numberIn(folder / useFile);
        if (limit && use && *limit < tightest.limit) {
            // What can be dropped at once is not "used" to a person.
            const std::uint64_t cache = numberBehind(folder / "memory.stat", cacheWord).value_or(0);
            tightest = {*use - std::min(*use, cache), *limit};
        }
        if (folder == top)
            break;
        folder = folder.parent_path();
    }
    return tightest;
}

} // namespace

SystemLoad::SystemLoad(fs::path root)
    : m_root(std::move(root))
{
    const fs::path top = m_root / "sys/fs/cgroup";
    std::ifstream groups(m_root / "proc/self/cgroup");
    std::string line;
    while (std::getline(groups, line)) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = fs::path(line.substr(second + 1)).relative_path().string();
        std::error_code none;
        // In a container the path may be one of the host: then the top is our group.
        const auto folderIn = [&](const fs::path &hierarchy) {
            return fs::exists(hierarchy / path, none) && !path.empty() ? hierarchy / path
                                                                       : hierarchy;
        };
        if (controllers.empty() && fs::exists(top / "cgroup.controllers", none))
            m_group2 = folderIn(top);
        else if (controllers == "memory")
            m_memoryGroup1 = folderIn(top / "memory");
    }
}

double SystemLoad::coreLimit() const
{
    double cores = std::max(1u, std::thread::hardware_concurrency());
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (m_root == "/" && sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        cores = std::max(1, CPU_COUNT(&allowed));
    if (!m_group2.empty()) {
        std::ifstream file(m_group2 / "cpu.max");
        double quota = 0.0;
        double period = 0.0;
        if (file >> quota >> period && period > 0.0)
            cores = std::min(cores, std::max(1.0, quota / period));
    }
    return cores;
}

std::optional<double> SystemLoad::groupCpuSeconds() const
{
    if (m_group2.empty())
        return std::nullopt;
    const auto microseconds = numberBehind(m_group2 / "cpu.stat", "usage_usec");
    if (!microseconds)
        return std::nullopt;
    return static_cast<double>(*microseconds) * 1e-6;
}

std::optional<double> SystemLoad::machineCpuSeconds() const
{
    std::ifstream file(m_root / "proc/stat");
    std::string word;
    double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softIrq = 0;
    if (!(file >> word >> user >> nice >> system >> idle >> wait >> irq >> softIrq))
        return std::nullopt;
    return (user + nice + system + irq + softIrq) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void SystemLoad::sampleCpu(MachineLoad &load)
{
    const double limit = coreLimit();
    load.cores = static_cast<int>(std::lround(limit));
    // Where we may use a part of the machine only, its other part is none of our business.
    const bool partOnly = limit + 0.5 < std::max(1u, std::thread::hardware_concurrency());
    std::optional<double> busy;
    bool group = false;
    if (partOnly) {
        busy = groupCpuSeconds();
        group = busy.has_value();
    }
    if (!busy)
        busy = machineCpuSeconds();
    if (!busy)
        return;
    const double clock =
        std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    if (m_before && m_beforeWasGroup == group && clock > m_before->clock)
        load.cpuBusyCores =
            std::clamp((*busy - m_before->busy) / (clock - m_before->clock), 0.0, limit);
    m_before = CpuTime{*busy, clock};
    m_beforeWasGroup = group;
}

void SystemLoad::sampleMemory(MachineLoad &load) const
{
    const fs::path info = m_root / "proc/meminfo";
    const std::uint64_t total = numberBehind(info, "MemTotal:").value_or(0) * 1024;
    const std::uint64_t available = numberBehind(info, "MemAvailable:").value_or(0) * 1024;
    load.memoryTotal = total;
    load.memoryUsed = total - std::min(total, available);
    const fs::path top = m_root / "sys/fs/cgroup";
    MemoryUse group;
    if (!m_group2.empty())
        group = groupMemory(m_group2, top, "memory.max", "memory.current", "inactive_file");
    if (group.limit == noLimit && !m_memoryGroup1.empty())
        group = groupMemory(m_memoryGroup1, top / "memory", "memory.limit_in_bytes",
                            "memory.usage_in_bytes", "total_inactive_file");
    if (group.limit != noLimit && (group.limit < total || total == 0)) {
        load.memoryTotal = group.limit;
        load.memoryUsed = group.used;
    }
}

void SystemLoad::sample(MachineLoad &load, const fs::path &diskPath)
{
    sampleCpu(load);
    sampleMemory(load);
    std::error_code error;
    fs::path path = diskPath;
    while (!path.empty() && !fs::exists(path, error) && path != path.root_path())
        path = path.parent_path();
    if (path.empty())
        return;
    const fs::space_info space = fs::space(path, error);
    if (!error) {
        load.diskFree = space.available;
        load.diskTotal = space.capacity;
    }
}

} // namespace phi1
