// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/cpu_engine.h"
#include "model/inference/cpu_model.h"

namespace phi1::test {

/// Odd sizes on purpose: no width is a multiple of a vector. The context spans several pages.
inline PhiConfig oddConfig()
{
    PhiConfig config;
    config.layers = 3;
    config.hidden = 60;
    config.heads = 5;
    config.rotary = 6;
    config.mlp = 101;
    config.vocabulary = 203;
    config.context = 200;
    return config;
}

/// Weights out of a hat, the same for the same name; `change` may spoil some.
class RandomWeights
{
public:
    using Change = std::function<void(const std::string &name, std::vector<float> &values)>;

    explicit RandomWeights(DType dtype, Change change = {})
        : m_dtype(dtype)
        , m_change(std::move(change))
    {}

    TensorLookup lookup() const
    {
        return [*this](const std::string &name, std::int64_t outputs,
                       std::int64_t inputs) -> Result<StoredMatrix> {
            const auto values = std::make_shared<std::vector<float>>(make(name, outputs, inputs));
            if (m_dtype == DType::F32)
                return StoredMatrix{values->data(), DType::F32, outputs, inputs, values};
            const auto halves = std::make_shared<std::vector<std::uint16_t>>();
            for (const float &value : *values) {
                std::uint32_t bits = 0;
                std::memcpy(&bits, &value, sizeof bits);
                halves->push_back(static_cast<std::uint16_t>(bits >> 16));
            }
            return StoredMatrix{halves->data(), DType::BF16, outputs, inputs, halves};
        };
    }

private:
    std::vector<float> make(const std::string &name, std::int64_t outputs,
                            std::int64_t inputs) const
    {
        PhiloxStream random(std::hash<std::string>()(name));
        const bool isNorm = name.find("layernorm.weight") != std::string::npos;
        std::vector<float> values(static_cast<std::size_t>(outputs * inputs));
        for (float &value : values)
            value = static_cast<float>((random.uniform() - 0.5) * 0.5) + (isNorm ? 1.0f : 0.0f);
        if (m_change)
            m_change(name, values);
        return values;
    }

    DType m_dtype;
    Change m_change;
};

inline std::shared_ptr<const CpuModel> randomModel(WeightType type, DType stored = DType::F32,
                                                   RandomWeights::Change change = {},
                                                   InstructionSet set = bestInstructionSet())
{
    ThreadPool pool(1);
    auto model = buildCpuModel(oddConfig(), type, RandomWeights(stored, std::move(change)).lookup(),
                               pool, set);
    REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
    return *model;
}

inline std::vector<TokenId> randomIds(std::int64_t count, std::int64_t vocabulary,
                                      std::uint64_t seed)
{
    PhiloxStream random(seed);
    std::vector<TokenId> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back(static_cast<TokenId>(random.below(static_cast<std::uint64_t>(vocabulary))));
    return ids;
}

/// Goes on with `ids` in a slot, `chunk` tokens a call. @return [ids, V] logits
inline std::vector<float> extend(Engine &engine, SlotId slot, const std::vector<TokenId> &ids,
                                 std::size_t chunk)
{
    std::vector<float> all;
    for (std::size_t at = 0; at < ids.size(); at += chunk) {
        std::vector<EngineRow> rows;
        for (std::size_t i = at; i < std::min(at + chunk, ids.size()); ++i)
            rows.push_back({slot, ids[i], true});
        std::vector<float> logits(rows.size() * static_cast<std::size_t>(engine.vocabulary()));
        const Result<void> computed = engine.run(rows, logits);
        REQUIRE_MESSAGE(computed, (computed ? "" : computed.error().message));
        all.insert(all.end(), logits.begin(), logits.end());
    }
    return all;
}

/// The same in a sequence of its own.
inline std::vector<float> logitsOf(Engine &engine, const std::vector<TokenId> &ids,
                                   std::size_t chunk)
{
    const Result<SlotId> slot = engine.open();
    REQUIRE(slot);
    std::vector<float> logits = extend(engine, *slot, ids, chunk);
    engine.close(*slot);
    return logits;
}

inline float largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    REQUIRE(a.size() == b.size());
    float largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        REQUIRE(std::isfinite(a[i]));
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace phi1::test
