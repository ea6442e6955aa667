// SPDX-License-Identifier: Apache-2.0
#include "core/machine/nvml.h"

#include <array>

#include <dlfcn.h>

namespace phi1 {
namespace {

// The part of nvml.h that is used; the layout of these structs is part of the library's interface.
using Device = struct nvmlDevice *;
struct MemoryInfo {
    unsigned long long total, free, used;
};
struct UtilisationInfo {
    unsigned gpu, memory;
};
struct ProcessInfo { // of the functions with the suffix _v3
    unsigned pid;
    unsigned long long usedMemory;
    unsigned gpuInstance, computeInstance;
};
constexpr int success = 0;
constexpr int temperatureOfGpu = 0;

template<typename Function>
bool resolve(void *library, const char *name, Function &function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

} // namespace

struct Nvml::Library {
    void *handle = nullptr;
    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    int (*deviceCount)(unsigned *) = nullptr;
    int (*deviceByIndex)(unsigned, Device *) = nullptr;
    int (*deviceName)(Device, char *, unsigned) = nullptr;
    int (*memory)(Device, MemoryInfo *) = nullptr;
    int (*utilisation)(Device, UtilisationInfo *) = nullptr;
    int (*temperature)(Device, int, unsigned *) = nullptr;
    int (*processes)(Device, unsigned *, ProcessInfo *) = nullptr; // missing in old drivers
    bool initialised = false;

    Library() = default;
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;
    ~Library()
    {
        if (initialised)
            shutdown();
        if (handle)
            dlclose(handle);
    }
};

Nvml::Nvml(std::unique_ptr<Library> library)
    : m_library(std::move(library))
{}

Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open()
{
    auto library = std::make_unique<Library>();
    library->handle = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library->handle)
        return nullptr;
    void *handle = library->handle;
    const bool complete =
        resolve(handle, "nvmlInit_v2", library->init) &&
        resolve(handle, "nvmlShutdown", library->shutdown) &&
        resolve(handle, "nvmlDeviceGetCount_v2", library->deviceCount) &&
        resolve(handle, "nvmlDeviceGetHandleByIndex_v2", library->deviceByIndex) &&
        resolve(handle, "nvmlDeviceGetName", library->deviceName) &&
        resolve(handle, "nvmlDeviceGetMemoryInfo", library->memory) &&
        resolve(handle, "nvmlDeviceGetUtilizationRates", library->utilisation) &&
        resolve(handle, "nvmlDeviceGetTemperature", library->temperature);
    if (!complete || library->init() != success)
        return nullptr;
    library->initialised = true;
    resolve(handle, "nvmlDeviceGetComputeRunningProcesses_v3", library->processes);
    return std::unique_ptr<Nvml>(new Nvml(std::move(library)));
}

std::vector<GpuLoad> Nvml::sample() const
{
    std::vector<GpuLoad> loads;
    unsigned count = 0;
    if (m_library->deviceCount(&count) != success)
        return loads;
    for (unsigned index = 0; index < count; ++index) {
        Device device = nullptr;
        if (m_library->deviceByIndex(index, &device) != success)
            continue;
        GpuLoad load;
        load.index = static_cast<int>(index);
        std::array<char, 96> name{};
        if (m_library->deviceName(device, name.data(), name.size()) == success)
            load.name = name.data();
        MemoryInfo memory{};
        if (m_library->memory(device, &memory) == success) {
            load.used = memory.used;
            load.total = memory.total;
        }
        UtilisationInfo utilisation{};
        if (m_library->utilisation(device, &utilisation) == success)
            load.utilisation = utilisation.gpu / 100.0;
        unsigned celsius = 0;
        if (m_library->temperature(device, temperatureOfGpu, &celsius) == success)
            load.temperature = celsius;
        if (m_library->processes) {
            std::array<ProcessInfo, 256> processes{};
            unsigned found = processes.size();
            if (m_library->processes(device, &found, processes.data()) == success)
                for (unsigned i = 0; i < found && i < processes.size(); ++i)
                    load.processes.push_back(static_cast<int>(processes[i].pid));
        }
        loads.push_back(std::move(load));
    }
    return loads;
}

} // namespace phi1
