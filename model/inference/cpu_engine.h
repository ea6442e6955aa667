// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "model/inference/engine.h"
#include "model/inference/kv_cache.h"
#include "model/inference/row_kernels.h"

namespace phi1 {

class PhiModel;

/// The engine on the CPU: reads a model's weights in place (float32 or bfloat16), computes in
/// float32. Results are independent of the other rows of a call and of the thread count, bit for
/// bit.
class CpuEngine final : public Engine
{
public:
    /// Memory for keys and values where more than one sequence is decoded.
    static constexpr std::uint64_t defaultCacheBudget = 1ull << 30;

    /// @throws std::invalid_argument if the model is not on the CPU
    explicit CpuEngine(std::shared_ptr<const PhiModel> model,
                       std::uint64_t cacheBudget = defaultCacheBudget);
    ~CpuEngine() override;

    std::int64_t vocabulary() const override;
    std::int64_t context() const override;
    std::int64_t promptRowsPerCall() const override;
    Result<std::int64_t> reserve(std::int64_t slots, std::int64_t positions) override;
    void clear(std::int64_t slot) override;
    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override;

private:
    struct Layer {
        const float *normWeight, *normBias;
        WeightMatrix fused; ///< q, k, v and fc1: [3C+M, C]
        const float *fusedBias;
        WeightMatrix dense, fc2;
        const float *denseBias, *fc2Bias;
    };

    Result<void> place(std::span<const EngineRow> rows);
    void embed(std::span<const EngineRow> rows);
    /// One block for the rows [first, first + count).
    void runLayer(std::int64_t index, std::span<const EngineRow> rows, std::int64_t first,
                  std::int64_t count);
    void runHead(std::span<const EngineRow> rows, std::span<float> logits);

    std::shared_ptr<const PhiModel> m_model;
    std::uint64_t m_cacheBudget;
    KeyValueCache m_cache;
    std::vector<Layer> m_layers;
    WeightMatrix m_head;

    std::vector<std::int64_t> m_positions; ///< of the rows of this call
    std::vector<float> m_hidden;           ///< [R, C] the residual stream
    std::vector<float> m_normed;           ///< [R, C], later the output of attention
    std::vector<float> m_fused;            ///< [R, 3C+M]
};

} // namespace phi1
