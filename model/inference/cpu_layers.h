// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/inference/call_plan.h"
#include "model/inference/kv_cache.h"

namespace phi1 {

class AblatedHeads;
struct CpuModel;
class ThreadPool;

/// The layers of a model on the CPU, one at a time, over the rows of a call: what CpuEngine runs
/// through with a cache of all layers, and a capture with a cache of one. The bits of a row depend
/// on the weights and on earlier rows of its sequence alone.
/// Legend: R rows of a call, C width, M width of the MLP, H heads, D dimensions of a head.
class CpuLayers
{
public:
    /// @param ablated  heads that are switched off; may be null
    CpuLayers(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
              std::shared_ptr<const AblatedHeads> ablated);

    /// What the keys and values of a model take, for a cache of `layers` of its layers.
    static KeyValueCache::Shape cacheShape(const CpuModel &model, std::int64_t layers);

    /// @param hidden  [rows, C]
    void embed(std::span<const TokenId> tokens, float *hidden) const;

    struct Call {
        const CallPlan &plan;
        KeyValueCache &cache;
        std::int64_t cacheLayer = 0; ///< where in the cache the layer's keys and values go
        float *hidden = nullptr; ///< [R, C] the residual stream; of the last layer the rows that
                                 ///< want logits come out, moved to the front
        /// [R] set to 1 for a row of which something is not finite; its keys and values are 0 then
        std::uint8_t *spoiled = nullptr;
    };
    void run(std::int64_t layer, const Call &call);

    /// Of the call of run() before: what the layer's LayerNorm put out, [R, C], and what its heads
    /// gathered, as the dense layer saw it, [R, C]. After the last layer only where all rows wanted
    /// logits.
    const float *normed() const { return m_normed.data(); }
    const float *attended() const { return m_attended.data(); }
    /// Bytes that run() works with for so many rows.
    static std::uint64_t workBytes(const CpuModel &model, std::int64_t rows);

    /// The final LayerNorm. @param spoiled  [rows] set to 1 where a row is not finite
    void finalNorm(std::int64_t rows, const float *hidden, float *out, std::uint8_t *spoiled);
    /// @param normed  [rows, C] from finalNorm() @param spoiled  [rows] whose logits are NaN
    void head(std::int64_t rows, const float *normed, const std::uint8_t *spoiled, float *logits);

private:
    /// Where the projections of a layer lie: [.., stride] floats, a row each.
    struct Projections {
        float *query = nullptr, *key = nullptr, *value = nullptr, *mlp = nullptr;
        std::int64_t queryStride = 0, keyStride = 0; ///< mlp has the former, values the latter
    };

    void runInner(std::int64_t index, const Call &call);
    void runLast(std::int64_t index, const Call &call);
    void norm(const std::vector<float> &weight, const std::vector<float> &bias, std::int64_t rows,
              const float *in, float *out, std::uint8_t *spoiled);
    /// Rotates and stores the keys and values of all rows.
    void store(const Call &call, const Projections &projections);
    void rotateQueries(const Projections &projections, std::span<const std::int64_t> positions);
    void attendTiles(const Call &call, const Projections &projections,
                     std::span<const QueryTile> tiles);
    /// hidden += dense(attended) + fc2(gelu(mlp)).
    void finishBlock(std::int64_t layer, std::int64_t rows, float *mlp, std::int64_t mlpStride,
                     float *hidden);

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    std::shared_ptr<const AblatedHeads> m_ablated;

    // Of one call, kept for the next.
    std::vector<float> m_normed;    ///< [R, C]
    std::vector<float> m_attended;  ///< [R, C]
    std::vector<float> m_projected; ///< [R, 3C+M]
};

} // namespace phi1
