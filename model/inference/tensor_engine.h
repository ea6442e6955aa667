// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/inference/engine.h"

namespace phi1 {

class PhiModel;

/// The engine on any device by ATen's operations: what CUDA uses, and the CPU engine's twin in the
/// tests. Computes in the model's compute type. Its matrix products choose their order of additions
/// by the number of rows, so that a result can differ in the last bits with what runs beside it.
class TensorEngine final : public Engine
{
public:
    /// Memory for keys and values where more than one sequence is decoded.
    static constexpr std::uint64_t defaultCacheBudget = 4ull << 30;

    explicit TensorEngine(std::shared_ptr<const PhiModel> model,
                          std::uint64_t cacheBudget = defaultCacheBudget);
    ~TensorEngine() override;

    std::int64_t vocabulary() const override;
    std::int64_t context() const override;
    std::int64_t promptRowsPerCall() const override;
    Result<std::int64_t> reserve(std::int64_t slots, std::int64_t positions) override;
    void clear(std::int64_t slot) override;
    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override;

private:
    /// Rows [first, first + count) of a call: consecutive tokens of one slot from `position` on.
    struct Run {
        std::int64_t slot, first, count, position;
    };

    Result<std::vector<Run>> place(std::span<const EngineRow> rows);
    at::Tensor indices(const std::vector<std::int64_t> &values) const; ///< int64 on the device
    at::Tensor rotate(const at::Tensor &heads, const at::Tensor &cosines,
                      const at::Tensor &sines) const;
    at::Tensor attend(std::int64_t layer, const Run &run, const at::Tensor &query) const;

    std::shared_ptr<const PhiModel> m_model;
    std::uint64_t m_cacheBudget;
    std::int64_t m_capacity = 0;
    std::vector<at::Tensor> m_keys, m_values; ///< per layer [slots, H, capacity, D]
    std::vector<std::int64_t> m_lengths;      ///< per slot
};

} // namespace phi1
