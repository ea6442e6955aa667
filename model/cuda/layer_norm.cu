// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/kernels.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include "model/cuda/reduction.cuh"

namespace phi1::cuda {

namespace {

constexpr int threads = 256;

struct Sum {
    float value;

    __device__ static Sum neutral() { return {0.0f}; }
    __device__ static Sum shuffled(const Sum &sum, int distance)
    {
        return {__shfl_xor_sync(0xffffffffu, sum.value, distance)};
    }
};

__device__ float sumOverBlock(float value, Sum *shared)
{
    return reduceBlock(Sum{value}, shared,
                       [](const Sum &a, const Sum &b) { return Sum{a.value + b.value}; })
        .value;
}

__device__ void write(float *output, std::int64_t index, float value)
{
    output[index] = value;
}
__device__ void write(__nv_bfloat16 *output, std::int64_t index, float value)
{
    output[index] = __float2bfloat16_rn(value);
}

/// One block per row, three passes over it: the first from memory, the others from the caches (a
/// row of phi-1 is 8 KiB). The variance is that of the centred values, so it cannot turn negative.
template<typename Output>
__global__ void __launch_bounds__(threads)
    layerNormKernel(const float *input, const float *weight, const float *bias, Output *output,
                    float *mean, float *reciprocal, std::int64_t columns, float epsilon)
{
    __shared__ Sum shared[threads / lanesPerWarp];
    const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * columns;
    const float *const x = input + first;
    const auto width = static_cast<float>(columns);

    float sum = 0.0f;
    for (std::int64_t i = threadIdx.x; i < columns; i += threads)
        sum += x[i];
    const float average = sumOverBlock(sum, shared) / width;
    float squares = 0.0f;
    for (std::int64_t i = threadIdx.x; i < columns; i += threads)
        squares += (x[i] - average) * (x[i] - average);
    const float inverse = 1.0f / sqrtf(sumOverBlock(squares, shared) / width + epsilon);
    if (threadIdx.x == 0) {
        mean[blockIdx.x] = average;
        reciprocal[blockIdx.x] = inverse;
    }
    for (std::int64_t i = threadIdx.x; i < columns; i += threads)
        write(output, first + i, (x[i] - average) * inverse * weight[i] + bias[i]);
}

} // namespace

bool layerNorm(const float *input, const float *weight, const float *bias, void *output,
               Type outputType, float *mean, float *reciprocal, std::int64_t rows,
               std::int64_t columns, float epsilon, CUstream_st *stream)
{
    if (rows == 0)
        return true;
    if (rows < 0 || rows > 0x7fffffff || columns <= 0)
        return false;
    const auto blocks = static_cast<unsigned>(rows);
    if (outputType == Type::Float32)
        layerNormKernel<<<blocks, threads, 0, stream>>>(
            input, weight, bias, static_cast<float *>(output), mean, reciprocal, columns, epsilon);
    else
        layerNormKernel<<<blocks, threads, 0, stream>>>(input, weight, bias,
                                                        static_cast<__nv_bfloat16 *>(output), mean,
                                                        reciprocal, columns, epsilon);
    return cudaGetLastError() == cudaSuccess;
}

} // namespace phi1::cuda
