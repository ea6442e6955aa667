// SPDX-License-Identifier: Apache-2.0
// How a capture is made: step by step, with whatever the weights hold, and what is refused.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "model/inference/attention/capture_forward.h"
#include "model/inference/attention/capture_text.h"
#include "model/inference/attention/cpu_capture.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr std::size_t C = 60, V = 203;
constexpr WeightType types[] = {WeightType::Float32, WeightType::BFloat16, WeightType::Int8};

std::unique_ptr<CaptureBuilder> begin(const std::shared_ptr<const CpuModel> &model,
                                      const std::vector<TokenId> &ids, std::int64_t rows,
                                      int threads = 1)
{
    auto builder =
        CaptureForward::begin(model, std::make_shared<ThreadPool>(threads), nullptr, ids, {}, rows);
    REQUIRE_MESSAGE(builder, (builder ? "" : builder.error().message));
    return std::move(*builder);
}

void finish(CaptureBuilder &builder)
{
    for (bool complete = false; !complete;) {
        const auto step = builder.step();
        REQUIRE_MESSAGE(step, (step ? "" : step.error().message));
        complete = *step;
    }
}

/// What the LayerNorm of each layer and the final one put out, [4, T, C].
std::vector<float> normsOf(AttentionCapture &capture)
{
    const LayerNorms &norms = dynamic_cast<CpuCapture &>(capture).norms();
    const auto rows = static_cast<std::size_t>(norms.tokens());
    std::vector<float> all(4 * rows * C);
    for (std::int64_t layer = 0; layer < 4; ++layer)
        norms.read(layer, 0, norms.tokens(),
                   all.data() + static_cast<std::size_t>(layer) * rows * C);
    return all;
}

std::vector<float> meansOf(const AttentionCapture &capture)
{
    std::vector<float> all;
    for (std::int64_t layer = 0; layer < 3; ++layer) {
        for (std::int64_t head = 0; head < 5; ++head) {
            const auto mean = capture.meanOutput({layer, head});
            REQUIRE(mean.size() == 12);
            all.insert(all.end(), mean.begin(), mean.end());
        }
    }
    return all;
}

Error refusal(Engine &engine, std::vector<TokenId> ids)
{
    const auto builder = engine.beginCapture(std::move(ids));
    REQUIRE(!builder);
    return builder.error();
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a capture has the same bits however many rows a step computes")
{
    const auto ids = randomIds(150, V, 2);
    for (const WeightType type : types) {
        CAPTURE(weightTypeName(type));
        const auto model = randomModel(type);
        const auto whole = begin(model, ids, 150);
        finish(*whole);
        const auto expected = normsOf(*whole->capture());
        const auto means = meansOf(*whole->capture());
        for (const std::int64_t rows : {1, 7, 63, 64, 65, 149, 0}) {
            CAPTURE(rows);
            const auto builder = begin(model, ids, rows, 2);
            finish(*builder);
            CHECK(normsOf(*builder->capture()) == expected);
            CHECK(meansOf(*builder->capture()) == means);
        }
    }
}

TEST_CASE("layers become ready one after the other and can be asked for at once")
{
    const auto model = randomModel(WeightType::Float32);
    const auto ids = randomIds(50, V, 3);
    const auto complete = begin(model, ids, 0);
    finish(*complete);
    const auto builder = begin(model, ids, 20);
    const auto capture = builder->capture();
    CHECK(builder->progress() == 0.0);
    CHECK(capture->layersReady() == 0);
    double progress = 0;
    for (int step = 1; step <= 9; ++step) { // three of each layer
        CAPTURE(step);
        CHECK(builder->step().value() == (step == 9));
        CHECK(builder->progress() > progress);
        progress = builder->progress();
        const std::int64_t ready = capture->layersReady();
        CHECK(ready == step / 3);
        std::vector<float> rows(50 * 50), expected(50 * 50);
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const auto found = capture->rows({layer, 1}, 0, 50, {}, rows, {});
            REQUIRE(found.has_value() == (layer < ready));
            CHECK(capture->meanOutput({layer, 1}).empty() == (layer >= ready));
            if (found) {
                REQUIRE(complete->capture()->rows({layer, 1}, 0, 50, {}, expected, {}));
                CHECK(rows == expected);
            } else {
                CHECK(found.error().code == ErrorCode::Usage);
            }
        }
        std::vector<float> lens(4 * V), rollout(3 * 50);
        CHECK(capture->lens(0, lens, {}).has_value() == (step == 9));
        CHECK(capture->rollout(0, rollout, {}).has_value() == (step == 9));
    }
    CHECK(builder->step().value()); // nothing more to do
    CHECK(builder->progress() == 1.0);
}

