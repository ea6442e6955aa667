// SPDX-License-Identifier: Apache-2.0
// Engines with heads switched off, against weights that say the same.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/attention/capture_text.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr std::size_t C = 60, D = 12, V = 203;
constexpr WeightType types[] = {WeightType::Float32, WeightType::BFloat16, WeightType::Int8};

std::shared_ptr<Engine> without(Engine &engine, const HeadAblation &ablation)
{
    auto derived = engine.withoutHeads(ablation);
    REQUIRE_MESSAGE(derived, (derived ? "" : derived.error().message));
    return *derived;
}

/// A model whose dense layers do not see some heads, and add `constant` · their weights instead.
std::shared_ptr<const CpuModel> deafModel(const std::vector<HeadId> &heads,
                                          const std::vector<float> &constant = {})
{
    return randomModel(
        WeightType::Float32, DType::F32, [&](const std::string &name, std::vector<float> &values) {
            for (std::size_t i = 0; i < heads.size(); ++i) {
                const std::string dense =
                    "model.layers." + std::to_string(heads[i].layer) + ".self_attn.dense.";
                const auto first = static_cast<std::size_t>(heads[i].head) * D;
                if (name == dense + "weight") {
                    for (std::size_t n = 0; n < C; ++n)
                        std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(n * C + first), D,
                                    0.0f);
                } else if (name == dense + "bias" && !constant.empty()) {
                    // The weights that the change above takes away.
                    const auto matrix =
                        RandomWeights(DType::F32).lookup()(dense + "weight", C, C).value();
                    const auto *weight = static_cast<const float *>(matrix.data);
                    for (std::size_t n = 0; n < C; ++n)
                        for (std::size_t d = 0; d < D; ++d)
                            values[n] += weight[n * C + first + d] * constant[i * D + d];
                }
            }
        });
}

} // namespace

TEST_CASE("heads switched off give the logits of weights that do not see them")
{
    const auto ids = randomIds(120, V, 1);
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(2));
    const auto whole = logitsOf(engine, ids, 64);
    for (const std::vector<HeadId> &heads :
         {std::vector<HeadId>{{0, 0}}, std::vector<HeadId>{{2, 4}},
          std::vector<HeadId>{{1, 3}, {0, 2}, {1, 0}, {2, 1}}}) {
        CAPTURE(heads.size());
        const auto ablated = without(engine, {.heads = heads, .replacement = {}});
        CpuEngine deaf(deafModel(heads), std::make_shared<ThreadPool>(1));
        const auto found = logitsOf(*ablated, ids, 50);
        CHECK(largestDifference(found, logitsOf(deaf, ids, 50)) < 1e-5f);
        CHECK(largestDifference(found, whole) > 0.01f);

        // A constant instead.
        std::vector<float> constant(heads.size() * D);
        for (std::size_t i = 0; i < constant.size(); ++i)
            constant[i] = static_cast<float>(i % 7) * 0.1f - 0.25f;
        const auto replaced = without(engine, {.heads = heads, .replacement = constant});
        CpuEngine constantly(deafModel(heads, constant), std::make_shared<ThreadPool>(1));
        const auto other = logitsOf(*replaced, ids, 50);
        CHECK(largestDifference(other, logitsOf(constantly, ids, 50)) < 1e-5f);
        CHECK(largestDifference(other, found) > 0.01f);
    }
    // The engine they come from goes on as before.
    CHECK(logitsOf(engine, ids, 64) == whole);
}

TEST_CASE(
    "an engine without heads gives the same bits in parts of any size, and shares its weights")
{
    const auto ids = randomIds(150, V, 2);
    for (const WeightType type : types) {
        CAPTURE(weightTypeName(type));
        CpuEngine engine(randomModel(type), std::make_shared<ThreadPool>(2));
        const auto ablated = without(engine, {.heads = {{0, 1}, {2, 3}}, .replacement = {}});
        const auto expected = logitsOf(*ablated, ids, 1);
        for (const std::size_t chunk : {7, 64, 65, 150})
            CHECK(logitsOf(*ablated, ids, chunk) == expected);
        CHECK(logitsOf(engine, ids, 150) != expected);
        CHECK(logitsOf(*without(engine, {}), ids, 33) == logitsOf(engine, ids, 33));
        CHECK(ablated->facts().weightBytes == engine.facts().weightBytes);
        CHECK(ablated->facts().cacheBudget == engine.facts().cacheBudget);
    }
}

