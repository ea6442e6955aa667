// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/cpu/aligned_memory.h"
#include "model/cpu/kernel_table.h"
#include "model/cpu/linear_weight.h"

namespace phi1 {

/// Floating-point weights, row-major, where possible in the checkpoint's file.
class DenseWeight final : public LinearWeight
{
public:
    /// `sources` have been checked; `type` is Float32 or BFloat16.
    static Result<std::unique_ptr<LinearWeight>> make(std::span<const StoredMatrix> sources,
                                                      WeightType type, ThreadPool &pool,
                                                      const KernelTable &kernels);
    /// Whether such weights are computed with as they are stored.
    static bool usedInPlace(DType stored, WeightType type)
    {
        return type == WeightType::Float32 || stored == DType::BF16;
    }

    WeightType type() const override { return m_type; }
    std::uint64_t bytes() const override;
    std::uint64_t ownedBytes() const override { return m_ownedBytes; }
    void apply(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
               const float *bias, float *out, std::int64_t outStride,
               bool accumulate) const override;
    void applyOutputs(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
                      const float *bias, float *out, std::int64_t outStride, std::int64_t first,
                      std::int64_t count) const override;

private:
    /// One of the stacked matrices.
    struct Part {
        StoredMatrix matrix;
        std::int64_t firstOutput = 0;
        DenseKernel kernel = nullptr;
    };

    DenseWeight(std::int64_t outputs, std::int64_t inputs, WeightType type,
                const KernelTable &kernels)
        : LinearWeight(outputs, inputs)
        , m_type(type)
        , m_kernels(kernels)
    {}

    /// The outputs [first, end) of what `job` says of the rows; `out` is that of the first.
    void applyRange(ThreadPool &pool, DenseJob job, std::int64_t first, std::int64_t end) const;

    WeightType m_type;
    const KernelTable &m_kernels;
    std::vector<Part> m_parts;
    std::uint64_t m_ownedBytes = 0;
};

} // namespace phi1
