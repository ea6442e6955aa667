// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/inference/attention/attention_capture.h"
#include "model/kernels/head_maps.h"

namespace phi1 {

class DeviceBackend;
class PhiModel;

/// A capture on an accelerator: the outputs of the LayerNorms stay there in the model's compute
/// type, its module's kernels compute maps from them.
class TensorCapture final : public AttentionCapture
{
public:
    /// Queries and keys of consecutive heads of a layer, after rotary, and the sums of their rows.
    struct Heads {
        at::Tensor queries, keys; ///< [heads, T, D] float32
        at::Tensor logSums;       ///< [heads, T]
        float scale = 1;
        bool withoutFirst = false;

        HeadMaps maps() const; ///< of all of them
    };

    /// @param backend  not null
    TensorCapture(std::shared_ptr<const PhiModel> model, DeviceBackend *backend,
                  std::vector<TokenId> ids);

    const std::vector<TokenId> &ids() const override { return m_ids; }
    std::int64_t layers() const override;
    std::int64_t heads() const override;
    std::int64_t layersReady() const override { return static_cast<std::int64_t>(m_normed.size()); }
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
    Result<void> lens(std::int64_t position, std::span<float> logits,
                      std::stop_token stop) override;
    std::span<const float> meanOutput(HeadId head) const override;

    /// The forward pass hands over a layer, and at the end what the final LayerNorm puts out.
    /// @param normed  [T, C] in the compute type; means [C] float32 of what the heads put out
    void addLayer(at::Tensor normed, const at::Tensor &means);
    void finish(at::Tensor final) { m_final = std::move(final); }

private:
    Result<void> checkHead(HeadId head) const;
    Result<void> checkRange(const char *what, std::int64_t first, std::int64_t count) const;
    Result<TensorCapture *> other(const AttentionLook &look) const;
    Result<Heads> project(std::int64_t layer, std::int64_t first, std::int64_t count,
                          bool withoutFirst) const;
    /// Cells [heads, cellRows, cellColumns] of consecutive heads of a layer, on the device.
    Result<at::Tensor> cells(const Heads &heads, const Heads *minus, const MapRegion &region) const;
    /// One tile of any level of each of the heads, on the host: [heads, edge, edge].
    Result<at::Tensor> tile(const Heads &heads, const Heads *minus, const TileRequest &request,
                            std::int64_t edge) const;
    Result<void> region(HeadId head, const MapRegion &region, const AttentionLook &look,
                        at::Tensor &result) const;
    /// Runs what may throw c10::Error; its message becomes a Device error.
    Result<void> guarded(const std::function<Result<void>()> &work) const;

    std::shared_ptr<const PhiModel> m_model;
    DeviceBackend *m_backend;
    std::vector<TokenId> m_ids;
    std::vector<at::Tensor> m_normed;        ///< [T, C] by layer, compute type
    at::Tensor m_final;                      ///< [T, C] compute type
    std::vector<std::vector<float>> m_means; ///< [C] by layer
};

} // namespace phi1
