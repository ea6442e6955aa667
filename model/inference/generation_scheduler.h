// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "model/inference/inference_limits.h"
#include "model/inference/model_batch.h"

namespace phi1 {

/// Several models taking turns on one device, a step each. What Lane::Batch asks for gets every
/// fourth round, for few completions, while there is anything else; a long prompt is computed in
/// small pieces while completions are under way. Not thread-safe: InferenceThread gives it a
/// thread.
class GenerationScheduler
{
public:
    explicit GenerationScheduler(const InferenceLimits &limits)
        : m_limits(limits)
    {}

    void add(ModelId model, std::shared_ptr<Engine> engine,
             std::shared_ptr<const Tokenizer> tokenizer);
    /// Its requests fail with `error`.
    void remove(ModelId model, const Error &error);
    /// Null for a model that is not there.
    ModelBatch *find(ModelId model);
    const std::map<ModelId, std::unique_ptr<ModelBatch>> &models() const { return m_models; }

    void cancel(Ticket ticket);
    void cancelAll();
    bool idle() const;
    /// One step of the model whose turn it is.
    void step();

private:
    ModelBatch *next(bool batchLane);

    InferenceLimits m_limits;
    std::map<ModelId, std::unique_ptr<ModelBatch>> m_models;
    ModelId m_last = 0; ///< whose turn it was
    std::uint64_t m_steps = 0;
};

} // namespace phi1
