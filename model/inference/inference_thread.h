// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "model/inference/generation_request.h"
#include "model/inference/inference_limits.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class Engine;

struct InferenceStatus {
    struct Model {
        ModelId id = 0;
        std::int64_t queued = 0; ///< requests
        std::int64_t active = 0; ///< requests
        std::int64_t sequences = 0;
    };
    std::int64_t queued = 0;
    std::int64_t active = 0;
    std::vector<Model> models;
};

/// The one thread that computes on a device: all models there take turns, a step of tokens each,
/// and the requests of one model are computed together. A request's results do not depend on what
/// runs beside it. Every member may be called from any thread; sinks and tasks are called on the
/// computing one.
class InferenceThread
{
public:
    explicit InferenceThread(InferenceLimits limits = {});
    /// shutdown() without grace.
    ~InferenceThread();
    InferenceThread(const InferenceThread &) = delete;
    InferenceThread &operator=(const InferenceThread &) = delete;

    /// The engine belongs to this thread from now on: nobody else may call it but for its constants
    /// (vocabulary, context, facts).
    ModelId add(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer);
    /// Its requests and tasks fail with NotFound. Returns when the engine is not used any more, and
    /// at once for a model that is not there.
    void remove(ModelId model);

    /// Queues a request. What checkRequest() says, NotFound for a model that is not there, Busy
    /// where the queue is full or shutdown() was called; then the sink is not called.
    Result<Ticket> submit(ModelId model, GenerationRequest request,
                          std::shared_ptr<GenerationSink> sink);
    /// The request ends within one step of its model, with what it has. Nothing for a request that
    /// ended. Called from a sink it takes effect after the sink returned.
    void cancel(Ticket ticket);

    /// Runs `task` between two steps, before waiting requests of the same lane. Errors as submit().
    /// @param failed  called instead where the model is removed or everything shut down before, or
    /// where the task threw
    Result<void> runTask(ModelId model, Lane lane, std::function<void(Engine &)> task,
                         std::function<void(const Error &)> failed = {});

    InferenceStatus status() const;

    /// Takes no more requests, lets those there are go on for `grace`, then cancels them, and joins
    /// the thread. All sinks have had their last call when it returns.
    void shutdown(std::chrono::milliseconds grace = std::chrono::milliseconds(0));

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace phi1
