// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/kernels/device_backend.h"

namespace phi1 {

/// NVIDIA GPUs through our kernels. Exists only inside libphi1_cuda.so, made by
/// phi1OpenDeviceBackend().
class CudaBackend final : public DeviceBackend
{
public:
    /// Null if there is no usable device; *reason then says why.
    static std::unique_ptr<CudaBackend> open(const char **reason);

    const char *name() const override { return m_name.c_str(); }
    int deviceCount() const override { return static_cast<int>(m_memory.size()); }
    std::int64_t memoryInUse(int device) const override;
    std::int64_t memoryTotal(int device) const override;
    void synchronize(int device) override;
    std::unique_ptr<DeviceGraph> record(int device, const std::function<void()> &work) override;

    bool crossEntropyInPlace(void *logits, Type type, const std::int64_t *targets, float *losses,
                             std::int64_t rows, std::int64_t columns, float gradientScale) override;
    bool layerNorm(const float *input, const float *weight, const float *bias, void *output,
                   Type outputType, float *mean, float *reciprocal, std::int64_t rows,
                   std::int64_t columns, float epsilon) override;
    bool adamw(float *values, float *gradients, float *firstMoment, float *secondMoment,
               std::int64_t count, double learningRate, double beta1, double beta2, double epsilon,
               double weightDecay, std::int64_t step, double gradientScale) override;
    bool headLogSums(const HeadMaps &maps, float *out) override;
    bool headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                    float *out) override;
    bool headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out) override;
    bool headPairs(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
                   std::int64_t count, float *out) override;

private:
    CudaBackend() = default;

    std::string m_name;
    std::vector<std::int64_t> m_memory; ///< bytes of each device
};

} // namespace phi1
