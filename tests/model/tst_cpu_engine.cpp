// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/architecture/phi_model.h"
#include "model/inference/cpu_engine.h"
#include "model/inference/row_kernels.h"
#include "model/inference/tensor_engine.h"

using namespace phi1;

namespace {

/// Odd sizes on purpose: no width is a multiple of a vector.
PhiConfig oddConfig()
{
    PhiConfig config;
    config.layers = 3;
    config.hidden = 60;
    config.heads = 5;
    config.rotary = 6;
    config.mlp = 101;
    config.vocabulary = 203;
    config.context = 48;
    config.initializerRange = 0.15;
    return config;
}

std::shared_ptr<const PhiModel> makeModel(const PhiConfig &config, at::ScalarType type = at::kFloat)
{
    auto model = std::make_shared<PhiModel>(config, at::kCPU, type);
    model->initialise(11);
    return model;
}

std::vector<TokenId> randomIds(std::int64_t count, std::int64_t vocabulary, std::uint64_t seed)
{
    PhiloxStream random(seed);
    std::vector<TokenId> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back(static_cast<TokenId>(random.below(static_cast<std::uint64_t>(vocabulary))));
    return ids;
}

/// Logits of every position by the whole forward pass: [T, V].
std::vector<float> forwardLogits(const PhiModel &model, const std::vector<TokenId> &ids)
{
    const auto count = static_cast<std::int64_t>(ids.size());
    at::Tensor tensor = at::empty({1, count}, at::kLong);
    std::copy(ids.begin(), ids.end(), tensor.mutable_data_ptr<std::int64_t>());
    const at::Tensor logits = model.forward(tensor).logits.contiguous();
    const float *data = logits.const_data_ptr<float>();
    return {data, data + logits.numel()};
}

/// Logits of every position by the engine, `chunk` tokens a call.
std::vector<float> engineLogits(Engine &engine, std::int64_t slot, const std::vector<TokenId> &ids,
                                std::size_t chunk)
{
    std::vector<float> all;
    engine.clear(slot);
    for (std::size_t at = 0; at < ids.size(); at += chunk) {
        std::vector<EngineRow> rows;
        for (std::size_t i = at; i < std::min(at + chunk, ids.size()); ++i)
            rows.push_back({slot, ids[i], true});
        std::vector<float> logits(rows.size() * static_cast<std::size_t>(engine.vocabulary()));
        REQUIRE(engine.run(rows, logits));
        all.insert(all.end(), logits.begin(), logits.end());
    }
    return all;
}

float largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    REQUIRE(a.size() == b.size());
    float largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        REQUIRE(std::isfinite(a[i]));
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace

TEST_CASE("token by token the engine computes what the forward pass computes")
{
    const PhiConfig config = oddConfig();
    const auto model = makeModel(config);
    CpuEngine engine(model);
    REQUIRE(engine.reserve(2, config.context).value() == 2);
    const auto ids = randomIds(config.context, config.vocabulary, 1);
    const auto expected = forwardLogits(*model, ids);
    const float spread = *std::max_element(expected.begin(), expected.end());
    CHECK(spread > 0.5f); // the comparison means something
    CHECK(largestDifference(engineLogits(engine, 1, ids, 1), expected) < 1e-4f);
}

TEST_CASE("a prompt in parts of any size gives the same bits")
{
    const PhiConfig config = oddConfig();
    CpuEngine engine(makeModel(config));
    REQUIRE(engine.reserve(1, config.context));
    const auto ids = randomIds(config.context, config.vocabulary, 2);
    const auto single = engineLogits(engine, 0, ids, 1);
    for (const std::size_t chunk : {2, 3, 7, 48})
        CHECK(engineLogits(engine, 0, ids, chunk) == single);
}

TEST_CASE("a row gives the same bits whatever runs beside it and on any number of threads")
{
    const PhiConfig config = oddConfig();
    const auto model = makeModel(config);
    CpuEngine engine(model);
    constexpr std::int64_t slots = 9;
    REQUIRE(engine.reserve(slots, config.context).value() == slots);
    std::vector<std::vector<TokenId>> sequences;
    for (std::int64_t slot = 0; slot < slots; ++slot)
        sequences.push_back(
            randomIds(5 + 4 * slot, config.vocabulary, 100 + static_cast<std::uint64_t>(slot)));
    std::vector<std::vector<float>> alone;
    for (std::int64_t slot = 0; slot < slots; ++slot) {
        const auto logits =
            engineLogits(engine, slot, sequences[static_cast<std::size_t>(slot)], 1);
        alone.emplace_back(logits.end() - config.vocabulary, logits.end());
    }

    const int threads = at::get_num_threads();
    for (const int count : {1, 2, 3}) {
        at::set_num_threads(count);
        std::vector<EngineRow> rows;
        for (std::int64_t slot = slots; slot-- > 0;) {
            engine.clear(slot);
            const auto &sequence = sequences[static_cast<std::size_t>(slot)];
            for (std::size_t i = 0; i < sequence.size(); ++i)
                rows.push_back({slot, sequence[i], i + 1 == sequence.size()});
        }
        std::vector<float> logits(static_cast<std::size_t>(slots * config.vocabulary));
        REQUIRE(engine.run(rows, logits));
        for (std::size_t i = 0; i < slots; ++i) {
            const std::vector<float> mine(
                logits.begin() + static_cast<std::ptrdiff_t>(i) * config.vocabulary,
                logits.begin() + static_cast<std::ptrdiff_t>(i + 1) * config.vocabulary);
            CHECK(mine == alone[slots - 1 - i]);
        }
    }
    at::set_num_threads(threads);
}

TEST_CASE("the engine of ATen's operations agrees with the CPU engine")
{
    const PhiConfig config = oddConfig();
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        const auto model = makeModel(config, type);
        CpuEngine reference(model);
        TensorEngine engine(model);
        const auto first = randomIds(30, config.vocabulary, 5);
        const auto second = randomIds(11, config.vocabulary, 6);
        const float tolerance = type == at::kFloat ? 1e-4f : 0.15f;
        const auto both = [&](Engine &which) {
            REQUIRE(which.reserve(2, 40).value() == 2);
            std::vector<EngineRow> rows;
            for (std::size_t i = 0; i < 20; ++i)
                rows.push_back({1, first[i], i == 19});
            for (std::size_t i = 0; i < 10; ++i)
                rows.push_back({0, second[i], i == 3});
            const auto vocabulary = static_cast<std::size_t>(config.vocabulary);
            std::vector<float> prompts(2 * vocabulary), next(2 * vocabulary);
            REQUIRE(which.run(rows, prompts));
            const std::vector<EngineRow> decode = {{0, second[10], true}, {1, first[20], true}};
            REQUIRE(which.run(decode, next));
            prompts.insert(prompts.end(), next.begin(), next.end());
            return prompts;
        };
        CHECK(largestDifference(both(engine), both(reference)) < tolerance);
        CHECK(largestDifference(engineLogits(engine, 0, first, 7),
                                engineLogits(reference, 0, first, 7)) < tolerance);

        const std::vector<EngineRow> outside = {{0, 203, true}};
        std::vector<float> logits(static_cast<std::size_t>(config.vocabulary));
        CHECK(!engine.run(outside, logits));
    }
}

