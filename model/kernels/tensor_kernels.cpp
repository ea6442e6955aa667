// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/tensor_kernels.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <ATen/Parallel.h>

namespace phi1 {

namespace {

bool onCpu(const at::Tensor &tensor)
{
    return tensor.device().is_cpu();
}

/// Rows that one task gets at least, so that a task is worth the hand-over to a thread.
std::int64_t grain(std::int64_t columns)
{
    return std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(1, columns));
}

const float *floats(const at::Tensor &tensor)
{
    return tensor.const_data_ptr<float>();
}

float *mutableFloats(const at::Tensor &tensor)
{
    return tensor.mutable_data_ptr<float>();
}

template<typename T>
T *elements(const at::Tensor &tensor)
{
    return static_cast<T *>(tensor.mutable_data_ptr());
}

/// Calls function(T{}) with the type of the activations.
template<typename Function>
void withType(const at::Tensor &tensor, Function &&function)
{
    if (tensor.scalar_type() == at::kFloat)
        function(float{});
    else
        function(Bf16Bits{});
}

/// Sums over rows in fixed pieces that are added in order, so that the result is the same whatever
/// the thread count: piece(first, last, sums) adds rows [first, last) to sums [width].
template<typename Piece>
void sumRows(std::int64_t rows, std::int64_t width, float *total, Piece &&piece)
{
    const std::int64_t pieceRows = std::max<std::int64_t>(64, (rows + 63) / 64);
    const std::int64_t pieces = (rows + pieceRows - 1) / pieceRows;
    std::vector<float> partial(static_cast<std::size_t>(pieces * width), 0.0f);
    at::parallel_for(0, pieces, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t p = first; p < last; ++p)
            piece(p * pieceRows, std::min(rows, (p + 1) * pieceRows), partial.data() + p * width);
    });
    for (std::int64_t p = 0; p < pieces; ++p)
        for (std::int64_t c = 0; c < width; ++c)
            total[c] += partial[static_cast<std::size_t>(p * width + c)];
}

} // namespace

void embeddingLookup(const at::Tensor &weight, const at::Tensor &ids, const at::Tensor &output)
{
    if (!onCpu(output))
        return reference::embeddingLookup(weight, ids, output);
    const std::int64_t columns = weight.size(1);
    const float *from = floats(weight);
    const std::int64_t *id = ids.const_data_ptr<std::int64_t>();
    float *to = mutableFloats(output);
    at::parallel_for(0, ids.numel(), grain(columns), [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t n = first; n < last; ++n)
            std::memcpy(to + n * columns, from + id[n] * columns,
                        static_cast<std::size_t>(columns) * sizeof(float));
    });
}

void embeddingBackward(const at::Tensor &gradient, const at::Tensor &ids, float scale,
                       const at::Tensor &weightGradient)
{
    if (!onCpu(gradient))
        return reference::embeddingBackward(gradient, ids, scale, weightGradient);
    const std::int64_t columns = gradient.size(1);
    const float *from = floats(gradient);
    const std::int64_t *id = ids.const_data_ptr<std::int64_t>();
    float *to = mutableFloats(weightGradient);
    const std::int64_t count = ids.numel();
    // Each task owns rows of the table and walks all tokens: no two write one row, and the order of
    // additions is that of the tokens.
    const std::int64_t vocabulary = weightGradient.size(0);
    const std::int64_t tasks = at::get_num_threads();
    at::parallel_for(0, tasks, 1, [&](std::int64_t firstTask, std::int64_t lastTask) {
        const std::int64_t first = vocabulary * firstTask / tasks;
        const std::int64_t last = vocabulary * lastTask / tasks;
        for (std::int64_t n = 0; n < count; ++n) {
            if (id[n] < first || id[n] >= last)
                continue;
            float *row = to + id[n] * columns;
            for (std::int64_t c = 0; c < columns; ++c)
                row[c] += scale * from[n * columns + c];
        }
    });
}

void layerNorm(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
               double epsilon, const at::Tensor &output, const at::Tensor &mean,
               const at::Tensor &reciprocal, const at::Tensor &nextBias, const at::Tensor &next)
{
    if (!onCpu(input))
        return reference::layerNorm(input, weight, bias, epsilon, output, mean, reciprocal,
                                    nextBias, next);
    const std::int64_t columns = input.size(1);
    withType(output, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().layerNorm;
        const bool copies = nextBias.defined();
        at::parallel_for(
            0, input.size(0), grain(columns), [&](std::int64_t first, std::int64_t last) {
                kernel(floats(input) + first * columns, floats(weight), floats(bias),
                       static_cast<float>(epsilon), elements<T>(output) + first * columns,
                       mutableFloats(mean) + first, mutableFloats(reciprocal) + first,
                       copies ? floats(nextBias) : nullptr,
                       copies ? mutableFloats(next) + first * columns : nullptr, last - first,
                       columns);
            });
    });
}

