// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "model/architecture/parameter_set.h"
#include "model/formats/weights.h"

namespace phi1 {

/// Copies the tensors of a checkpoint with transformers' names into the parameters of a model of
/// this shape, widened to
/// float32 from float16, bfloat16 or float64 if need be. Rotary buffers that old checkpoints carry
/// (…rotary_emb.inv_freq) are skipped. On error the parameters are half-written: do not use them.
/// @param what  names the source in errors
/// @return Incompatible with the name of a missing, unexpected or misshapen tensor, what was found
///         and what was expected; Corrupt if a file was cut while it was read
Result<void> loadParameters(const Weights &weights, std::string_view what, const PhiConfig &config,
                            ParameterSet &parameters);

} // namespace phi1