TEST_CASE("bfloat16 weights are computed with in float32")
{
    const PhiConfig config = oddConfig();
    const auto narrow = makeModel(config, at::kBFloat16);
    // The same rounded matrices as float32 weights; embedding, biases and LayerNorm stay.
    auto widened = std::make_shared<PhiModel>(config, at::kCPU, at::kFloat);
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

    const auto ids = randomIds(20, config.vocabulary, 3);
    CpuEngine engine(narrow), reference(widened);
    REQUIRE(engine.reserve(1, 20));
    REQUIRE(reference.reserve(1, 20));
    CHECK(engineLogits(engine, 0, ids, 4) == engineLogits(reference, 0, ids, 4));
}

TEST_CASE("a position beyond the context and a token beyond the vocabulary are refused")
{
    const PhiConfig config = oddConfig();
    CpuEngine engine(makeModel(config));
    REQUIRE(engine.reserve(1, 1000));
    const auto ids = randomIds(config.context, config.vocabulary, 4);
    engineLogits(engine, 0, ids, 16);
    std::vector<float> logits(static_cast<std::size_t>(config.vocabulary));
    const std::vector<EngineRow> beyond = {{0, 1, true}};
    const auto tooLong = engine.run(beyond, logits);
    REQUIRE(!tooLong);
    CHECK(tooLong.error().message.find("48") != std::string::npos);

    engine.clear(0);
    for (const TokenId token : {203, -1}) {
        const std::vector<EngineRow> outside = {{0, token, true}};
        const auto unknown = engine.run(outside, logits);
        REQUIRE(!unknown);
        CHECK(unknown.error().code == ErrorCode::Incompatible);
    }
}