void layerNormBackward(const at::Tensor &outputGradient, const at::Tensor &input,
                       const at::Tensor &mean, const at::Tensor &reciprocal,
                       const at::Tensor &weight, const at::Tensor &gradient,
                       const at::Tensor &weightGradient, const at::Tensor &biasGradient)
{
    if (!onCpu(input))
        return reference::layerNormBackward(outputGradient, input, mean, reciprocal, weight,
                                            gradient, weightGradient, biasGradient);
    const std::int64_t columns = input.size(1);
    std::vector<float> sums(static_cast<std::size_t>(2 * columns), 0.0f);
    withType(outputGradient, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().layerNormBackward;
        sumRows(input.size(0), 2 * columns, sums.data(),
                [&](std::int64_t first, std::int64_t last, float *partial) {
                    kernel(elements<T>(outputGradient) + first * columns,
                           floats(input) + first * columns, floats(mean) + first,
                           floats(reciprocal) + first, floats(weight),
                           mutableFloats(gradient) + first * columns, partial, partial + columns,
                           last - first, columns);
                });
    });
    for (std::int64_t c = 0; c < columns; ++c) {
        mutableFloats(weightGradient)[c] += sums[static_cast<std::size_t>(c)];
        mutableFloats(biasGradient)[c] += sums[static_cast<std::size_t>(columns + c)];
    }
}

void biasGelu(const at::Tensor &preactivation, const at::Tensor &bias, const at::Tensor &output)
{
    if (!onCpu(output))
        return reference::biasGelu(preactivation, bias, output);
    const std::int64_t columns = output.size(1);
    const std::int64_t stride = preactivation.stride(0);
    withType(output, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().biasGelu;
        at::parallel_for(
            0, output.size(0), grain(columns), [&](std::int64_t first, std::int64_t last) {
                kernel(elements<T>(preactivation) + first * stride, stride, floats(bias),
                       elements<T>(output) + first * columns, last - first, columns);
            });
    });
}

void geluBackward(const at::Tensor &outputGradient, const at::Tensor &preactivation)
{
    if (!onCpu(outputGradient))
        return reference::geluBackward(outputGradient, preactivation);
    const std::int64_t columns = outputGradient.size(1);
    const std::int64_t stride = preactivation.stride(0);
    withType(outputGradient, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().geluBackward;
        at::parallel_for(
            0, outputGradient.size(0), grain(columns), [&](std::int64_t first, std::int64_t last) {
                kernel(elements<T>(outputGradient) + first * columns,
                       elements<T>(preactivation) + first * stride, stride, last - first, columns);
            });
    });
}

void biasRotary(const at::Tensor &values, const at::Tensor &bias, const RotaryShape &shape)
{
    if (!onCpu(values))
        return reference::biasRotary(values, bias, shape);
    const std::int64_t stride = values.stride(0);
    withType(values, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().biasRotary;
        at::parallel_for(
            0, values.size(0), grain(values.size(1)), [&](std::int64_t first, std::int64_t last) {
                kernel(elements<T>(values) + first * stride, stride, floats(bias),
                       floats(shape.cosines), floats(shape.sines), first, last - first,
                       shape.positions, shape.heads, shape.headDimension, shape.rotary);
            });
    });
}

void rotaryInverse(const at::Tensor &values, const RotaryShape &shape)
{
    if (!onCpu(values))
        return reference::rotaryInverse(values, shape);
    const std::int64_t stride = values.stride(0);
    withType(values, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().rotaryInverse;
        at::parallel_for(
            0, values.size(0), grain(values.size(1)), [&](std::int64_t first, std::int64_t last) {
                kernel(elements<T>(values) + first * stride, stride, floats(shape.cosines),
                       floats(shape.sines), first, last - first, shape.positions, shape.heads,
                       shape.headDimension, shape.rotary);
            });
    });
}

void crossEntropy(const at::Tensor &logits, const at::Tensor &bias, const at::Tensor &targets,
                  const at::Tensor &losses, float scale, bool gradient)
{
    if (!onCpu(logits))
        return reference::crossEntropy(logits, bias, targets, losses, scale, gradient);
    const std::int64_t columns = logits.size(1);
    withType(logits, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().crossEntropy;
        at::parallel_for(
            0, logits.size(0), grain(columns), [&](std::int64_t first, std::int64_t last) {
                kernel(elements<T>(logits) + first * columns, floats(bias),
                       targets.const_data_ptr<std::int64_t>() + first,
                       mutableFloats(losses) + first, last - first, columns, scale, gradient);
            });
    });
}

void addColumnSums(const at::Tensor &values, const at::Tensor &sums)
{
    if (!onCpu(values))
        return reference::addColumnSums(values, sums);
    const std::int64_t stride = values.stride(0);
    const std::int64_t columns = values.size(1);
    withType(values, [&](auto type) {
        using T = decltype(type);
        const auto kernel = activationKernels<T>().columnSums;
        sumRows(values.size(0), columns, mutableFloats(sums),
                [&](std::int64_t first, std::int64_t last, float *partial) {
                    kernel(elements<T>(values) + first * stride, stride, last - first, columns,
                           partial);
                });
    });
}

void dropout(const at::Tensor &in, const at::Tensor &bias, const at::Tensor &out, bool accumulate,
             const DropoutMask &mask, std::int64_t firstElement)
{
    if (!onCpu(in))
        return reference::dropout(in, bias, out, accumulate, mask, firstElement);
    const std::int64_t columns = in.size(1);
    const float *addend = bias.defined() ? floats(bias) : nullptr;
    at::parallel_for(0, in.size(0), grain(columns), [&](std::int64_t first, std::int64_t last) {
        flatKernels().dropout(floats(in) + first * columns, addend, columns,
                              mutableFloats(out) + first * columns, accumulate,
                              firstElement + first * columns, (last - first) * columns, mask);
    });
}

} // namespace phi1
