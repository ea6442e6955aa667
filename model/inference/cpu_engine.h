// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "model/inference/call_plan.h"
#include "model/inference/cpu_layers.h"
#include "model/inference/engine.h"
#include "model/inference/kv_cache.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

struct CpuEngineOptions {
    /// For keys and values, where nobody says otherwise; one context always fits.
    static constexpr std::uint64_t defaultCacheBudget = 1ull << 30;

    std::uint64_t cacheBudget = defaultCacheBudget; ///< bytes
    /// Bytes of memory that may be taken now; a capture that needs more is refused. Not set: as
    /// much as the system gives.
    std::function<std::uint64_t()> availableBytes;
    std::shared_ptr<const AblatedHeads> ablated; ///< heads that are switched off; may be null
};

/// The engine on the CPU. The logits of (sequence, position) are a function of the weights, the
/// tokens up to there, the dtype and the instruction set alone, bit for bit: not of the other rows
/// of a call, of how a prompt was cut into calls, of forks and truncations, or of the number of
/// threads. Where something on the way to them is not finite (weights may hold NaN), they are NaN.
/// Legend: R rows of a call, C width.
class CpuEngine final : public Engine
{
public:
    /// @param pool  shared by all engines of a compute thread
    CpuEngine(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
              CpuEngineOptions options = {});
    ~CpuEngine() override;

    std::int64_t vocabulary() const override;
    std::int64_t context() const override;
    std::int64_t promptRowsPerCall() const override;
    EngineFacts facts() const override;
    Result<SlotId> open() override { return m_cache.open(); }
    void close(SlotId slot) override { m_cache.close(slot); }
    Result<SlotId> fork(SlotId slot, std::int64_t length) override
    {
        return m_cache.fork(slot, length);
    }
    std::int64_t length(SlotId slot) const override { return m_cache.length(slot); }
    void truncate(SlotId slot, std::int64_t length) override { m_cache.truncate(slot, length); }
    bool hasRoom(std::int64_t positions) const override { return m_cache.hasRoom(positions); }
    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override;

    Result<std::unique_ptr<CaptureBuilder>> beginCapture(std::vector<TokenId> ids) override;
    /// Shares the weights and the pool; heads that are switched off here stay so.
    Result<std::shared_ptr<Engine>> withoutHeads(const HeadAblation &ablation) override;

private:
    void noteSpoiled(std::span<const EngineRow> rows);
    void runHead(float *logits);

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    CpuEngineOptions m_options;
    KeyValueCache m_cache;
    CpuLayers m_layers;

    // Of one call, kept for the next.
    CallPlan m_plan;
    std::vector<TokenId> m_tokens;       ///< [R]
    std::vector<std::uint8_t> m_spoiled; ///< [R] whether something of a row was not finite
    std::vector<float> m_hidden;         ///< [R, C] the residual stream
    std::vector<float> m_normed;         ///< [rows that want logits, C]
};

} // namespace phi1
