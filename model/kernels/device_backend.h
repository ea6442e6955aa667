// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "model/kernels/head_maps.h"

/// The border to an accelerator module (libphi1_cuda.so). The compute module links libtorch_cpu
/// only; whatever needs the accelerator's own libraries lives in that module.
///
/// How it is opened: openDeviceBackend() looks for the library beside the compute module, opens it
/// with dlopen(RTLD_NOW | RTLD_GLOBAL) (which also brings in libtorch_cuda, so that ATen knows the
/// device), looks up the C symbol `phi1OpenDeviceBackend` and calls it with deviceBackendAbi. The
/// module answers null, with a reason, if it was built for another number or finds no device.

namespace phi1 {

inline constexpr int deviceBackendAbi = 3;

/// Work that was recorded once and can be repeated on the same memory.
class DeviceGraph
{
public:
    virtual ~DeviceGraph() = default;
    virtual void replay() = 0; ///< in order on ATen's stream, returns at once
};

/// Entry points are raw: pointers to device memory and sizes. Each runs in order on the stream that
/// ATen uses at the time (the module asks ATen for it) and returns at once. An entry point that a
/// module does not have answers false and the caller takes the ATen operations, which are its twin.
class DeviceBackend
{
public:
    virtual ~DeviceBackend() = default;

    virtual const char *
    name() const = 0; ///< "NVIDIA H100 80GB HBM3", for the log and `phi1 doctor`
    virtual int deviceCount() const = 0;
    virtual std::int64_t
    memoryInUse(int device) const = 0; ///< bytes held from the device's allocator
    virtual std::int64_t memoryTotal(int device) const = 0; ///< bytes
    virtual void synchronize(int device) = 0;               ///< waits for all work of this process

    /// Records what `work` starts on the device. It is called a few times: first to let libraries
    /// choose their algorithms, then to record. It must use the same memory each time and wait for
    /// nothing. Null where this cannot be recorded: then call `work` itself each time.
    virtual std::unique_ptr<DeviceGraph> record(int device, const std::function<void()> &work)
    {
        (void)device, (void)work;
        return nullptr;
    }

    enum class Type { Float32, BFloat16 };

    /// logits [rows, columns] (leading dimension `columns`) become gradientScale · d loss / d
    /// logits; losses[row] is the token's loss; a target of -1 gives loss 0 and a zero row.
    virtual bool crossEntropyInPlace(void *logits, Type type, const std::int64_t *targets,
                                     float *losses, std::int64_t rows, std::int64_t columns,
                                     float gradientScale)
    {
        (void)logits, (void)type, (void)targets, (void)losses;
        (void)rows, (void)columns, (void)gradientScale;
        return false;
    }

    /// output [rows, columns] = LayerNorm(input [rows, columns] float32) · weight + bias; mean and
    /// reciprocal deviation [rows] are kept for the backward pass.
    virtual bool layerNorm(const float *input, const float *weight, const float *bias, void *output,
                           Type outputType, float *mean, float *reciprocal, std::int64_t rows,
                           std::int64_t columns, float epsilon)
    {
        (void)input, (void)weight, (void)bias, (void)output, (void)outputType, (void)mean;
        (void)reciprocal, (void)rows, (void)columns, (void)epsilon;
        return false;
    }

    /// As adamwUpdate() of optimizer.h, for `count` elements that share one decay.
    virtual bool adamw(float *values, float *gradients, float *firstMoment, float *secondMoment,
                       std::int64_t count, double learningRate, double beta1, double beta2,
                       double epsilon, double weightDecay, std::int64_t step, double gradientScale)
    {
        (void)values, (void)gradients, (void)firstMoment, (void)secondMoment, (void)count;
        (void)learningRate, (void)beta1, (void)beta2, (void)epsilon, (void)weightDecay, (void)step;
        (void)gradientScale;
        return false;
    }

    /// Attention maps without storing them; all pointers are to device memory. See the kernels'
    /// header (model/cuda/head_maps.h). False also for a shape that does not fit.
    virtual bool headLogSums(const HeadMaps &maps, float *out)
    {
        (void)maps, (void)out;
        return false;
    }
    virtual bool headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                            float *out)
    {
        (void)maps, (void)minus, (void)region, (void)out;
        return false;
    }
    virtual bool headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out)
    {
        (void)maps, (void)minus, (void)out;
        return false;
    }
    virtual bool headPairs(const HeadMaps &maps, const std::int32_t *queries,
                           const std::int32_t *keys, std::int64_t count, float *out)
    {
        (void)maps, (void)queries, (void)keys, (void)count, (void)out;
        return false;
    }
};

/// The module's only C symbol. The backend lives as long as the process. On failure it returns null
/// and sets *reason to a static sentence.
using OpenDeviceBackend = DeviceBackend *(int abi, const char **reason);
inline constexpr const char *openDeviceBackendSymbol = "phi1OpenDeviceBackend";

} // namespace phi1
