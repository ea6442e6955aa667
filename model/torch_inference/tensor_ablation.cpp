// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/tensor_ablation.h"

#include <algorithm>

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"

namespace phi1 {

Result<TensorAblation> makeTensorAblation(const PhiModel &model, const HeadAblation &ablation)
{
    const PhiConfig &config = model.config();
    const auto dimension = static_cast<std::size_t>(config.headDimension());
    if (!ablation.replacement.empty() &&
        ablation.replacement.size() != ablation.heads.size() * dimension)
        return failure(ErrorCode::Usage,
                       concat("the outputs that replace ", ablation.heads.size(), " heads are ",
                              ablation.replacement.size(), " numbers, expected ",
                              ablation.heads.size() * dimension));
    at::Tensor keep = at::ones({config.layers, config.hidden}, at::kFloat);
    at::Tensor add = at::zeros({config.layers, config.hidden}, at::kFloat);
    for (std::size_t i = 0; i < ablation.heads.size(); ++i) {
        const HeadId &id = ablation.heads[i];
        if (id.layer < 0 || id.layer >= config.layers || id.head < 0 || id.head >= config.heads)
            return failure(ErrorCode::Usage,
                           concat("the model has no head ", id.layer, ".", id.head, "; it has ",
                                  config.layers, " layers of ", config.heads, " heads"));
        const std::int64_t first =
            id.layer * config.hidden + id.head * static_cast<std::int64_t>(dimension);
        std::fill_n(keep.mutable_data_ptr<float>() + first, dimension, 0.0f);
        if (!ablation.replacement.empty())
            std::copy_n(ablation.replacement.data() + i * dimension, dimension,
                        add.mutable_data_ptr<float>() + first);
    }
    return TensorAblation{keep.to(model.device()).to(model.computeType()),
                          add.to(model.device()).to(model.computeType())};
}

} // namespace phi1
