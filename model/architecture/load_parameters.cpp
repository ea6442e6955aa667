// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/load_parameters.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include <ATen/ops/empty.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += concat(i ? ", " : "", shape[i]);
    return text + "]";
}

std::optional<at::ScalarType> scalarType(DType dtype)
{
    switch (dtype) {
    case DType::F64:
        return at::kDouble;
    case DType::F32:
        return at::kFloat;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    default:
        return std::nullopt;
    }
}

/// Early releases stored the rotary frequencies, which follow from the configuration.
bool isDerivedBuffer(std::string_view name)
{
    return name.ends_with(".rotary_emb.inv_freq");
}

Result<void> checkNames(const Weights &weights, std::string_view what,
                        const ParameterSet &parameters)
{
    std::size_t missing = 0;
    const Parameter *firstMissing = nullptr;
    for (const Parameter &parameter : parameters.list()) {
        if (weights.find(parameter.name))
            continue;
        ++missing;
        if (!firstMissing)
            firstMissing = &parameter;
    }
    if (firstMissing)
        return failure(ErrorCode::Incompatible,
                       concat(what, " has no tensor ", firstMissing->name, " ",
                              shapeText(firstMissing->shape), " (", missing, " of ",
                              parameters.list().size(),
                              " are missing): the configuration describes another model, or the "
                              "file is not complete"));
    for (const TensorEntry &entry : weights.tensors()) {
        if (!parameters.find(entry.name) && !isDerivedBuffer(entry.name))
            return failure(ErrorCode::Incompatible,
                           concat(what, " has a tensor ", printable(entry.name), " ",
                                  shapeText(entry.shape),
                                  " that a phi-1 model of this configuration does not have"));
    }
    return {};
}

} // namespace

Result<void> loadParameters(const Weights &weights, std::string_view what, ParameterSet &parameters)
{
    PHI1_TRY(checkNames(weights, what, parameters));
    for (const Parameter &parameter : parameters.list()) {
        const TensorEntry &entry = *weights.find(parameter.name);
        if (entry.shape != parameter.shape)
            return failure(ErrorCode::Incompatible,
                           concat("tensor ", parameter.name, " of ", what, " has shape ",
                                  shapeText(entry.shape), " where the configuration says ",
                                  shapeText(parameter.shape)));
        const std::optional<at::ScalarType> type = scalarType(entry.dtype);
        if (!type)
            return failure(ErrorCode::Incompatible,
                           concat("tensor ", parameter.name, " of ", what, " holds ",
                                  dtypeName(entry.dtype),
                                  " where F32, F16, BF16 or F64 was expected"));
        // Through a small aligned buffer: the bytes of a mapped file need not be aligned.
        const std::int64_t piece = 1 << 20;
        const at::Tensor buffer =
            at::empty({std::min(piece, parameter.count)}, at::TensorOptions().dtype(*type));
        const at::Tensor target = parameter.value.view({-1});
        const std::size_t elementSize = dtypeSize(entry.dtype);
        for (std::int64_t first = 0; first < parameter.count; first += piece) {
            const std::int64_t count = std::min(piece, parameter.count - first);
            std::memcpy(buffer.mutable_data_ptr(),
                        entry.bytes.data() + static_cast<std::size_t>(first) * elementSize,
                        static_cast<std::size_t>(count) * elementSize);
            target.narrow(0, first, count).copy_(buffer.narrow(0, 0, count));
        }
    }
    return weights.check();
}

} // namespace phi1
