// SPDX-License-Identifier: Apache-2.0
// Engines over a model of LibTorch against its own forward pass.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <ATen/ops/empty.h>
#include <doctest/doctest.h>

#include "model/architecture/phi_model.h"
#include "model/inference/attention/capture_text.h"
#include "model/torch_inference/model_engine.h"
#include "model/torch_inference/tensor_engine.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::shared_ptr<const PhiModel> makeModel(at::ScalarType type = at::kFloat)
{
    PhiConfig config = oddConfig();
    config.initializerRange = 0.15;
    auto model = std::make_shared<PhiModel>(config, at::kCPU, type);
    model->initialise(11);
    return model;
}

std::shared_ptr<Engine> engineFor(const std::shared_ptr<const PhiModel> &model)
{
    auto engine = makeEngine(model, 2);
    REQUIRE(engine);
    return *engine;
}

/// Logits of every position by the whole forward pass: [T, V].
std::vector<float> forwardLogits(const PhiModel &model, const std::vector<TokenId> &ids)
{
    at::Tensor tensor = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::copy(ids.begin(), ids.end(), tensor.mutable_data_ptr<std::int64_t>());
    const at::Tensor logits = model.forward(tensor).logits.contiguous();
    const float *data = logits.const_data_ptr<float>();
    return {data, data + logits.numel()};
}

} // namespace

TEST_CASE("the engine over a model of LibTorch computes what its forward pass computes")
{
    const auto model = makeModel();
    const auto engine = engineFor(model);
    CHECK(engine->facts().device == "cpu");
    const auto ids = randomIds(150, engine->vocabulary(), 1);
    const auto expected = forwardLogits(*model, ids);
    CHECK(*std::max_element(expected.begin(), expected.end()) >
          0.5f); // the comparison means something
    CHECK(largestDifference(logitsOf(*engine, ids, 1), expected) < 1e-4f);
}

TEST_CASE("bfloat16 weights of a model of LibTorch are computed with in float32")
{
    const auto narrow = makeModel(at::kBFloat16);
    // The same rounded matrices as float32 weights; embedding, biases and LayerNorm stay.
    auto widened = std::make_shared<PhiModel>(narrow->config(), at::kCPU, at::kFloat);
    ParameterSet &parameters = widened->parameters();
    const ParameterSet &source = narrow->parameters();
    for (std::size_t i = 0; i < parameters.list().size(); ++i) {
        const Parameter &from = source.list()[i];
        const bool rounded = from.shape.size() == 2 && from.name != source.embedding().name;
        const at::Tensor values =
            rounded ? source.view(narrow->computeValues(), from).to(at::kFloat) : from.value;
        std::memcpy(parameters.list()[i].value.mutable_data_ptr<float>(),
                    values.contiguous().const_data_ptr<float>(),
                    static_cast<std::size_t>(from.count) * sizeof(float));
    }
    widened->weightsChanged();
    const auto ids = randomIds(20, narrow->config().vocabulary, 3);
    CHECK(largestDifference(logitsOf(*engineFor(narrow), ids, 4),
                            logitsOf(*engineFor(widened), ids, 4)) < 1e-5f);
}

TEST_CASE("attention is captured from the weights of a model in training, as they are now")
{
    const auto model = std::make_shared<PhiModel>(makeModel()->config(), at::kCPU, at::kFloat);
    model->initialise(12);
    const auto ids = randomIds(70, 203, 6);
    at::Tensor tensor = at::empty({1, 70}, at::kLong);
    std::copy(ids.begin(), ids.end(), tensor.mutable_data_ptr<std::int64_t>());
    std::vector<float> before;
    for (const bool stepped : {false, true}) {
        CAPTURE(stepped);
        if (stepped) {
            for (const Parameter &parameter : model->parameters().list()) {
                float *values = parameter.value.mutable_data_ptr<float>();
                for (std::int64_t i = 0; i < parameter.count; ++i)
                    values[i] *= i % 3 == 0 ? 1.5f : 0.9f;
            }
            model->weightsChanged();
        }
        const auto capture = captureText(*engineFor(model), ids);
        REQUIRE(capture);
        const auto attention = model->forward(tensor, {.attention = true}).attention;
        std::vector<float> found, expected;
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const at::Tensor maps = attention[static_cast<std::size_t>(layer)].contiguous();
            const float *data = maps.const_data_ptr<float>();
            expected.insert(expected.end(), data, data + maps.numel());
            for (std::int64_t head = 0; head < 5; ++head) {
                std::vector<float> map(70 * 70);
                REQUIRE((*capture)->rows({layer, head}, 0, 70, {}, map, {}));
                found.insert(found.end(), map.begin(), map.end());
            }
        }
        CHECK(largestDifference(found, expected) < 1e-5f);
        if (stepped)
            CHECK(largestDifference(found, before) > 0.01f);
        before = found;
    }
}

TEST_CASE("the engine of ATen's operations agrees with the CPU engine")
{
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        const auto model = makeModel(type);
        const auto reference = engineFor(model);
        TensorEngine engine(model);
        const auto ids = randomIds(150, engine.vocabulary(), 5);
        const float tolerance = type == at::kFloat ? 1e-4f : 0.15f;
        const std::vector<TokenId> first(ids.begin(), ids.begin() + 80);
        const std::vector<TokenId> rest(ids.begin() + 80, ids.end());
        const auto session = [&](Engine &which) {
            std::vector<float> all = logitsOf(which, ids, 7);
            const auto add = [&](const std::vector<float> &more) {
                all.insert(all.end(), more.begin(), more.end());
            };
            const SlotId a = which.open().value();
            add(extend(which, a, first, 80));
            const SlotId b = which.fork(a, 70).value();
            CHECK(which.length(b) == 70);
            // Both in one call, the later slot first.
            std::vector<EngineRow> rows;
            for (std::size_t i = 0; i < 10; ++i)
                rows.push_back({b, rest[i], i == 3});
            for (std::size_t i = 0; i < 20; ++i)
                rows.push_back({a, rest[i], i == 19});
            std::vector<float> logits(2 * static_cast<std::size_t>(which.vocabulary()));
            REQUIRE(which.run(rows, logits));
            add(logits);
            which.truncate(a, 40);
            add(extend(which, a, rest, 13));
            which.close(a);
            add(extend(which, b, {5, 6}, 2));
            which.close(b);
            return all;
        };
        CHECK(largestDifference(session(engine), session(*reference)) < tolerance);
        CHECK(engine.facts().cacheBytes == 0);
    }
}

TEST_CASE("the engine of ATen's operations refuses what the CPU engine refuses")
{
    TensorEngine engine(makeModel(), 1);
    CHECK(engine.hasRoom(200));
    const SlotId slot = engine.open().value();
    const SlotId other = engine.open().value();
    std::vector<float> logits(static_cast<std::size_t>(engine.vocabulary()));
    const auto code = [&](const EngineRow &row) {
        const auto computed = engine.run(std::span(&row, 1), logits);
        REQUIRE(!computed);
        return computed.error().code;
    };
    CHECK(code({slot, 203, true}) == ErrorCode::Incompatible);
    extend(engine, slot, randomIds(200, 203, 4), 100);
    CHECK(code({slot, 1, true}) == ErrorCode::Usage);
    CHECK(code({other, 1, true}) == ErrorCode::Busy);
    CHECK(!engine.hasRoom(1));
    engine.close(slot);
    extend(engine, other, {1}, 1);
}
