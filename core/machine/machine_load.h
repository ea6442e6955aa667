// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace phi1 {

struct GpuLoad {
    int index = 0;
    std::string name;
    std::uint64_t used = 0;     ///< bytes of its memory, by whatever process
    std::uint64_t total = 0;    ///< bytes; 0 where the driver did not say
    double utilisation = 0.0;   ///< share of the last sample period in which a kernel ran, 0..1
    double temperature = -1.0;  ///< °C; negative where the driver did not say
    std::vector<int> processes; ///< pids that hold memory on it, as this pid namespace numbers them
};

/// How busy this machine is at one moment. Numbers that could not be read are 0, so a total of 0
/// means "not known".
struct MachineLoad {
    double cpuBusyCores = 0.0; ///< over the time since the sample before
    int cores = 0; ///< that this process may use: affinity and the control group's quota
    std::uint64_t memoryUsed = 0;
    std::uint64_t memoryTotal = 0; ///< the smaller of the machine's and the control group's limit
    std::uint64_t diskFree = 0;    ///< to this user, on the file system of the path asked about
    std::uint64_t diskTotal = 0;
    bool gpuKnown = false; ///< whether the driver answered at all; false means "no GPU" to people
    std::vector<GpuLoad> gpus;
};

} // namespace phi1