TEST_CASE("a capture is stopped between two steps")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    std::stop_source source;
    int steps = 0;
    const auto stopped = captureText(engine, randomIds(30, V, 3), source.get_token(), [&](double) {
        if (++steps == 2)
            source.request_stop();
    });
    REQUIRE(!stopped);
    CHECK(stopped.error().code == ErrorCode::Cancelled);
    CHECK(steps == 2);
}

TEST_CASE("one token and a whole context are captured")
{
    for (const WeightType type : types) {
        CpuEngine engine(randomModel(type), std::make_shared<ThreadPool>(2));
        for (const std::int64_t count : {1, 200}) {
            CAPTURE(count);
            const auto ids = randomIds(count, V, 4);
            const auto logits = logitsOf(engine, ids, 64);
            const auto capture = captureText(engine, ids).value();
            CHECK(capture->ids() == ids);
            std::vector<float> lens(4 * V);
            REQUIRE(capture->lens(count - 1, lens, {}));
            CHECK(std::equal(lens.end() - V, lens.end(), logits.end() - V));
            std::vector<float> row(static_cast<std::size_t>(count));
            REQUIRE(capture->rows({2, 4}, 0, 1, {}, row, {}));
            CHECK(row[0] == 1.0f);
            std::vector<float> rollout(static_cast<std::size_t>(3 * count));
            REQUIRE(capture->rollout(0, rollout, {}));
            CHECK(rollout[0] == 1.0f);
        }
    }
}

TEST_CASE("what is not finite is NaN from its position and layer on, and nothing before is touched")
{
    constexpr TokenId bad = 7;
    constexpr std::size_t T = 100, at = 70;
    auto ids = randomIds(T, V, 17);
    for (TokenId &id : ids)
        id = id == bad ? 8 : id;
    auto spoiled = ids;
    spoiled[at] = bad;
    for (const float poison :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        for (const WeightType type : types) {
            CAPTURE(weightTypeName(type));
            const auto model = randomModel(type, DType::F32, [&](const auto &name, auto &values) {
                if (name == "model.embed_tokens.weight")
                    values[static_cast<std::size_t>(bad) * C + 3] = poison;
            });
            const auto clean = begin(model, ids, 0);
            finish(*clean);
            const auto expected = normsOf(*clean->capture());
            for (const std::int64_t rows : {13, 0}) {
                const auto builder = begin(model, spoiled, rows);
                finish(*builder);
                const auto capture = builder->capture();
                const auto norms = normsOf(*capture);
                for (std::size_t layer = 0; layer < 4; ++layer) {
                    CAPTURE(layer);
                    for (std::size_t row = 0; row < T; ++row) {
                        // The row itself from the start; whoever can look at it from layer 1 on.
                        const bool isNan = row == at || (layer > 0 && row > at);
                        const std::size_t first = (layer * T + row) * C;
                        if (isNan)
                            REQUIRE(std::isnan(norms[first + 3]));
                        else if (row < at)
                            REQUIRE(
                                std::equal(norms.begin() + static_cast<std::ptrdiff_t>(first),
                                           norms.begin() + static_cast<std::ptrdiff_t>(first + C),
                                           expected.begin() + static_cast<std::ptrdiff_t>(first)));
                    }
                }
                for (std::int64_t layer = 0; layer < 3; ++layer) {
                    std::vector<float> map(T * T), whole(T * T);
                    REQUIRE(capture->rows({layer, 2}, 0, T, {}, map, {}));
                    REQUIRE(clean->capture()->rows({layer, 2}, 0, T, {}, whole, {}));
                    for (std::size_t i = 0; i < T * T; ++i) {
                        const std::size_t row = i / T, column = i % T;
                        if (column > row)
                            REQUIRE(map[i] == 0.0f);
                        else if (row >= at)
                            REQUIRE(std::isnan(map[i]));
                        else
                            REQUIRE(map[i] == whole[i]);
                    }
                }
                for (const float mean : meansOf(*capture))
                    REQUIRE(std::isnan(mean));
                for (const std::int64_t position : {69, 70, 99}) {
                    std::vector<float> lens(4 * V), rollout(3 * T);
                    REQUIRE(capture->lens(position, lens, {}));
                    REQUIRE(capture->rollout(position, rollout, {}));
                    CHECK(std::isfinite(lens.back()) == (position < 70));
                    CHECK(std::isfinite(rollout.front()) == (position < 70));
                }
            }
        }
    }
}

