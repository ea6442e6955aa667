// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cuda/head_map_twins.h"
#include "model/kernels/device_backend.h"

namespace phi1::test {

/// An accelerator whose memory is the host's and whose map kernels are the twins.
class TwinBackend final : public DeviceBackend
{
public:
    const char *name() const override { return "twins"; }
    int deviceCount() const override { return 1; }
    std::int64_t memoryInUse(int) const override { return 0; }
    std::int64_t memoryTotal(int) const override { return 0; }
    void synchronize(int) override {}

    bool headLogSums(const HeadMaps &maps, float *out) override
    {
        cuda::headLogSumsTwin(maps, out);
        return true;
    }
    bool headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                    float *out) override
    {
        if (region.level > largestMapLevel)
            return false;
        cuda::headBlocksTwin(maps, minus, region, out);
        return true;
    }
    bool headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out) override
    {
        cuda::headRowFiguresTwin(maps, minus, out);
        return true;
    }
    bool headPairs(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
                   std::int64_t count, float *out) override
    {
        cuda::headPairsTwin(maps, queries, keys, count, out);
        return true;
    }
};

} // namespace phi1::test
