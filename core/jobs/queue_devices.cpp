// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/queue_devices.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr int oldestDriver = 580; // of CUDA 13

std::string variable(const std::map<std::string, std::string> &environment, const char *name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

/// Whether the driver's kernel module is too old; where it does not say, it is taken to do.
bool isDriverTooOld()
{
    const auto text = readFile("/proc/driver/nvidia/version", 1u << 16);
    if (!text)
        return false;
    // "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  …": the first number with a dot.
    for (std::size_t i = 0; i < text->size(); ++i) {
        const bool begins =
            i > 0 && (*text)[i - 1] == ' ' && (*text)[i] >= '1' && (*text)[i] <= '9';
        if (!begins)
            continue;
        int version = 0;
        const char *end = text->data() + text->size();
        const auto parsed = std::from_chars(text->data() + i, end, version);
        if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '.')
            return version < oldestDriver;
    }
    return false;
}

/// The name under which a device is taken: programs of different CUDA_VISIBLE_DEVICES count theirs
/// differently.
std::string physicalDevice(const std::string &device, const QueueEntry &entry)
{
    std::string visible = variable(entry.environment, "CUDA_VISIBLE_DEVICES");
    if (!device.starts_with("cuda:") || visible.empty())
        return device;
    int index = 0;
    std::from_chars(device.data() + 5, device.data() + device.size(), index);
    for (; index > 0; --index) {
        const std::size_t comma = visible.find(',');
        if (comma == std::string::npos)
            return device; // there is no such device; the entry will fail of it
        visible.erase(0, comma + 1);
    }
    return "cuda:" + visible.substr(0, visible.find(','));
}

bool isActive(const QueueEntry &entry)
{
    return entry.state == QueueState::Starting || entry.state == QueueState::Running;
}

bool meet(const QueueEntry &a, const QueueEntry &b)
{
    if (a.shareDevice || b.shareDevice)
        return false;
    return std::any_of(a.devices.begin(), a.devices.end(), [&](const std::string &ours) {
        return std::any_of(b.devices.begin(), b.devices.end(), [&](const std::string &theirs) {
            return physicalDevice(ours, a) == physicalDevice(theirs, b);
        });
    });
}

} // namespace

bool hasUsableGpu(const std::map<std::string, std::string> &environment)
{
    const auto visible = environment.find("CUDA_VISIBLE_DEVICES");
    if (visible != environment.end() &&
        (visible->second.empty() || visible->second.starts_with("-")))
        return false;
    std::error_code error;
    for (auto file = std::filesystem::directory_iterator("/dev", error);
         !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        const std::string name = file->path().filename().string();
        if (name.size() > 6 && name.starts_with("nvidia") && name[6] >= '0' && name[6] <= '9' &&
            ::access(file->path().c_str(), R_OK | W_OK) == 0)
            return !isDriverTooOld();
    }
    return false;
}

Result<std::vector<std::string>>
resolveDevices(const std::vector<std::string> &asked,
               const std::map<std::string, std::string> &environment)
{
    std::vector<std::string> devices;
    const auto take = [&](const std::string &device) {
        if (std::find(devices.begin(), devices.end(), device) == devices.end())
            devices.push_back(device);
    };
    const auto automatic = [&] { return hasUsableGpu(environment) ? "cuda:0" : "cpu"; };
    for (const std::string &device : asked) {
        if (device == "auto") {
            take(automatic());
        } else if (device == "cuda") {
            take("cuda:0");
        } else if (device == "cpu") {
            take(device);
        } else {
            int index = -1;
            const char *end = device.data() + device.size();
            if (device.starts_with("cuda:") && device.size() > 5) {
                const auto parsed = std::from_chars(device.data() + 5, end, index);
                if (parsed.ec != std::errc() || parsed.ptr != end)
                    index = -1;
            }
            if (index < 0 || index > 127)
                return failure(ErrorCode::Usage,
                               concat("device \"", printable(device, 40),
                                      "\" is not one of auto, cpu, cuda, cuda:N"));
            take(concat("cuda:", index));
        }
    }
    if (devices.empty())
        devices.emplace_back(automatic());
    return devices;
}

const QueueEntry *deviceHolder(const QueueEntry &entry, const std::vector<QueueEntry> &entries)
{
    for (const QueueEntry &each : entries) {
        const bool sameCorpus = !entry.corpus.empty() && each.corpus == entry.corpus;
        if (each.id != entry.id && isActive(each) && (sameCorpus || meet(each, entry)))
            return &each;
    }
    for (const QueueEntry &each : entries) { // in their order: those before it
        if (each.id == entry.id)
            break;
        if (isReady(each, entries) && meet(each, entry))
            return &each;
    }
    return nullptr;
}

const QueueEntry *nextToStart(const std::vector<QueueEntry> &entries)
{
    for (const QueueEntry &each : entries) {
        if (isReady(each, entries) && !deviceHolder(each, entries))
            return &each;
    }
    return nullptr;
}

} // namespace phi1
