// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/cuda_backend.h"

#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>

#include "model/cuda/head_maps.h"
#include "model/cuda/kernels.h"

namespace phi1 {

namespace {

cuda::Type kernelType(DeviceBackend::Type type)
{
    return type == DeviceBackend::Type::Float32 ? cuda::Type::Float32 : cuda::Type::BFloat16;
}

} // namespace

std::unique_ptr<CudaBackend> CudaBackend::open(const char **reason)
{
    int count = 0;
    const cudaError_t status = cudaGetDeviceCount(&count);
    if (status != cudaSuccess) {
        // Static text of the runtime: "CUDA driver version is insufficient for CUDA runtime
        // version".
        *reason = cudaGetErrorString(status);
        return nullptr;
    }
    if (count == 0) {
        *reason = "no CUDA device was found";
        return nullptr;
    }
    std::unique_ptr<CudaBackend> backend(new CudaBackend);
    for (int device = 0; device < count; ++device) {
        cudaDeviceProp properties{};
        if (cudaGetDeviceProperties(&properties, device) != cudaSuccess) {
            *reason = "the properties of a CUDA device could not be read";
            return nullptr;
        }
        if (properties.major < 8) { // bfloat16 products, and what the module is compiled for
            *reason =
                "a CUDA device is older than compute capability 8.0, which this program needs "
                "(hide it with CUDA_VISIBLE_DEVICES)";
            return nullptr;
        }
        if (device == 0)
            backend->m_name = properties.name;
        backend->m_memory.push_back(static_cast<std::int64_t>(properties.totalGlobalMem));
    }
    return backend;
}

std::int64_t CudaBackend::memoryInUse(int device) const
{
    namespace allocator = c10::cuda::CUDACachingAllocator;
    const auto stats = allocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
    constexpr auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    return stats.reserved_bytes[all].current;
}

std::int64_t CudaBackend::memoryTotal(int device) const
{
    return m_memory.at(static_cast<std::size_t>(device));
}

void CudaBackend::synchronize(int device)
{
    int before = 0;
    cudaGetDevice(&before);
    cudaSetDevice(device);
    cudaDeviceSynchronize();
    cudaSetDevice(before);
}

bool CudaBackend::crossEntropyInPlace(void *logits, Type type, const std::int64_t *targets,
                                      float *losses, std::int64_t rows, std::int64_t columns,
                                      float gradientScale)
{
    return cuda::crossEntropyInPlace(logits, kernelType(type), targets, losses, rows, columns,
                                     gradientScale, c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::layerNorm(const float *input, const float *weight, const float *bias,
                            void *output, Type outputType, float *mean, float *reciprocal,
                            std::int64_t rows, std::int64_t columns, float epsilon)
{
    return cuda::layerNorm(input, weight, bias, output, kernelType(outputType), mean, reciprocal,
                           rows, columns, epsilon, c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::adamw(float *values, float *gradients, float *firstMoment, float *secondMoment,
                        std::int64_t count, double learningRate, double beta1, double beta2,
                        double epsilon, double weightDecay, std::int64_t step, double gradientScale)
{
    return cuda::adamw(
        values, gradients, firstMoment, secondMoment, count,
        cuda::adamwStep(learningRate, beta1, beta2, epsilon, weightDecay, step, gradientScale),
        c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::headLogSums(const HeadMaps &maps, float *out)
{
    return cuda::headLogSums(maps, out, c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                             float *out)
{
    return cuda::headBlocks(maps, minus, region, out, c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out)
{
    return cuda::headRowFigures(maps, minus, out, c10::cuda::getCurrentCUDAStream());
}

bool CudaBackend::headPairs(const HeadMaps &maps, const std::int32_t *queries,
                            const std::int32_t *keys, std::int64_t count, float *out)
{
    return cuda::headPairs(maps, queries, keys, count, out, c10::cuda::getCurrentCUDAStream());
}

} // namespace phi1

extern "C" __attribute__((visibility("default"))) phi1::DeviceBackend *
phi1OpenDeviceBackend(int abi, const char **reason)
{
    if (abi != phi1::deviceBackendAbi) {
        *reason = "libphi1_cuda.so was built for another version of the program: rebuild both";
        return nullptr;
    }
    static const char *refusal = nullptr;
    static const std::unique_ptr<phi1::CudaBackend> backend = phi1::CudaBackend::open(&refusal);
    *reason = refusal;
    return backend.get();
}
