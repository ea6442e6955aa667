// SPDX-License-Identifier: Apache-2.0
// Two devices as libnvidia-ml.so.1 would report them: the second tells no temperature.
#include <cstdint>
#include <cstring>

namespace {

struct MemoryInfo {
    unsigned long long total, free, used;
};
struct UtilisationInfo {
    unsigned gpu, memory;
};
struct ProcessInfo {
    unsigned pid;
    unsigned long long usedMemory;
    unsigned gpuInstance, computeInstance;
};

std::uintptr_t indexOf(void *device)
{
    return reinterpret_cast<std::uintptr_t>(device) - 1;
}

} // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED int nvmlInit_v2()
{
    return 0;
}
EXPORTED int nvmlShutdown()
{
    return 0;
}
EXPORTED int nvmlDeviceGetCount_v2(unsigned *count)
{
    *count = 2;
    return 0;
}
EXPORTED int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
    *device = reinterpret_cast<void *>(static_cast<std::uintptr_t>(index) + 1);
    return 0;
}
EXPORTED int nvmlDeviceGetName(void *, char *name, unsigned length)
{
    std::strncpy(name, "Fake GPU", length);
    return 0;
}
EXPORTED int nvmlDeviceGetMemoryInfo(void *device, MemoryInfo *memory)
{
    *memory = {80'000'000'000, 79'000'000'000 - indexOf(device), 1'000'000'000 + indexOf(device)};
    return 0;
}
EXPORTED int nvmlDeviceGetUtilizationRates(void *, UtilisationInfo *utilisation)
{
    *utilisation = {37, 5};
    return 0;
}
EXPORTED int nvmlDeviceGetTemperature(void *device, int, unsigned *celsius)
{
    *celsius = 61;
    return indexOf(device) == 0 ? 0 : 3; // not supported
}
EXPORTED int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count,
                                                     ProcessInfo *processes)
{
    if (*count < 2)
        return 7;
    processes[0] = {4711, 500'000'000, 0, 0};
    processes[1] = {4712, 400'000'000, 0, 0};
    *count = indexOf(device) == 0 ? 2 : 0;
    return 0;
}
