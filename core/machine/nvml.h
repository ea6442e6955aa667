// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/machine/machine_load.h"

namespace phi1 {

/// NVIDIA's management library, opened at run time: nothing of it is needed to build or to start.
/// Its calls may take tens of milliseconds, or hang with a sick device.
class Nvml
{
public:
    /// Null where there is no driver or it does not answer.
    static std::unique_ptr<Nvml> open();
    ~Nvml();
    Nvml(const Nvml &) = delete;
    Nvml &operator=(const Nvml &) = delete;

    std::vector<GpuLoad> sample() const;

private:
    struct Library;
    explicit Nvml(std::unique_ptr<Library> library);
    std::unique_ptr<Library> m_library;
};

} // namespace phi1