TEST_CASE("slots are as many as the memory for keys and values allows, one at least")
{
    const PhiConfig config = oddConfig();
    const std::uint64_t perSlot = 3 * 60 * 2 * 48 * sizeof(float);
    CpuEngine engine(makeModel(config), 5 * perSlot);
    CHECK(engine.reserve(3, config.context).value() == 3);
    CHECK(engine.reserve(100, config.context).value() == 5);
    CHECK(engine.reserve(100, 16).value() == 15);
    CpuEngine poor(makeModel(config), 1);
    CHECK(poor.reserve(100, config.context).value() == 1);
}

TEST_CASE("the kernels agree with plain arithmetic in double")
{
    PhiloxStream random(8);
    const auto number = [&] { return static_cast<float>(random.uniform() * 2 - 1); };
    for (const std::int64_t inputs : {1, 5, 16, 33, 128}) {
        for (const std::int64_t outputs : {1, 4, 7, 64}) {
            for (const std::int64_t rows : {1, 2, 5, 60}) {
                std::vector<float> in(static_cast<std::size_t>(rows * inputs));
                std::vector<float> weight(static_cast<std::size_t>(outputs * inputs));
                std::vector<float> bias(static_cast<std::size_t>(outputs));
                std::generate(in.begin(), in.end(), number);
                std::generate(weight.begin(), weight.end(), number);
                std::generate(bias.begin(), bias.end(), number);
                std::vector<float> out(static_cast<std::size_t>(rows * outputs), 0.25f);
                linearRows(in.data(), inputs, rows, {weight.data(), false, outputs, inputs},
                           bias.data(), out.data(), outputs, true);
                double worst = 0;
                for (std::int64_t r = 0; r < rows; ++r) {
                    for (std::int64_t n = 0; n < outputs; ++n) {
                        double sum = 0.25 + bias[static_cast<std::size_t>(n)];
                        for (std::int64_t k = 0; k < inputs; ++k)
                            sum +=
                                static_cast<double>(in[static_cast<std::size_t>(r * inputs + k)]) *
                                weight[static_cast<std::size_t>(n * inputs + k)];
                        worst = std::max(
                            worst, std::abs(sum - out[static_cast<std::size_t>(r * outputs + n)]));
                    }
                }
                CHECK(worst < 1e-5);
            }
        }
    }
    for (double x = -30; x < 30; x += 0.01) {
        auto value = static_cast<float>(x);
        const double v = value;
        const double expected =
            v / 2 * (1 + std::tanh(0.7978845608028654 * (v + 0.044715 * v * v * v)));
        geluRow(&value, 1);
        REQUIRE(std::abs(value - expected) < 1e-6 * std::max(1.0, std::abs(v)));
    }
}

TEST_CASE("attention of one row is the softmax of its scores over the values")
{
    PhiloxStream random(9);
    for (const std::int64_t dimension : {3, 8, 20}) {
        for (const std::int64_t positions : {1, 2, 15, 16, 17, 70}) {
            constexpr std::int64_t stride = 80;
            std::vector<float> query(static_cast<std::size_t>(dimension));
            std::vector<float> keys(static_cast<std::size_t>(dimension * stride));
            std::vector<float> values(static_cast<std::size_t>(stride * dimension));
            for (auto *vector : {&query, &keys, &values})
                for (float &x : *vector)
                    x = static_cast<float>(random.uniform() * 6 - 3);
            std::vector<float> scores(stride), out(static_cast<std::size_t>(dimension));
            attendRow(query.data(), keys.data(), stride, values.data(), positions, dimension, 0.5f,
                      scores.data(), out.data());
            std::vector<double> weights;
            double total = 0;
            for (std::int64_t p = 0; p < positions; ++p) {
                double score = 0;
                for (std::int64_t d = 0; d < dimension; ++d)
                    score += 0.5 * query[static_cast<std::size_t>(d)] *
                             keys[static_cast<std::size_t>(d * stride + p)];
                weights.push_back(std::exp(score));
                total += weights.back();
            }
            for (std::int64_t d = 0; d < dimension; ++d) {
                double expected = 0;
                for (std::int64_t p = 0; p < positions; ++p)
                    expected += weights[static_cast<std::size_t>(p)] / total *
                                values[static_cast<std::size_t>(p * dimension + d)];
                CHECK(out[static_cast<std::size_t>(d)] == doctest::Approx(expected).epsilon(1e-5));
            }
        }
    }
}
