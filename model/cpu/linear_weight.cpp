// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/linear_weight.h"

#include "core/base/text.h"
#include "model/cpu/dense_weight.h"
#include "model/cpu/int8_weight.h"

namespace phi1 {

std::string_view weightTypeName(WeightType type)
{
    switch (type) {
    case WeightType::Float32:
        return "float32";
    case WeightType::BFloat16:
        return "bfloat16";
    case WeightType::Int8:
        return "int8";
    }
    return "unknown";
}

std::uint64_t linearWeightBytes(std::span<const StoredMatrix> sources, WeightType type)
{
    std::int64_t outputs = 0;
    std::uint64_t copied = 0;
    for (const StoredMatrix &source : sources) {
        outputs += source.outputs;
        if (!DenseWeight::usedInPlace(source.dtype, type))
            copied += static_cast<std::uint64_t>(source.outputs * source.inputs) * 2;
    }
    if (type != WeightType::Int8)
        return copied;
    return sources.empty() ? 0 : Int8Weight::bytesFor(outputs, sources.front().inputs);
}

Result<std::unique_ptr<LinearWeight>> makeLinearWeight(std::span<const StoredMatrix> sources,
                                                       WeightType type, ThreadPool &pool,
                                                       InstructionSet set)
{
    if (sources.empty())
        return failure(ErrorCode::Incompatible, "a linear layer needs at least one matrix");
    for (const StoredMatrix &source : sources) {
        if (source.dtype != DType::F32 && source.dtype != DType::F16 && source.dtype != DType::BF16)
            return failure(ErrorCode::Incompatible,
                           concat("the weights are stored as ", dtypeName(source.dtype),
                                  "; expected F32, F16 or BF16"));
        if (source.outputs <= 0 || source.inputs != sources.front().inputs || source.inputs <= 0)
            return failure(ErrorCode::Incompatible,
                           concat("a matrix of ", source.outputs, " by ", source.inputs,
                                  " cannot be stacked on one with ", sources.front().inputs,
                                  " inputs"));
    }
    const KernelTable &kernels = kernelTable(set);
    if (type == WeightType::Int8)
        return Int8Weight::make(sources, pool, kernels);
    return DenseWeight::make(sources, type, pool, kernels);
}

} // namespace phi1