TEST_CASE("a capture of an engine without heads is one of what that engine computes")
{
    const auto ids = randomIds(90, V, 3);
    const auto T = static_cast<std::int64_t>(ids.size());
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(2));
    const auto whole = captureText(engine, ids).value();
    const std::vector<HeadId> heads = {{1, 2}};
    const auto mean = whole->meanOutput(heads[0]);
    const auto ablated =
        without(engine, {.heads = heads, .replacement = {mean.begin(), mean.end()}});
    const auto capture = captureText(*ablated, ids).value();

    const auto logits = logitsOf(*ablated, ids, 64);
    std::vector<float> lens(4 * V);
    REQUIRE(capture->lens(T - 1, lens, {}));
    CHECK(std::equal(lens.end() - V, lens.end(), logits.end() - V));

    // The maps up to the layer of the head are the same, those after it are not.
    for (std::int64_t layer = 0; layer < 3; ++layer) {
        std::vector<float> before(ids.size() * ids.size()), after(before.size());
        REQUIRE(whole->rows({layer, 2}, 0, T, {}, before, {}));
        REQUIRE(capture->rows({layer, 2}, 0, T, {}, after, {}));
        CHECK((before == after) == (layer <= 1));
    }
    // What stands in the place of the head is its own mean, and its neighbours are the same.
    CHECK(largestDifference({mean.begin(), mean.end()}, {capture->meanOutput(heads[0]).begin(),
                                                         capture->meanOutput(heads[0]).end()}) <
          1e-6f);
    CHECK(std::ranges::equal(capture->meanOutput({1, 1}), whole->meanOutput({1, 1})));
    CHECK(!std::ranges::equal(capture->meanOutput({2, 0}), whole->meanOutput({2, 0})));
}

TEST_CASE("heads that are off stay off in an engine that is derived again")
{
    const auto ids = randomIds(40, V, 4);
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto both = without(engine, {.heads = {{0, 1}, {1, 2}}, .replacement = {}});
    const auto first = without(engine, {.heads = {{0, 1}}, .replacement = {}});
    const auto again = without(*first, {.heads = {{1, 2}}, .replacement = {}});
    CHECK(logitsOf(*again, ids, 40) == logitsOf(*both, ids, 40));
    // A new replacement takes the place of the one before.
    const std::vector<float> ones(D, 1.0f);
    const auto replaced = without(*first, {.heads = {{0, 1}}, .replacement = ones});
    const auto directly = without(engine, {.heads = {{0, 1}}, .replacement = ones});
    CHECK(logitsOf(*replaced, ids, 40) == logitsOf(*directly, ids, 40));
}

TEST_CASE("heads that are not there, named twice, or of another size are refused")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    for (const HeadId head : {HeadId{3, 0}, HeadId{-1, 0}, HeadId{0, 5}, HeadId{0, -1}}) {
        const auto derived = engine.withoutHeads({.heads = {head}, .replacement = {}});
        REQUIRE(!derived);
        CHECK(derived.error().code == ErrorCode::Usage);
        CHECK(derived.error().message.find("layers 0 to 2 with heads 0 to 4") != std::string::npos);
    }
    const auto twice = engine.withoutHeads({.heads = {{1, 1}, {1, 1}}, .replacement = {}});
    REQUIRE(!twice);
    CHECK(twice.error().code == ErrorCode::Usage);
    const auto misshapen =
        engine.withoutHeads({.heads = {{1, 1}}, .replacement = std::vector<float>(D + 1)});
    REQUIRE(!misshapen);
    CHECK(misshapen.error().code == ErrorCode::Usage);
}
