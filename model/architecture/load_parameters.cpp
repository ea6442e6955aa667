// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/load_parameters.h"

#include <algorithm>
#include <cstring>

#include <ATen/ops/empty.h>

#include "model/architecture/phi_tensors.h"

namespace phi1 {

namespace {

at::ScalarType scalarType(DType dtype)
{
    switch (dtype) {
    case DType::F64:
        return at::kDouble;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    default:
        return at::kFloat;
    }
}

} // namespace

Result<void> loadParameters(const Weights &weights, std::string_view what, const PhiConfig &config,
                            ParameterSet &parameters)
{
    PHI1_TRY(checkPhiTensors(weights, what, config));
    for (const Parameter &parameter : parameters.list()) {
        const TensorEntry &entry = *weights.find(parameter.name);
        const at::ScalarType type = scalarType(entry.dtype);
        // Through a small aligned buffer: the bytes of a mapped file need not be aligned.
        const std::int64_t piece = 1 << 20;
        const at::Tensor buffer =
            at::empty({std::min(piece, parameter.count)}, at::TensorOptions().dtype(type));
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
