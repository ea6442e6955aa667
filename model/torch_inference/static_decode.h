// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <ATen/core/Tensor.h>

#include "model/text/tokenizer.h"

namespace phi1 {

class DeviceBackend;
class DeviceGraph;
class PhiModel;
struct TensorAblation;

/// One decoded token of one sequence as a fixed list of operations on tensors that stay where they
/// are, so that a GPU can record it once and replay it: at one row a model of phi-1's size spends
/// more time in starting its 300 operations than in reading its weights. Attention runs over the
/// whole capacity of the cache, positions after the token's own weigh 0. On the CPU, and where
/// recording fails, the operations run one by one with the same result.
class StaticDecode
{
public:
    /// @param keys, values  [layers, H, capacity, D] of the sequence, in the model's compute type;
    /// shared: the step writes the token's own
    /// @param backend  null: never recorded
    /// @param ablation  of heads that are switched off, outlives this; null: none
    StaticDecode(const PhiModel &model, at::Tensor keys, at::Tensor values, DeviceBackend *backend,
                 const TensorAblation *ablation = nullptr);
    ~StaticDecode();

    /// Logits [vocabulary] float32 after `token` at `position` (< capacity), whose predecessors are
    /// in the cache.
    void run(TokenId token, std::int64_t position, std::span<float> logits);

    bool isRecorded() const { return m_graph != nullptr; }
    /// Whether it still belongs to these tensors.
    bool uses(const at::Tensor &keys) const { return m_keys.is_same(keys); }

private:
    void step();
    at::Tensor attend(std::int64_t layer, const at::Tensor &query) const;

    const PhiModel &m_model;
    const TensorAblation *m_ablation;
    at::Tensor m_keys, m_values;
    at::Tensor m_token, m_position; ///< [1] int64
    at::Tensor m_columns;           ///< [capacity] int64, 0, 1, 2 …
    at::Tensor m_hiddenColumns;     ///< [1, 1, capacity] float32: 0, or -infinity after the token
    at::Tensor m_logits;            ///< [vocabulary] float32
    std::unique_ptr<DeviceGraph> m_graph;
};

} // namespace phi1
