// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace phi1 {

/// Rotates the first `rotary` dimensions of each head (rotate-half pairing).
/// @param heads  [R, H, D] float32; cosines, sines [R, 1, rotary/2]
at::Tensor rotateHeads(const at::Tensor &heads, const at::Tensor &cosines, const at::Tensor &sines,
                       std::int64_t rotary);

} // namespace phi1
