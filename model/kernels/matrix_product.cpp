// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/matrix_product.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>

namespace phi1 {

void matrixProduct(const at::Tensor &a, Transpose transposeA, const at::Tensor &b,
                   Transpose transposeB, float beta, const at::Tensor &c)
{
    const at::Tensor left = transposeA == Transpose::Yes ? a.t() : a;
    const at::Tensor right = transposeB == Transpose::Yes ? b.t() : b;
    at::Tensor target = c;
    if (c.scalar_type() != a.scalar_type()) {
        const at::Tensor product = at::mm(left, right);
        if (beta == 0.0f)
            target.copy_(product);
        else
            target.mul_(beta).add_(product);
    } else if (beta == 0.0f) {
        at::mm_out(target, left, right);
    } else {
        at::addmm_out(target, target, left, right, beta, 1.0);
    }
}

} // namespace phi1
