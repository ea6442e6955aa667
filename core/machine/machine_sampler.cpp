// SPDX-License-Identifier: Apache-2.0
#include "core/machine/machine_sampler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/machine/nvml.h"
#include "core/machine/system_load.h"

namespace phi1 {

struct MachineSampler::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    MachineLoad latest;
    // Held while the listener runs, so that none runs once the sampler is gone.
    std::mutex listenerMutex;
    Listener listener;
};

MachineSampler::MachineSampler(std::filesystem::path diskPath, Listener listener,
                               std::chrono::milliseconds period)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->listener = std::move(listener);
    // Detached: a thread that hangs in a driver or on a disk could never be joined.
    std::thread([shared = m_shared, path = std::move(diskPath), period] {
        SystemLoad system;
        const std::unique_ptr<Nvml> nvml = Nvml::open();
        // Busy cores need two readings; a short first gap, so that the first number comes soon.
        std::chrono::milliseconds pause = std::min(period, std::chrono::milliseconds(250));
        for (;;) {
            MachineLoad load;
            system.sample(load, path);
            if (nvml) {
                load.gpus = nvml->sample();
                load.gpuKnown = !load.gpus.empty();
            }
            {
                const std::scoped_lock lock(shared->mutex);
                shared->latest = load;
            }
            {
                const std::scoped_lock lock(shared->listenerMutex);
                if (shared->listener)
                    shared->listener(load);
            }
            std::unique_lock lock(shared->mutex);
            if (shared->changed.wait_for(lock, pause, [&] { return shared->stopping; }))
                return;
            pause = period;
        }
    }).detach();
}

MachineSampler::~MachineSampler()
{
    {
        const std::scoped_lock lock(m_shared->listenerMutex);
        m_shared->listener = nullptr;
    }
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->stopping = true;
    }
    m_shared->changed.notify_all();
}

MachineLoad MachineSampler::latest() const
{
    const std::scoped_lock lock(m_shared->mutex);
    return m_shared->latest;
}

} // namespace phi1
