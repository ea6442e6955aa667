// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/matrix_product.h"

#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>

#include "model/kernels/cpu_kernels.h"

namespace phi1 {

namespace {

/// Whether our own product suits: each thread packs all of b, which must be little against its
/// rows.
bool suitsOwnKernel(const at::Tensor &a, const at::Tensor &c, std::int64_t depth)
{
    if (!a.device().is_cpu() || a.scalar_type() != at::kFloat || c.scalar_type() != at::kFloat)
        return false;
    const std::int64_t rowsPerThread = c.size(0) / at::get_num_threads();
    return rowsPerThread >= 256 || (rowsPerThread >= 16 && c.size(1) * depth <= 1 << 20);
}

void ownProduct(const at::Tensor &a, bool transposeA, const at::Tensor &b, bool transposeB,
                float beta, const at::Tensor &c, std::int64_t depth)
{
    const FlatKernels &kernels = flatKernels();
    const std::int64_t units = (c.size(0) + kernels.gemmRows - 1) / kernels.gemmRows;
    const std::int64_t grain = std::max<std::int64_t>(
        1, 65536 / std::max<std::int64_t>(1, kernels.gemmRows * c.size(1) * depth / 16));
    const float *from = a.const_data_ptr<float>();
    float *to = c.mutable_data_ptr<float>();
    at::parallel_for(0, units, grain, [&](std::int64_t firstUnit, std::int64_t lastUnit) {
        thread_local std::vector<float> scratch;
        scratch.resize(static_cast<std::size_t>(kernels.gemmScratch));
        const std::int64_t first = firstUnit * kernels.gemmRows;
        const std::int64_t last = std::min(c.size(0), lastUnit * kernels.gemmRows);
        kernels.gemm(from + first * (transposeA ? 1 : a.stride(0)), a.stride(0), transposeA,
                     b.const_data_ptr<float>(), b.stride(0), transposeB, to + first * c.stride(0),
                     c.stride(0), last - first, c.size(1), depth, beta, scratch.data());
    });
}

} // namespace

void matrixProduct(const at::Tensor &a, Transpose transposeA, const at::Tensor &b,
                   Transpose transposeB, float beta, const at::Tensor &c)
{
    const std::int64_t depth = a.size(transposeA == Transpose::Yes ? 0 : 1);
    if (suitsOwnKernel(a, c, depth)) {
        ownProduct(a, transposeA == Transpose::Yes, b, transposeB == Transpose::Yes, beta, c,
                   depth);
        return;
    }
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
