// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/architecture/phi_config.h"
#include "model/formats/weights.h"

namespace phi1 {

struct PhiTensor {
    std::string name; ///< as transformers calls it; part of the checkpoint format
    std::vector<std::int64_t> shape;
};

/// The tensors of a model of this shape. Legend: C width, M width of the MLP, V vocabulary.
std::vector<PhiTensor> phiTensors(const PhiConfig &config);

/// Whether `weights` are those of a model of this shape: every tensor there, in its shape, in F32,
/// F16, BF16 or F64, and no others but the rotary buffers that old checkpoints carry
/// (…rotary_emb.inv_freq). Reads no data.
/// @param what  names the source in errors
/// @return Incompatible with the first tensor that is wrong, what was found and what was expected
Result<void> checkPhiTensors(const Weights &weights, std::string_view what,
                             const PhiConfig &config);

} // namespace phi1
