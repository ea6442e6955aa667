// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.h"
#include "model/checkpoints/file_memory.h"

namespace phi1 {

class Weights;

/// The identity of weights (Weights::fingerprint()), computed while a model already works: it takes
/// reading the whole file once, which a thread of idle priority begins a moment after the start, so
/// that the first tokens have the memory for themselves. Remembered in a FileMemory.
class WeightsFingerprint
{
public:
    /// Begins, unless the files are remembered.
    explicit WeightsFingerprint(std::shared_ptr<const Weights> weights);
    /// One that is known already.
    explicit WeightsFingerprint(std::string known);
    ~WeightsFingerprint(); ///< gives up what is unfinished
    WeightsFingerprint(const WeightsFingerprint &) = delete;
    WeightsFingerprint &operator=(const WeightsFingerprint &) = delete;

    /// The fingerprint if it is known by now; empty if the files changed while they were read.
    std::optional<std::string> value() const;
    /// Computes it on the calling thread where it is not known yet. Corrupt if the files changed
    /// meanwhile.
    Result<std::string> wait();

private:
    void compute();
    Result<std::string> finish(std::string fingerprint);

    std::shared_ptr<const Weights> m_weights;
    std::optional<FileMemory> m_memory; ///< knows the files as they were before they were read
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<Result<std::string>> m_result;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace phi1
