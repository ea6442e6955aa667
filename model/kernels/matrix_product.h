// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace phi1 {

/// c [m, n] = beta · c + op(a) · op(b), where op transposes if asked: all matrices have unit stride
/// along their last dimension (rows may be windows of a wider matrix), a and b have one type,
/// float32 or bfloat16. c has that type too, or is float32: then a bfloat16 product is rounded to
/// bfloat16 once before it is added. Deterministic at a fixed thread count.
enum class Transpose { No, Yes };
void matrixProduct(const at::Tensor &a, Transpose transposeA, const at::Tensor &b,
                   Transpose transposeB, float beta, const at::Tensor &c);

} // namespace phi1
