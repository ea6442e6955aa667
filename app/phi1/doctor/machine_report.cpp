// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/doctor/machine_report.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <vector>

#include <sched.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

namespace {

constexpr int oldestDriver = 580; // of CUDA 13

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return parts;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The number that `text` begins with, 0 if none.
std::uint64_t leadingNumber(std::string_view text)
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// The text after "key" and its colon in a file of such lines.
std::string_view field(std::string_view text, std::string_view key)
{
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && trimmed(line.substr(0, colon)) == key)
            return trimmed(line.substr(colon + 1));
    }
    return {};
}

/// The output of a program that may be absent or complain; its words on stderr stay unseen.
std::string outputOf(const std::string &shellCommand)
{
    auto child = runChild({"/bin/sh", "-c", shellCommand + " 2>/dev/null"}, true, 1u << 20);
    return child && child->exitStatus == 0 ? std::move(child->output) : std::string();
}

std::string procFile(const char *path)
{
    return readFile(path).value_or(std::string());
}

std::filesystem::path dataFolder()
{
    if (const char *data = std::getenv("XDG_DATA_HOME"); data && *data)
        return data;
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home && *home ? home : "/") / ".local/share";
}

} // namespace

Json processorReport(std::string_view cpuinfo, int usableCores)
{
    // The kernel's names, in the order in which they matter to matrix products.
    constexpr std::array<std::string_view, 7> known = {
        "sse4_2", "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "amx_int8"};
    Json sets = Json::array();
    const std::vector<std::string_view> flags = split(field(cpuinfo, "flags"), ' ');
    for (const std::string_view name : known) {
        for (const std::string_view flag : flags) {
            if (flag == name) {
                sets.push_back(name);
                break;
            }
        }
    }
    int cores = 0;
    for (const std::string_view line : split(cpuinfo, '\n'))
        cores += line.starts_with("processor") ? 1 : 0;
    return {{"model", field(cpuinfo, "model name")},
            {"cores", cores},
            {"usable_cores", usableCores},
            {"instruction_sets", std::move(sets)}};
}

Json memoryReport(std::string_view meminfo)
{
    return {{"total_bytes", leadingNumber(field(meminfo, "MemTotal")) << 10},
            {"available_bytes", leadingNumber(field(meminfo, "MemAvailable")) << 10}};
}

Json diskReport(const std::filesystem::path &folder)
{
    std::error_code error;
    std::filesystem::path existing = folder;
    while (!std::filesystem::exists(existing, error) && existing.has_relative_path())
        existing = existing.parent_path();
    const std::filesystem::space_info space = std::filesystem::space(existing, error);
    return {{"path", folder.string()}, {"free_bytes", error ? Json() : Json(space.available)}};
}

Json graphicsReport(std::string_view nvidiaSmi)
{
    Json report = {
        {"driver", nullptr}, {"usable", false}, {"message", ""}, {"gpus", Json::array()}};
    for (const std::string_view line : split(nvidiaSmi, '\n')) {
        const std::vector<std::string_view> cells = split(line, ',');
        if (cells.size() < 3 || leadingNumber(trimmed(cells[0])) == 0)
            continue;
        report["driver"] = trimmed(cells[0]);
        // A name may hold a comma; it is the last field for that reason.
        const auto nameStart = static_cast<std::size_t>(cells[2].data() - line.data());
        report["gpus"].push_back({{"name", printable(trimmed(line.substr(nameStart)))},
                                  {"memory_bytes", leadingNumber(trimmed(cells[1])) << 20}});
    }
    if (report["gpus"].empty()) {
        report["message"] = "no NVIDIA GPU with a working driver was found; the CPU computes";
        return report;
    }
    const auto driver = report["driver"].get<std::string>();
    if (leadingNumber(driver) < oldestDriver)
        report["message"] = concat("the NVIDIA driver is ", driver, ", CUDA 13 needs ",
                                   oldestDriver, " or newer: update it to use the GPU");
    else
        report["usable"] = true;
    return report;
}

Json sandboxReport()
{
    const std::string found = outputOf("command -v bwrap");
    if (found.empty())
        return {{"works", false},
                {"message", "bubblewrap was not found: install the package bubblewrap, else phi1 "
                            "evaluate refuses to run programs"}};
    const std::string answer =
        outputOf("bwrap --unshare-all --die-with-parent --ro-bind / / echo works");
    if (answer != "works\n")
        return {{"works", false},
                {"message",
                 "bubblewrap cannot make a sandbox here (are unprivileged user namespaces "
                 "switched off?): phi1 evaluate refuses to run programs"}};
    return {{"works", true}, {"message", ""}};
}

Json machineReport()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    const int usable = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return {{"program", concat("phi1 ", version)},
            {"host", printable(host.data())},
            {"processor", processorReport(procFile("/proc/cpuinfo"), usable)},
            {"memory", memoryReport(procFile("/proc/meminfo"))},
            {"disk", diskReport(dataFolder() / "phi1-workbench")},
            {"graphics",
             graphicsReport(outputOf("nvidia-smi --query-gpu=driver_version,memory.total,name "
                                     "--format=csv,noheader,nounits"))},
            {"sandbox", sandboxReport()}};
}

} // namespace phi1
