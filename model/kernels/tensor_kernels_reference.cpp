// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/tensor_kernels.h"

#include <mutex>

#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding_dense_backward.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/native_layer_norm.h>
#include <ATen/ops/native_layer_norm_backward.h>
#include <ATen/ops/remainder.h>
#include <ATen/ops/where.h>

#include "core/base/philox.h"

namespace phi1::reference {

void embeddingLookup(const at::Tensor &weight, const at::Tensor &ids, const at::Tensor &output)
{
    output.copy_(weight.index_select(0, ids.reshape(-1)));
}

void embeddingBackward(const at::Tensor &gradient, const at::Tensor &ids, float scale,
                       const at::Tensor &weightGradient)
{
    weightGradient.add_(
        at::embedding_dense_backward(gradient, ids.reshape(-1), weightGradient.size(0), -1, false),
        scale);
}

void layerNorm(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
               double epsilon, const at::Tensor &output, const at::Tensor &mean,
               const at::Tensor &reciprocal, const at::Tensor &nextBias, const at::Tensor &next)
{
    const auto [normal, average, inverse] =
        at::native_layer_norm(input, {input.size(1)}, weight, bias, epsilon);
    output.copy_(normal);
    mean.copy_(average.reshape(-1));
    reciprocal.copy_(inverse.reshape(-1));
    if (nextBias.defined())
        next.copy_(input.add(nextBias));
}

void layerNormBackward(const at::Tensor &outputGradient, const at::Tensor &input,
                       const at::Tensor &mean, const at::Tensor &reciprocal,
                       const at::Tensor &weight, const at::Tensor &gradient,
                       const at::Tensor &weightGradient, const at::Tensor &biasGradient)
{
    const auto [dInput, dWeight, dBias] = at::native_layer_norm_backward(
        outputGradient.to(at::kFloat), input, {input.size(1)}, mean.unsqueeze(1),
        reciprocal.unsqueeze(1), weight, weight, {true, true, true});
    gradient.add_(dInput);
    weightGradient.add_(dWeight);
    biasGradient.add_(dBias);
}

void biasGelu(const at::Tensor &preactivation, const at::Tensor &bias, const at::Tensor &output)
{
    preactivation.add_(bias);
    output.copy_(at::gelu(preactivation, "tanh"));
}

void geluBackward(const at::Tensor &outputGradient, const at::Tensor &preactivation)
{
    preactivation.copy_(at::gelu_backward(outputGradient, preactivation, "tanh"));
}

static void rotate(const at::Tensor &values, const RotaryShape &shape, double direction)
{
    const std::int64_t half = shape.rotary / 2;
    const at::Tensor row = at::remainder(
        at::arange(values.size(0), values.options().dtype(at::kLong)), shape.positions);
    const at::Tensor cosines = shape.cosines.index_select(0, row).unsqueeze(1);
    const at::Tensor sines = shape.sines.index_select(0, row).unsqueeze(1).mul(direction);
    const at::Tensor heads = values.narrow(1, 0, 2 * shape.heads * shape.headDimension)
                                 .view({values.size(0), 2 * shape.heads, shape.headDimension});
    const at::Tensor first = heads.narrow(2, 0, half).to(at::kFloat);
    const at::Tensor second = heads.narrow(2, half, half).to(at::kFloat);
    const at::Tensor newFirst = first.mul(cosines).sub(second.mul(sines));
    const at::Tensor newSecond = second.mul(cosines).add(first.mul(sines));
    heads.narrow(2, 0, half).copy_(newFirst);
    heads.narrow(2, half, half).copy_(newSecond);
}

void biasRotary(const at::Tensor &values, const at::Tensor &bias, const RotaryShape &shape)
{
    values.add_(bias);
    rotate(values, shape, 1.0);
}

void rotaryInverse(const at::Tensor &values, const RotaryShape &shape)
{
    rotate(values, shape, -1.0);
}

void crossEntropy(const at::Tensor &logits, const at::Tensor &bias, const at::Tensor &targets,
                  const at::Tensor &losses, float scale, bool gradient)
{
    const at::Tensor values = logits.to(at::kFloat).add(bias);
    const at::Tensor normaliser = at::logsumexp(values, {1}, true);
    const at::Tensor counts = targets.ge(0);
    const at::Tensor index = targets.clamp_min(0).unsqueeze(1);
    const at::Tensor loss = normaliser.sub(values.gather(1, index)).squeeze(1);
    losses.copy_(at::where(counts, loss, 0.0));
    if (!gradient)
        return;
    at::Tensor result = values.sub(normaliser).exp_();
    result.scatter_add_(1, index, at::empty_like(index, at::kFloat).fill_(-1.0));
    result.mul_(counts.unsqueeze(1).to(at::kFloat)).mul_(scale);
    logits.copy_(result);
}

void addColumnSums(const at::Tensor &values, const at::Tensor &sums)
{
    sums.add_(values.sum({0}, false, at::kFloat));
}

void dropout(const at::Tensor &in, const at::Tensor &bias, const at::Tensor &out, bool accumulate,
             const DropoutMask &mask, std::int64_t firstElement)
{
    at::Tensor kept = at::empty_like(in);
    {
        // The generator's whole state is set from the mask's name, so the draw is a function of it.
        const Philox::Block seed =
            Philox::block(mask.seed, mask.high, static_cast<std::uint64_t>(firstElement) + 1);
        at::Generator generator = at::globalContext().defaultGenerator(in.device());
        const std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_current_seed(static_cast<std::uint64_t>(seed[0]) << 32 | seed[1]);
    }
    kept.bernoulli_(1.0 - static_cast<double>(mask.threshold) * 0x1.0p-32);
    kept.mul_(mask.scale).mul_(bias.defined() ? in.add(bias) : in);
    if (accumulate)
        out.add_(kept);
    else
        out.copy_(kept);
}

} // namespace phi1::reference
