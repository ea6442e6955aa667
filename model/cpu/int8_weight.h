// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cpu/aligned_memory.h"
#include "model/cpu/kernel_table.h"
#include "model/cpu/linear_weight.h"

namespace phi1 {

/// Weights in 8 bits with one scale for each output, quantised when they are loaded, in the one
/// order that serves a single row and many (kernel_table.h).
class Int8Weight final : public LinearWeight
{
public:
    /// `sources` have been checked.
    static Result<std::unique_ptr<LinearWeight>> make(std::span<const StoredMatrix> sources,
                                                      ThreadPool &pool, const KernelTable &kernels);
    static std::uint64_t bytesFor(std::int64_t outputs, std::int64_t inputs);

    WeightType type() const override { return WeightType::Int8; }
    std::uint64_t bytes() const override { return bytesFor(outputs(), inputs()); }
    std::uint64_t ownedBytes() const override { return bytes(); }
    void apply(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
               const float *bias, float *out, std::int64_t outStride,
               bool accumulate) const override;
    void applyOutputs(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
                      const float *bias, float *out, std::int64_t outStride, std::int64_t first,
                      std::int64_t count) const override;

private:
    Int8Weight(std::int64_t outputs, std::int64_t inputs, const KernelTable &kernels)
        : LinearWeight(outputs, inputs)
        , m_kernels(kernels)
    {}

    std::int64_t paddedInputs() const { return paddedTo(inputs(), int8Alignment); }
    std::int64_t panels() const { return paddedTo(outputs(), int8Panel) / int8Panel; }
    static std::int64_t paddedTo(std::int64_t count, std::int64_t unit)
    {
        return (count + unit - 1) / unit * unit;
    }
    /// The outputs [first, end) of what `job` says of the rows; `out` is that of the first.
    void applyRange(ThreadPool &pool, const float *in, std::int64_t inStride, Int8Job job,
                    std::int64_t first, std::int64_t end) const;
    void packPanel(std::span<const StoredMatrix> sources, std::int64_t panel);

    const KernelTable &m_kernels;
    AlignedMemory m_weights; ///< [panels, paddedInputs / 4, 64, 4]
    AlignedMemory m_scales;  ///< [panels · 64] float
};

} // namespace phi1
