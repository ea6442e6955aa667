// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/rotary_heads.h"

#include <ATen/ops/cat.h>

namespace phi1 {

at::Tensor rotateHeads(const at::Tensor &heads, const at::Tensor &cosines, const at::Tensor &sines,
                       std::int64_t rotary)
{
    const at::Tensor a = heads.narrow(2, 0, rotary / 2);
    const at::Tensor b = heads.narrow(2, rotary / 2, rotary / 2);
    return at::cat({a.mul(cosines).sub(b.mul(sines)), b.mul(cosines).add(a.mul(sines)),
                    heads.narrow(2, rotary, heads.size(2) - rotary)},
                   2);
}

} // namespace phi1