TEST_CASE("values of NaN leave the maps of their own layer alone")
{
    const auto model = randomModel(
        WeightType::Float32, DType::F32, [](const std::string &name, std::vector<float> &values) {
            if (contains(name, "layers.1.self_attn.v_proj.weight"))
                std::fill(values.begin(), values.end(), std::numeric_limits<float>::quiet_NaN());
        });
    const auto builder = begin(model, randomIds(10, V, 1), 0);
    finish(*builder);
    for (std::int64_t layer = 0; layer < 3; ++layer) {
        std::vector<float> map(100);
        REQUIRE(builder->capture()->rows({layer, 0}, 0, 10, {}, map, {}));
        CHECK(std::isnan(map[90]) == (layer == 2));
        CHECK(std::isnan(builder->capture()->meanOutput({layer, 0})[0]) == (layer >= 1));
    }
}

TEST_CASE("no token, too many, unknown ones, and too little memory are refused with both numbers")
{
    const auto model = randomModel(WeightType::Float32);
    std::uint64_t available = 0;
    CpuEngine engine(model, std::make_shared<ThreadPool>(1),
                     {.availableBytes = [&available] { return available; }});
    CHECK(refusal(engine, {}).code == ErrorCode::Usage);
    const Error tooLong = refusal(engine, randomIds(201, V, 1));
    CHECK(tooLong.code == ErrorCode::Usage);
    CHECK(contains(tooLong.message, "201"));
    CHECK(contains(tooLong.message, "200"));
    for (const TokenId token : {203, -1}) {
        const Error unknown = refusal(engine, {1, token});
        CHECK(unknown.code == ErrorCode::Incompatible);
        CHECK(contains(unknown.message, "203"));
    }
    const std::uint64_t need = CaptureForward::memoryNeed(*model, 100);
    available = need - 1;
    const Error short1 = refusal(engine, randomIds(100, V, 1));
    CHECK(short1.code == ErrorCode::Device);
    CHECK(contains(short1.message, formatBytes(need)));
    available = need;
    CHECK(engine.beginCapture(randomIds(100, V, 1)));
}

TEST_CASE("a head, a row or a position that is not there is refused")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto capture = captureText(engine, randomIds(20, V, 1)).value();
    std::vector<float> row(20), lens(4 * V), rollout(3 * 20);
    for (const HeadId head : {HeadId{3, 0}, HeadId{-1, 0}, HeadId{0, 5}, HeadId{0, -1}}) {
        const auto found = capture->rows(head, 0, 1, {}, row, {});
        REQUIRE(!found);
        CHECK(found.error().code == ErrorCode::Usage);
        CHECK(capture->meanOutput(head).empty());
    }
    CHECK(capture->rows({0, 0}, 20, 1, {}, row, {}).error().code == ErrorCode::Usage);
    for (const std::int64_t position : {-1, 20}) {
        CHECK(capture->lens(position, lens, {}).error().code == ErrorCode::Usage);
        CHECK(capture->rollout(position, rollout, {}).error().code == ErrorCode::Usage);
    }
    std::stop_source source;
    source.request_stop();
    CHECK(capture->lens(0, lens, source.get_token()).error().code == ErrorCode::Cancelled);
    CHECK(capture->rollout(0, rollout, source.get_token()).error().code == ErrorCode::Cancelled);
}

TEST_CASE("captures of other tokens or of another shape are not compared")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto ids = randomIds(20, V, 1);
    const auto capture = captureText(engine, ids).value();
    std::vector<float> row(20);
    auto other = ids;
    other[3] = (other[3] + 1) % static_cast<TokenId>(V);
    for (const auto &others : {other, randomIds(21, V, 1)}) {
        const auto second = captureText(engine, others).value();
        const auto found = capture->rows({0, 0}, 5, 1, {.minus = second.get()}, row, {});
        REQUIRE(!found);
        CHECK(found.error().code == ErrorCode::Usage);
    }
    const auto same = captureText(engine, ids).value();
    REQUIRE(capture->rows({0, 0}, 5, 1, {.minus = same.get()}, row, {}));
    CHECK(row == std::vector<float>(20, 0.0f));
}

TEST_CASE("2048 tokens of phi-1 take less than 600 MB")
{
    CpuModel model;
    for (const WeightType type : types) {
        model.type = type;
        const std::uint64_t need = CaptureForward::memoryNeed(model, 2048);
        // Beside it the maps keep the queries and keys of one layer's heads.
        CHECK(need + (84u << 20) < 600'000'000);
        CHECK(need > (type == WeightType::BFloat16 ? 200'000'000 : 400'000'000));
    }
}
