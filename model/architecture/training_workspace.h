// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/architecture/phi_model.h"
#include "model/kernels/attention.h"
#include "model/kernels/tensor_kernels.h"

namespace phi1 {

/// What one block computes on its way: [N, …], N tokens, in the compute type unless said.
struct BlockActivations {
    at::Tensor norm;             ///< [N, C] output of the LayerNorm
    at::Tensor mean, reciprocal; ///< [N] float32 of the LayerNorm
    at::Tensor projection;       ///< [N, 3C+M] q and k rotated, v, input of the GELU
    at::Tensor attended;         ///< [N, C] output of the attention
    at::Tensor activated;        ///< [N, M] output of the GELU
    AttentionState attention;

    BlockActivations() = default;
    BlockActivations(const PhiConfig &config, std::int64_t tokens, at::TensorOptions compute);
};

/// The buffers of a forward and backward pass over N tokens, kept from one micro-batch to the next.
struct TrainingWorkspace {
    TrainingWorkspace(const PhiConfig &config, std::int64_t tokens, at::TensorOptions compute,
                      bool oneBlock);

    std::int64_t tokens;
    bool oneBlock;                        ///< recomputation: all layers share blocks[0]
    std::vector<at::Tensor> x;            ///< layers + 1 of [N, C] float32: inputs of the blocks
    std::vector<BlockActivations> blocks; ///< one per layer, or one
    at::Tensor gradient;                  ///< [N, C] float32, of the residual stream
    at::Tensor computeGradient;           ///< the same in the compute type (itself for float32)
    at::Tensor attendedGradient;          ///< [N, C]
    at::Tensor activatedGradient;         ///< [N, M]
    at::Tensor normGradient;              ///< [N, C]

    BlockActivations &block(std::int64_t layer)
    {
        return blocks[oneBlock ? 0 : static_cast<std::size_t>(layer)];
    }
};

/// The shape of a micro-batch and its dropout.
struct PhiModel::Batch {
    AttentionShape shape;
    const DropoutKey *dropout = nullptr;

    std::int64_t tokens() const { return shape.batch * shape.positions; }
};

/// Where in the network a dropout mask applies; part of the mask's name (docs/model.md).
enum class DropoutPlace : std::uint64_t { Embedding, Attention, AttentionOutput, MlpOutput };

/// The mask of one place: Philox counter = (element / 4; step · 2^32 + microStep · 2^16 + layer · 4
/// + place). Null probability gives a mask that keeps everything.
DropoutMask dropoutMask(const DropoutKey &key, std::int64_t layer, DropoutPlace place,
                        double probability);

/// Rows of logits that exist at a time: all of them at once would be the largest buffer by far.
std::int64_t headChunk(const PhiConfig &config, at::Device device);

} // namespace phi1
