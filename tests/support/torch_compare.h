// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "model/architecture/load_parameters.h"
#include "model/architecture/phi_model.h"

namespace phi1::test {

inline std::filesystem::path checkpointData()
{
    return std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";
}

/// A float32 tensor of a reference file.
inline at::Tensor referenceTensor(const Weights &weights, const std::string &name)
{
    const TensorEntry *entry = weights.find(name);
    REQUIRE_MESSAGE(entry, "reference tensor " << name);
    REQUIRE(entry->dtype == DType::F32);
    const at::Tensor tensor = at::empty(entry->shape, at::TensorOptions().dtype(at::kFloat));
    std::memcpy(tensor.mutable_data_ptr(), entry->bytes.data(), entry->bytes.size());
    return tensor;
}

/// The largest absolute difference; infinite if the shapes differ or a value is not a number.
inline double distance(const at::Tensor &a, const at::Tensor &b)
{
    if (a.sizes() != b.sizes())
        return std::numeric_limits<double>::infinity();
    const double largest = a.to(at::kDouble).sub(b.to(at::kDouble)).abs().max().item<double>();
    return largest == largest ? largest : std::numeric_limits<double>::infinity();
}

inline Weights openWeights(const std::filesystem::path &path)
{
    Result<Weights> weights = Weights::open(path);
    REQUIRE_MESSAGE(weights, (weights ? "" : weights.error().message));
    return std::move(*weights);
}

inline PhiModel loadModel(const std::string &name, at::ScalarType type = at::kFloat)
{
    const std::filesystem::path folder = checkpointData() / name;
    const Result<PhiConfig> config = readPhiConfig(folder);
    REQUIRE_MESSAGE(config, (config ? "" : config.error().message));
    PhiModel model(*config, at::kCPU, type);
    const Result<void> loaded =
        loadParameters(openWeights(folder), name, *config, model.parameters());
    REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
    model.weightsChanged();
    return model;
}

inline Json referenceJson(const std::string &name)
{
    Result<Json> json = readJsonFile(checkpointData() / "ref" / (name + ".json"));
    REQUIRE(json);
    return std::move(*json);
}

/// A JSON array of ids, or of arrays of them, as an int64 tensor.
inline at::Tensor idsTensor(const Json &json)
{
    if (json.front().is_array()) {
        std::vector<std::int64_t> all;
        for (const Json &row : json)
            for (const Json &id : row)
                all.push_back(id.get<std::int64_t>());
        return at::tensor(all).view({static_cast<std::int64_t>(json.size()), -1});
    }
    return at::tensor(json.get<std::vector<std::int64_t>>()).unsqueeze(0);
}

} // namespace phi1::test
