// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/kernels.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include "model/cuda/reduction.cuh"

namespace phi1::cuda {

namespace {

constexpr int threads = 512;

/// The running maximum of a set of logits and the sum of exp(logit - maximum).
struct SoftmaxState {
    float maximum, sum;

    __device__ static SoftmaxState neutral() { return {-INFINITY, 0.0f}; }
    __device__ static SoftmaxState shuffled(const SoftmaxState &state, int distance)
    {
        return {__shfl_xor_sync(0xffffffffu, state.maximum, distance),
                __shfl_xor_sync(0xffffffffu, state.sum, distance)};
    }
};

__device__ SoftmaxState merge(const SoftmaxState &a, const SoftmaxState &b)
{
    const float maximum = fmaxf(a.maximum, b.maximum);
    if (maximum == -INFINITY) // two empty sets: -inf - -inf would be NaN
        return {maximum, a.sum + b.sum};
    return {maximum, a.sum * __expf(a.maximum - maximum) + b.sum * __expf(b.maximum - maximum)};
}

__device__ void add(SoftmaxState &state, float logit)
{
    if (logit > state.maximum) {
        state.sum = state.sum * __expf(state.maximum - logit) + 1.0f;
        state.maximum = logit;
    } else if (logit > -INFINITY || logit != logit) { // -inf adds nothing; NaN must get through
        state.sum += __expf(logit - state.maximum);
    }
}

__device__ float widen(float value)
{
    return value;
}
__device__ float widen(__nv_bfloat16 value)
{
    return __bfloat162float(value);
}

__device__ void assign(float &target, float value)
{
    target = value;
}
__device__ void assign(__nv_bfloat16 &target, float value)
{
    target = __float2bfloat16_rn(value);
}

/// Width logits that travel as one transaction of at most 16 bytes.
template<typename Scalar, int Width>
struct alignas(sizeof(Scalar) * Width) Pack {
    Scalar values[Width];
};

template<typename Scalar, int Width>
__global__ void __launch_bounds__(threads)
    crossEntropyKernel(Scalar *logits, const std::int64_t *targets, float *losses,
                       std::int64_t columns, float gradientScale)
{
    __shared__ SoftmaxState shared[threads / lanesPerWarp];
    using Packed = Pack<Scalar, Width>;
    Scalar *const row = logits + static_cast<std::int64_t>(blockIdx.x) * columns;
    Packed *const packs = reinterpret_cast<Packed *>(row);
    const std::int64_t packCount = columns / Width;
    const std::int64_t target = targets[blockIdx.x];

    if (target < 0 || target >= columns) { // the same for the whole block
        Packed zeros;
        for (Scalar &value : zeros.values)
            assign(value, 0.0f);
        for (std::int64_t i = threadIdx.x; i < packCount; i += threads)
            packs[i] = zeros;
        if (threadIdx.x == 0)
            losses[blockIdx.x] = target == -1 ? 0.0f : __int_as_float(0x7fc00000);
        return;
    }

    SoftmaxState state = SoftmaxState::neutral();
    for (std::int64_t i = threadIdx.x; i < packCount; i += threads) {
        const Packed pack = packs[i];
        for (const Scalar &value : pack.values)
            add(state, widen(value));
    }
    const float targetLogit =
        widen(row[target]); // before the barriers below, after them it is gone
    state = reduceBlock(state, shared,
                        [](const SoftmaxState &a, const SoftmaxState &b) { return merge(a, b); });
    if (threadIdx.x == 0)
        losses[blockIdx.x] = logf(state.sum) + state.maximum - targetLogit;

    const float factor = gradientScale / state.sum;
    for (std::int64_t i = threadIdx.x; i < packCount; i += threads) {
        Packed pack = packs[i];
        for (int j = 0; j < Width; ++j) {
            float gradient = factor * __expf(widen(pack.values[j]) - state.maximum);
            if (i * Width + j == target)
                gradient -= gradientScale;
            assign(pack.values[j], gradient);
        }
        packs[i] = pack;
    }
}

template<typename Scalar>
void launch(void *logits, const std::int64_t *targets, float *losses, std::int64_t rows,
            std::int64_t columns, float gradientScale, cudaStream_t stream)
{
    constexpr int width = 16 / sizeof(Scalar);
    auto *typed = static_cast<Scalar *>(logits);
    const auto blocks = static_cast<unsigned>(rows);
    const bool aligned = columns % width == 0 && reinterpret_cast<std::uintptr_t>(logits) % 16 == 0;
    if (aligned)
        crossEntropyKernel<Scalar, width>
            <<<blocks, threads, 0, stream>>>(typed, targets, losses, columns, gradientScale);
    else
        crossEntropyKernel<Scalar, 1>
            <<<blocks, threads, 0, stream>>>(typed, targets, losses, columns, gradientScale);
}

} // namespace

bool crossEntropyInPlace(void *logits, Type type, const std::int64_t *targets, float *losses,
                         std::int64_t rows, std::int64_t columns, float gradientScale,
                         CUstream_st *stream)
{
    if (rows == 0)
        return true;
    if (rows < 0 || rows > 0x7fffffff || columns <= 0)
        return false;
    if (type == Type::Float32)
        launch<float>(logits, targets, losses, rows, columns, gradientScale, stream);
    else
        launch<__nv_bfloat16>(logits, targets, losses, rows, columns, gradientScale, stream);
    return cudaGetLastError() == cudaSuccess;
}

} // namespace phi1::cuda
