// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "model/cpu/thread_pool.h"
#include "model/formats/weights.h"
#include "model/inference/loaded_engine.h"

namespace phi1::test {

inline std::filesystem::path checkpointData()
{
    return std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";
}

/// What transformers says about a checkpoint (tests/data/checkpoints/ORIGIN.md), for the one prompt
/// of which it tells every layer.
class AttentionReference
{
public:
    explicit AttentionReference(const std::string &name)
        : m_tensors(Weights::open(checkpointData() / "ref" / (name + ".safetensors")).value())
    {
        const Json json = readJsonFile(checkpointData() / "ref" / (name + ".json")).value();
        ids = json["prompts"]["humaneval0"]["ids"].get<std::vector<TokenId>>();
    }

    std::vector<TokenId> ids;

    std::vector<double> values(const std::string &tensor) const
    {
        return widened(m_tensors, "humaneval0." + tensor);
    }
    std::vector<double> ofBlock(std::int64_t layer, const std::string &tensor) const
    {
        return values("block" + std::to_string(layer) + "." + tensor);
    }
    /// The residual stream that enters a layer, [T, C].
    std::vector<double> residual(std::int64_t layer) const
    {
        return layer == 0 ? values("embed") : ofBlock(layer - 1, "out");
    }

    static std::vector<double> widened(const Weights &weights, const std::string &name)
    {
        const TensorEntry *entry = weights.find(name);
        REQUIRE_MESSAGE(entry, "tensor " << name);
        REQUIRE(entry->dtype == DType::F32);
        std::vector<float> values(entry->bytes.size() / sizeof(float));
        std::memcpy(values.data(), entry->bytes.data(), entry->bytes.size());
        return {values.begin(), values.end()};
    }

private:
    Weights m_tensors;
};

inline LoadedEngine openReference(const std::string &name, const std::string &dtype)
{
    Result<LoadedEngine> loaded =
        openCpuEngine(checkpointData() / name, {.dtype = dtype}, std::make_shared<ThreadPool>(2));
    REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
    return std::move(*loaded);
}

} // namespace phi1::test
