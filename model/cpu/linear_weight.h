// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "model/cpu/cpu_features.h"
#include "model/formats/dtype.h"

namespace phi1 {

class ThreadPool;

/// The arithmetic of a linear layer; sums are in float32 always.
enum class WeightType {
    Float32,  ///< float32 activations; weights as they are stored (F32, F16, BF16), widened in
              ///< passing
    BFloat16, ///< weights and activations rounded to bfloat16
    Int8 ///< weights in 8 bits per output, activations in 8 bits per row and block of 128 inputs
};

/// "float32", "bfloat16", "int8".
std::string_view weightTypeName(WeightType type);

/// A matrix as it lies in a checkpoint: [outputs, inputs], row-major, of any alignment.
struct StoredMatrix {
    const void *data = nullptr;
    DType dtype = DType::F32; ///< F32, F16 or BF16
    std::int64_t outputs = 0;
    std::int64_t inputs = 0;
    std::shared_ptr<const void> owner; ///< keeps `data` alive, say the mapped file
};

/// The weights of a linear layer, [outputs, inputs]; read-only, shared by threads. Legend: R rows,
/// K inputs, N outputs.
class LinearWeight
{
public:
    virtual ~LinearWeight() = default;

    std::int64_t outputs() const { return m_outputs; }
    std::int64_t inputs() const { return m_inputs; }
    virtual WeightType type() const = 0;

    /// Read once per call of apply() with few rows: what bandwidth is measured by.
    virtual std::uint64_t bytes() const = 0;
    /// Of them allocated here, not lying in the checkpoint's file.
    virtual std::uint64_t ownedBytes() const = 0;

    /// out[r][n] = (accumulate ? out[r][n] : 0) + bias[n] + Σ_k in[r][k] · weight[n][k].
    /// The bits of a row of `out` depend on its row of `in` (and of `out` when accumulating), the
    /// weights and the instruction set alone: not on the number of rows or threads.
    /// @param in   [R, K], rows `inStride` floats apart
    /// @param bias [N] or nullptr
    /// @param out  [R, N], rows `outStride` floats apart; must not overlap `in`
    virtual void apply(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
                       const float *bias, float *out, std::int64_t outStride,
                       bool accumulate) const = 0;
    /// The outputs [first, first + count) alone, with the bits that apply() gives them: one head's
    /// queries out of a layer that makes them all.
    /// @param bias [N], of the whole layer, or nullptr
    /// @param out  [R, count], rows `outStride` floats apart
    virtual void applyOutputs(ThreadPool &pool, const float *in, std::int64_t inStride,
                              std::int64_t rows, const float *bias, float *out,
                              std::int64_t outStride, std::int64_t first,
                              std::int64_t count) const = 0;

protected:
    LinearWeight(std::int64_t outputs, std::int64_t inputs)
        : m_outputs(outputs)
        , m_inputs(inputs)
    {}

private:
    std::int64_t m_outputs, m_inputs;
};

/// What makeLinearWeight() would allocate; 0 where the stored matrices are used in place.
std::uint64_t linearWeightBytes(std::span<const StoredMatrix> sources, WeightType type);

/// One layer from matrices with the same number of inputs, stacked along their outputs (q, k, v and
/// fc1 in one). Matrices that are stored as `type` computes with them are used in place; others are
/// converted by the pool's threads. Float32 never copies.
/// Errors: Incompatible for another stored type or differing inputs; Device if memory is short.
Result<std::unique_ptr<LinearWeight>> makeLinearWeight(std::span<const StoredMatrix> sources,
                                                       WeightType type, ThreadPool &pool,
                                                       InstructionSet set = bestInstructionSet());

} // namespace phi1
