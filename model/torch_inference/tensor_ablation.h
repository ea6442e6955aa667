// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

class PhiModel;

/// Heads that are switched off, as tensors that turn what a layer attended to, [R, C], into
/// attended · keep + add.
struct TensorAblation {
    at::Tensor keep, add; ///< [L, C] in the model's compute type, on its device

    at::Tensor apply(std::int64_t layer, const at::Tensor &attended) const
    {
        return attended.mul(keep.select(0, layer)).add(add.select(0, layer));
    }
};

/// Usage for a head that the model does not have, or a replacement of another size.
Result<TensorAblation> makeTensorAblation(const PhiModel &model, const HeadAblation &ablation);

} // namespace phi1
