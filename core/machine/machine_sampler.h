// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/machine/machine_load.h"

namespace phi1 {

/// Samples the load of this machine in a thread of its own. Reads /proc, the control group and
/// NVIDIA's management library, which is opened at run time where there is one.
/// A driver or a network disk that hangs, hangs only that thread: latest() never waits for it.
class MachineSampler
{
public:
    using Listener = std::function<void(const MachineLoad &)>;

    /// Begins at once.
    /// @param diskPath  a path on the file system to watch; need not exist (its nearest parent
    /// counts)
    /// @param listener  called in the sampling thread after each sample; may be empty
    explicit MachineSampler(std::filesystem::path diskPath, Listener listener = {},
                            std::chrono::milliseconds period = std::chrono::milliseconds(2000));
    /// Returns at once even if a sample hangs; the thread then ends when it comes back.
    ~MachineSampler();
    MachineSampler(const MachineSampler &) = delete;
    MachineSampler &operator=(const MachineSampler &) = delete;

    MachineLoad latest() const;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace phi1
