// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/machine/machine_load.h"

namespace phi1 {

/// Processors, memory and disk, as the kernel and the control group of this process tell.
/// Not thread-safe; differences (busy cores) are between two calls of sample().
class SystemLoad
{
public:
    /// @param root  "/" but in tests
    explicit SystemLoad(std::filesystem::path root = "/");

    /// Fills everything but the GPUs. May block where the disk of `diskPath` hangs.
    void sample(MachineLoad &load, const std::filesystem::path &diskPath);

private:
    struct CpuTime {
        double busy = 0.0; ///< core seconds
        double clock = 0.0;
    };
    void sampleCpu(MachineLoad &load);
    void sampleMemory(MachineLoad &load) const;
    std::optional<double> groupCpuSeconds() const;
    std::optional<double> machineCpuSeconds() const;
    double coreLimit() const;

    std::filesystem::path m_root;
    std::filesystem::path
        m_group2; ///< folder of our control group, version 2; empty if there is none
    std::filesystem::path m_memoryGroup1; ///< version 1
    std::optional<CpuTime> m_before;
    bool m_beforeWasGroup = false;
};

} // namespace phi1
