// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/kernels.h"

#include <algorithm>

#include <cuda_runtime.h>

namespace phi1::cuda {

namespace {

constexpr int threads = 256;
constexpr std::int64_t mostBlocks = 132 * 32; // enough to fill the largest GPU; the rest is a loop

__global__ void __launch_bounds__(threads)
    adamwKernel(float *values, float *gradients, float *firstMoment, float *secondMoment,
                std::int64_t count, AdamwStep step)
{
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < count;
         i += stride) {
        const float gradient = step.gradientScale * gradients[i];
        const float first = step.beta1 * firstMoment[i] + (1.0f - step.beta1) * gradient;
        const float second =
            step.beta2 * secondMoment[i] + (1.0f - step.beta2) * gradient * gradient;
        const float denominator = sqrtf(second) / step.secondCorrection + step.epsilon;
        values[i] = values[i] * (1.0f - step.learningRate * step.weightDecay) -
                    step.learningRate * (first / step.firstCorrection) / denominator;
        firstMoment[i] = first;
        secondMoment[i] = second;
        gradients[i] = 0.0f;
    }
}

} // namespace

bool adamw(float *values, float *gradients, float *firstMoment, float *secondMoment,
           std::int64_t count, const AdamwStep &step, CUstream_st *stream)
{
    if (count == 0)
        return true;
    if (count < 0)
        return false;
    const auto blocks =
        static_cast<unsigned>(std::min((count + threads - 1) / threads, mostBlocks));
    adamwKernel<<<blocks, threads, 0, stream>>>(values, gradients, firstMoment, secondMoment, count,
                                                step);
    return cudaGetLastError() == cudaSuccess;
}

} // namespace phi1::cuda
