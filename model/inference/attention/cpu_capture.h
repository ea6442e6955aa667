// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/attention_maps.h"
#include "model/inference/attention/layer_norms.h"

namespace phi1 {

/// A capture on the CPU. It shares the weights of the engine that made it and outlives it.
class CpuCapture final : public AttentionCapture
{
public:
    /// @param norms  of no layer yet
    CpuCapture(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
               std::vector<TokenId> ids, LayerNorms norms);

    const std::vector<TokenId> &ids() const override { return m_ids; }
    std::int64_t layers() const override { return m_norms.layers(); }
    std::int64_t heads() const override;
    std::int64_t layersReady() const override { return m_norms.ready(); }
    std::uint64_t bytes() const override;

    Result<void> tiles(std::span<const TileRequest> tiles, std::int64_t edge,
                       const AttentionLook &look, std::span<float> out,
                       std::stop_token stop) override;
    Result<void> rows(HeadId head, std::int64_t first, std::int64_t count,
                      const AttentionLook &look, std::span<float> out,
                      std::stop_token stop) override;
    Result<void> combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                              std::int64_t first, std::int64_t count, const AttentionLook &look,
                              std::span<float> out, std::stop_token stop) override;
    Result<void> columns(HeadId head, std::int64_t first, std::int64_t count,
                         const AttentionLook &look, std::span<float> out,
                         std::stop_token stop) override;
    Result<void> statistics(std::span<const HeadId> heads, std::span<const TokenRelation> relations,
                            const AttentionLook &look, std::span<HeadStatistics> statistics,
                            std::span<float> related, std::stop_token stop) override;
    Result<void> rollout(std::int64_t position, std::span<float> out,
                         std::stop_token stop) override;
    /// See logitLens(): accuracy, and layers of which nothing can be said.
    Result<void> lens(std::int64_t position, std::span<float> logits,
                      std::stop_token stop) override;
    /// Empty for a head that is not there or whose layer is not ready. NaN where a row of the layer
    /// is not finite. Of a head that is switched off, what stands in its place.
    std::span<const float> meanOutput(HeadId head) const override;

    // For the forward pass, which fills it.
    LayerNorms &norms() { return m_norms; }
    float *meanOutputs(std::int64_t layer); ///< [C]

private:
    Result<AttentionMaps::Look> lookOf(const AttentionLook &look) const;
    Result<void> checkPosition(std::int64_t position) const;

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    std::vector<TokenId> m_ids;
    LayerNorms m_norms;
    std::vector<float> m_meanOutputs; ///< [L, C]
    AttentionMaps m_maps;             ///< reads m_norms
};

} // namespace phi1
