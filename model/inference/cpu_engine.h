// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "model/inference/engine.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

/// The engine on the CPU. The logits of (sequence, position) are a function of the weights, the
/// tokens up to there, the dtype and the instruction set alone, bit for bit: not of the other rows
/// of a call, of how a prompt was cut into calls, of forks and truncations, or of the number of
/// threads.
class CpuEngine final : public Engine
{
public:
    /// Memory for keys and values, where nobody says otherwise; one context always fits.
    static constexpr std::uint64_t defaultCacheBudget = 1ull << 30;

    /// @param pool  shared by all engines of a compute thread
    CpuEngine(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
              std::uint64_t cacheBudget = defaultCacheBudget);
    ~CpuEngine() override;

    std::int64_t vocabulary() const override;
    std::int64_t context() const override;
    std::int64_t promptRowsPerCall() const override;
    EngineFacts facts() const override;
    Result<SlotId> open() override;
    void close(SlotId slot) override;
    Result<SlotId> fork(SlotId slot, std::int64_t length) override;
    std::int64_t length(SlotId slot) const override;
    void truncate(SlotId slot, std::int64_t length) override;
    bool hasRoom(std::int64_t positions) const override;
    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override;

    /// The output of a layer's LayerNorm for the rows of a call, [rows, C] float32: all that the
    /// attention weights of the layer follow from. Called inside run(), valid during the call only.
    using NormObserver = std::function<void(std::int64_t layer, std::span<const EngineRow> rows,
                                            std::span<const float> normed)>;
    /// Sets what looks at every layer from now on; an empty one ends it.
    void observeNorms(NormObserver observer);

private:
    class Pass;

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    NormObserver m_observer;
    std::unique_ptr<Pass> m_pass;
};

} // namespace phi1
