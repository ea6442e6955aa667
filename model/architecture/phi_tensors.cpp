// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/phi_tensors.h"

#include <set>

#include "core/base/text.h"

namespace phi1 {

namespace {

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += concat(i ? ", " : "", shape[i]);
    return text + "]";
}

/// Early releases stored the rotary frequencies, which follow from the configuration.
bool isDerivedBuffer(std::string_view name)
{
    return name.ends_with(".rotary_emb.inv_freq");
}

bool isFloatingPoint(DType dtype)
{
    return dtype == DType::F32 || dtype == DType::F16 || dtype == DType::BF16 ||
           dtype == DType::F64;
}

Result<void> checkPresence(const Weights &weights, std::string_view what,
                           const std::vector<PhiTensor> &tensors)
{
    std::size_t missing = 0;
    const PhiTensor *firstMissing = nullptr;
    std::set<std::string_view> names;
    for (const PhiTensor &tensor : tensors) {
        names.insert(tensor.name);
        if (weights.find(tensor.name))
            continue;
        ++missing;
        if (!firstMissing)
            firstMissing = &tensor;
    }
    if (firstMissing)
        return failure(ErrorCode::Incompatible,
                       concat(what, " has no tensor ", firstMissing->name, " ",
                              shapeText(firstMissing->shape), " (", missing, " of ", tensors.size(),
                              " are missing): the configuration describes another model, or the "
                              "file is not complete"));
    for (const TensorEntry &entry : weights.tensors()) {
        if (!names.contains(entry.name) && !isDerivedBuffer(entry.name))
            return failure(ErrorCode::Incompatible,
                           concat(what, " has a tensor ", printable(entry.name), " ",
                                  shapeText(entry.shape),
                                  " that a phi-1 model of this configuration does not have"));
    }
    return {};
}

} // namespace

std::vector<PhiTensor> phiTensors(const PhiConfig &config)
{
    const std::int64_t C = config.hidden;
    const std::int64_t M = config.mlp;
    const std::int64_t V = config.vocabulary;
    std::vector<PhiTensor> tensors = {{"model.embed_tokens.weight", {V, C}}};
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string prefix = concat("model.layers.", i, ".");
        for (const char *name : {"q_proj", "k_proj", "v_proj", "dense"}) {
            tensors.push_back({concat(prefix, "self_attn.", name, ".weight"), {C, C}});
            tensors.push_back({concat(prefix, "self_attn.", name, ".bias"), {C}});
        }
        tensors.push_back({prefix + "mlp.fc1.weight", {M, C}});
        tensors.push_back({prefix + "mlp.fc1.bias", {M}});
        tensors.push_back({prefix + "mlp.fc2.weight", {C, M}});
        tensors.push_back({prefix + "mlp.fc2.bias", {C}});
        tensors.push_back({prefix + "input_layernorm.weight", {C}});
        tensors.push_back({prefix + "input_layernorm.bias", {C}});
    }
    tensors.push_back({"model.final_layernorm.weight", {C}});
    tensors.push_back({"model.final_layernorm.bias", {C}});
    tensors.push_back({"lm_head.weight", {V, C}});
    tensors.push_back({"lm_head.bias", {V}});
    return tensors;
}

Result<void> checkPhiTensors(const Weights &weights, std::string_view what, const PhiConfig &config)
{
    const std::vector<PhiTensor> tensors = phiTensors(config);
    PHI1_TRY(checkPresence(weights, what, tensors));
    for (const PhiTensor &tensor : tensors) {
        const TensorEntry &entry = *weights.find(tensor.name);
        if (entry.shape != tensor.shape)
            return failure(ErrorCode::Incompatible,
                           concat("tensor ", tensor.name, " of ", what, " has shape ",
                                  shapeText(entry.shape), " where the configuration says ",
                                  shapeText(tensor.shape)));
        if (!isFloatingPoint(entry.dtype))
            return failure(ErrorCode::Incompatible,
                           concat("tensor ", tensor.name, " of ", what, " holds ",
                                  dtypeName(entry.dtype),
                                  " where F32, F16, BF16 or F64 was expected"));
    }
    return {};
}

} // namespace phi1
