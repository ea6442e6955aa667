// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.h"

namespace phi1 {

class Weights;

/// The identity of weights (Weights::fingerprint()), computed while a model already works: it reads
/// the whole file once, on a thread of idle priority, and is remembered by the identity of the
/// files (path, size, time of change, inode) in the user's cache folder.
class WeightsFingerprint
{
public:
    /// Starts the computation, unless the cache knows the files.
    explicit WeightsFingerprint(std::shared_ptr<const Weights> weights);
    ~WeightsFingerprint(); ///< gives up what is unfinished
    WeightsFingerprint(const WeightsFingerprint &) = delete;
    WeightsFingerprint &operator=(const WeightsFingerprint &) = delete;

    /// The fingerprint if it is known by now.
    std::optional<std::string> value() const;
    /// Waits for it, at the priority of the caller. Corrupt if the files changed meanwhile.
    Result<std::string> wait();

private:
    void compute();

    std::shared_ptr<const Weights> m_weights;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<Result<std::string>> m_result;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace phi1
