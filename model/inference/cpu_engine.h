// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "model/inference/call_plan.h"
#include "model/inference/engine.h"
#include "model/inference/kv_cache.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

/// The engine on the CPU. The logits of (sequence, position) are a function of the weights, the
/// tokens up to there, the dtype and the instruction set alone, bit for bit: not of the other rows
/// of a call, of how a prompt was cut into calls, of forks and truncations, or of the number of
/// threads. Where something on the way to them is not finite (weights may hold NaN), they are NaN.
/// Legend: R rows of a call, C width, M width of the MLP, H heads, D dimensions of a head.
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

    /// The output of a layer's LayerNorm for the rows of a call, [rows, C] float32: all that the
    /// attention weights of the layer follow from. Called inside run(), valid during the call only.
    using NormObserver = std::function<void(std::int64_t layer, std::span<const EngineRow> rows,
                                            std::span<const float> normed)>;
    /// Sets what looks at every layer from now on; an empty one ends it.
    void observeNorms(NormObserver observer) { m_observer = std::move(observer); }

private:
    /// Where the projections of a layer lie: [.., stride] floats, a row each.
    struct Projections {
        float *query = nullptr, *key = nullptr, *value = nullptr, *mlp = nullptr;
        std::int64_t queryStride = 0, keyStride = 0; ///< mlp has the former, values the latter
    };

    void embed(std::span<const EngineRow> rows);
    void runLayer(std::int64_t index, std::span<const EngineRow> rows);
    void runLastLayer(std::span<const EngineRow> rows);
    void norm(const std::vector<float> &weight, const std::vector<float> &bias, std::int64_t rows,
              const float *in, float *out, std::uint8_t *spoiled);
    /// Rotates and stores the keys and values of all rows.
    void store(std::int64_t layer, const Projections &projections);
    void rotateQueries(const Projections &projections, std::span<const std::int64_t> positions);
    void attendTiles(std::int64_t layer, const Projections &projections,
                     std::span<const QueryTile> tiles, float *out);
    /// hidden += dense(attended) + fc2(gelu(mlp)).
    void finishBlock(std::int64_t layer, std::int64_t rows, const float *attended, float *mlp,
                     std::int64_t mlpStride, float *hidden);
    void noteSpoiled(std::span<const EngineRow> rows);
    void runHead(std::span<float> logits);

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    KeyValueCache m_cache;
    NormObserver m_observer;

    // Of one call, kept for the next.
    CallPlan m_plan;
    std::vector<std::uint8_t> m_spoiled; ///< [R] whether something of a row was not finite
    std::vector<float> m_hidden;         ///< [R, C] the residual stream
    std::vector<float> m_normed;         ///< [R, C]
    std::vector<float> m_attended;       ///< [R, C]
    std::vector<float> m_projected;      ///< [R, 3C+M]
};

} // namespace phi1
