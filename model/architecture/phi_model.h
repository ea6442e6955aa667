// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/architecture/parameter_set.h"
#include "model/architecture/phi_config.h"

namespace phi1 {

struct BlockActivations;
struct TrainingWorkspace;

/// Names the dropout masks of one micro-batch. A mask is Philox of (seed; step, microStep, place,
/// element), so nothing has to be saved: a resumed run draws the same masks.
struct DropoutKey {
    std::uint64_t seed = 0;
    std::uint64_t step = 0;
    std::uint64_t microStep = 0;
};

/// The phi-1 network: one LayerNorm per block, attention and MLP in parallel on its output, biases
/// everywhere, rotary embedding on the first dimensions of each head (rotate-half), tanh GELU,
/// embedding and head not tied. Forward and backward are written by hand; no autograd graph is
/// made.
///
/// Weights are float32; with bfloat16 compute, matrix products run on a bfloat16 copy, while
/// LayerNorm, softmax and loss statistics, the residual stream and all gradients of parameters are
/// float32. At a fixed thread count and instruction set all results are the same bit for bit.
/// Legend: B batch, T positions, C width, H heads, V vocabulary. See docs/model.md.
class PhiModel
{
public:
    /// Weights start as zeros (LayerNorm too): initialise() or load before use.
    /// @param computeType  at::kFloat or at::kBFloat16
    /// @throws std::invalid_argument on an invalid config or another type
    PhiModel(const PhiConfig &config, at::Device device, at::ScalarType computeType);
    ~PhiModel();
    PhiModel(PhiModel &&) noexcept;
    PhiModel &operator=(PhiModel &&) noexcept;

    const PhiConfig &config() const { return m_config; }
    at::Device device() const { return m_parameters.values().device(); }
    at::ScalarType computeType() const { return m_computeType; }
    ParameterSet &parameters() { return m_parameters; }
    const ParameterSet &parameters() const { return m_parameters; }

    /// Fills the weights: matrices normal(0, initializerRange) from Philox of (seed, parameter,
    /// element) in the order of parameters().list(), biases 0, LayerNorm 1 and 0; then
    /// weightsChanged().
    void initialise(std::uint64_t seed);

    /// Refreshes what is derived from the weights; call it after every update or load.
    void weightsChanged();

    /// The flat weights in the compute type (the master weights themselves in float32 compute),
    /// laid out as parameters(): slice with parameters().view() or fusedWeight().
    const at::Tensor &computeValues() const { return m_computeValues; }

    /// Cosines and sines of the rotary embedding for every position: [context, rotary/2] float32.
    const at::Tensor &rotaryCosines() const { return m_cosines; }
    const at::Tensor &rotarySines() const { return m_sines; }

    struct ForwardRequest {
        bool attention = false;
        bool hidden = false;
    };
    struct ForwardResult {
        at::Tensor logits;                 ///< [B, T, V] float32
        std::vector<at::Tensor> attention; ///< per layer [B, H, T, T] float32, rows sum to 1
        /// [B, T, C] float32, layers + 1 of them, as transformers' hidden_states: entry i is the
        /// input of block i (entry 0 the embedding), the last is the output of the final LayerNorm.
        std::vector<at::Tensor> hidden;
    };
    /// @param ids  [B, T] int64, T <= context, each in [0, V); on any device
    /// @throws std::invalid_argument otherwise
    ForwardResult forward(const at::Tensor &ids, ForwardRequest request) const;
    ForwardResult forward(const at::Tensor &ids) const { return forward(ids, ForwardRequest{}); }

    /// Runs one micro-batch forward and backward; adds gradientScale times the gradient of the sum
    /// of its token losses to parameters().gradients().
    /// @param ids, targets  [B, T] int64; a target of -1 does not count
    /// @param dropout  null: none, whatever the config says
    /// @return the sum of the token losses, float32 scalar on the device
    at::Tensor accumulateGradients(const at::Tensor &ids, const at::Tensor &targets,
                                   float gradientScale, const DropoutKey *dropout);

    /// The sum of the token losses without gradient: float32 scalar on the device.
    at::Tensor loss(const at::Tensor &ids, const at::Tensor &targets) const;

    /// Whether the backward pass computes the inside of each block again from its input instead of
    /// keeping it: less memory (one block's activations instead of all), about a third more work,
    /// the same results bit for bit. Off at first.
    void setRecomputation(bool recompute);

private:
    struct Batch; // the shape of a micro-batch and its dropout

    void checkIds(const at::Tensor &ids, const char *what, std::int64_t lowest) const;
    void embed(const at::Tensor &ids, const Batch &batch, const at::Tensor &x) const;
    void blockForward(std::int64_t layer, const Batch &batch, const at::Tensor &x,
                      const at::Tensor &next, BlockActivations &block) const;
    void blockBackward(std::int64_t layer, const Batch &batch, const at::Tensor &x,
                       const at::Tensor &gradient, BlockActivations &block,
                       TrainingWorkspace &workspace);
    at::Tensor lossHead(const at::Tensor &x, const at::Tensor &targets, float gradientScale,
                        TrainingWorkspace *workspace) const;

    PhiConfig m_config;
    at::ScalarType m_computeType;
    ParameterSet m_parameters;
    at::Tensor m_computeValues;
    at::Tensor m_outputBias; ///< [layers, C] float32: the two biases that end each block, added
    at::Tensor m_cosines, m_sines;
    bool m_recompute = false;
    std::unique_ptr<TrainingWorkspace> m_workspace; ///< activations, kept from step to step
};

} // namespace phi1
