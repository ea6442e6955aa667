// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/inference/engine.h"
#include "model/torch_inference/tensor_ablation.h"

namespace phi1 {

class DeviceBackend;
class PhiModel;
class StaticDecode;

/// The engine on any device by ATen's operations: what CUDA uses, and the CPU engine's twin in the
/// tests. Computes in the model's compute type. Its matrix products choose their order of additions
/// by the number of rows, so that a result can differ in the last bits with what runs beside it.
class TensorEngine final : public Engine
{
public:
    /// Memory for keys and values where more than one sequence is decoded.
    static constexpr std::uint64_t defaultCacheBudget = 4ull << 30;

    /// @param backend  records the decoding of a single token, see StaticDecode; may be null
    explicit TensorEngine(std::shared_ptr<const PhiModel> model,
                          std::uint64_t cacheBudget = defaultCacheBudget,
                          DeviceBackend *backend = nullptr);
    ~TensorEngine() override;

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
    Result<std::unique_ptr<CaptureBuilder>> beginCapture(std::vector<TokenId> ids) override;
    Result<std::shared_ptr<Engine>> withoutHeads(const HeadAblation &ablation) override;

private:
    struct Sequence {
        bool open = false;
        std::int64_t length = 0, capacity = 0;
        at::Tensor keys, values; ///< [layers, H, capacity, D]
        std::unique_ptr<StaticDecode> decode;
    };
    /// Rows [first, first + count) of a call: consecutive tokens of one slot from `position` on.
    struct Run {
        SlotId slot;
        std::int64_t first, count, position;
    };

    Sequence &at(SlotId slot) { return m_sequences[static_cast<std::size_t>(slot)]; }
    const Sequence &at(SlotId slot) const { return m_sequences[static_cast<std::size_t>(slot)]; }
    std::int64_t positionsAffordable() const;
    Result<void> grow(Sequence &sequence, std::int64_t length);
    /// run() where ATen may throw.
    Result<void> compute(std::span<const EngineRow> rows, std::span<float> logits);
    Result<std::vector<Run>> place(std::span<const EngineRow> rows);
    at::Tensor indices(const std::vector<std::int64_t> &values) const; ///< int64 on the device
    at::Tensor attend(std::int64_t layer, const Run &run, const at::Tensor &query) const;

    std::shared_ptr<const PhiModel> m_model;
    std::uint64_t m_cacheBudget;
    std::uint64_t m_bytesPerPosition;
    DeviceBackend *m_backend;
    std::optional<TensorAblation> m_ablation;
    std::vector<Sequence> m_sequences;             ///< by slot
    std::atomic<std::int64_t> m_positionsHeld = 0; ///< facts() may be asked by other threads
};

} // namespace phi1
