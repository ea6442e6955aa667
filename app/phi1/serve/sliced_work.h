// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>

#include "app/phi1/serve/model_registry.h"
#include "core/base/result.h"

namespace phi1 {

class Engine;

/// How a slice of work ended.
enum class SliceEnd {
    More,
    Complete,
    Waiting, ///< for something: nothing can be done until resume()
};

/// Work on a model's thread in slices of some 60 ms, each in the interactive lane: between two of
/// them completions take a step and other work its slice.
class SlicedWork : public std::enable_shared_from_this<SlicedWork>
{
public:
    struct Steps {
        /// Computes one slice. On the computing thread.
        std::function<Result<SliceEnd>(Engine &engine, std::stop_token stop)> slice;
        /// After a slice that waits: sees to it that the function is called when it is worth
        /// another try, on any thread. On the computing thread.
        std::function<void(std::function<void()> resume)> wait;
        /// Called once, when it is complete or has failed; Cancelled after cancel(), NotFound or
        /// Busy where the model or everything ends. On the computing thread, or within start().
        std::function<void(const Result<void> &result)> done;
    };

    static std::shared_ptr<SlicedWork> start(const ServedModelPointer &model, Steps steps);

    /// Any thread; takes effect within a slice.
    void cancel();

private:
    SlicedWork(ServedModelPointer model, Steps steps);
    void post();
    void run(Engine &engine);
    void resume();
    void finish(const Result<void> &result);

    const ServedModelPointer m_model;
    Steps m_steps;
    std::stop_source m_stop;
    enum class Pause {
        None,
        Resumed, ///< since the slice under way began
        Waiting, ///< nobody works on it: who resumes it posts the next slice
    };
    std::atomic<Pause> m_pause = Pause::None;
};

/// How many of many equal pieces a slice takes: as many as the earlier ones say take 60 ms, and not
/// much more than before, since pieces may differ.
class SlicePace
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr double sliceSeconds = 0.06;

    std::size_t pieces() const { return m_pieces; }
    void took(std::size_t pieces, double seconds);

private:
    std::size_t m_pieces = 1;
};

} // namespace phi1
