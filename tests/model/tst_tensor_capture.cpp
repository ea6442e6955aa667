// SPDX-License-Identifier: Apache-2.0
// Captures of an accelerator, with the twins in place of its kernels, against the whole forward
// pass of LibTorch and against captures of the CPU's engine.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <ATen/ops/empty.h>
#include <doctest/doctest.h>

#include "model/architecture/phi_model.h"
#include "model/torch_inference/map_coarsening.h"
#include "model/torch_inference/model_engine.h"
#include "model/torch_inference/tensor_engine.h"
#include "tests/support/random_model.h"
#include "tests/support/twin_backend.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr std::size_t length = 150;

std::shared_ptr<const PhiModel> makeModel(std::uint64_t seed)
{
    PhiConfig config = oddConfig();
    config.initializerRange = 0.15;
    auto model = std::make_shared<PhiModel>(config, at::kCPU, at::kFloat);
    model->initialise(seed);
    return model;
}

std::shared_ptr<AttentionCapture> captureOf(Engine &engine, const std::vector<TokenId> &ids)
{
    auto builder = engine.beginCapture(ids);
    REQUIRE(builder);
    for (;;) {
        const Result<bool> isDone = (*builder)->step();
        REQUIRE(isDone);
        if (*isDone)
            break;
    }
    return (*builder)->capture();
}

float difference(std::span<const float> a, std::span<const float> b)
{
    REQUIRE(a.size() == b.size());
    float largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) && std::isnan(b[i]))
            continue;
        const float distance = std::abs(a[i] - b[i]);
        if (!(distance <= largest))
            largest = distance;
    }
    return largest;
}

struct Engines {
    TwinBackend backend;
    std::shared_ptr<const PhiModel> model = makeModel(11);
    TensorEngine tensors{model, TensorEngine::defaultCacheBudget, &backend};
    std::shared_ptr<Engine> cpu = *makeEngine(model, 2);
    std::vector<TokenId> ids = randomIds(length, tensors.vocabulary(), 1);
};

} // namespace

TEST_CASE("rows of a capture are the attention of the forward pass")
{
    Engines engines;
    const auto capture = captureOf(engines.tensors, engines.ids);
    CHECK(capture->bytes() == 4 * length * 60 * 4);
    at::Tensor ids = at::empty({1, static_cast<std::int64_t>(length)}, at::kLong);
    std::copy(engines.ids.begin(), engines.ids.end(), ids.mutable_data_ptr<std::int64_t>());
    const auto expected = engines.model->forward(ids, {.attention = true}).attention;
    std::vector<float> rows(length * length);
    for (std::int64_t layer = 0; layer < 3; ++layer) {
        for (std::int64_t head = 0; head < 5; ++head) {
            REQUIRE(capture->rows({layer, head}, 0, length, {}, rows, {}));
            const at::Tensor map =
                expected[static_cast<std::size_t>(layer)].select(0, 0).select(0, head).contiguous();
            CHECK(difference(rows, {map.const_data_ptr<float>(), rows.size()}) < 1e-5f);
        }
    }
    std::vector<float> columns(3 * length);
    REQUIRE(capture->columns({2, 4}, 7, 3, {}, columns, {}));
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < length; ++i)
            CHECK(columns[c * length + i] == doctest::Approx(rows[i * length + 7 + c]));
}

TEST_CASE("tiles, combinations and statistics agree with those of the CPU's engine")
{
    Engines engines;
    const auto a = captureOf(engines.tensors, engines.ids),
               b = captureOf(*engines.cpu, engines.ids);
    const auto other = makeModel(12);
    TensorEngine otherTensors(other, TensorEngine::defaultCacheBudget, &engines.backend);
    const auto otherCpu = *makeEngine(other, 2);
    const auto otherA = captureOf(otherTensors, engines.ids);
    const auto otherB = captureOf(*otherCpu, engines.ids);
    std::vector<HeadId> heads;
    for (std::int64_t layer = 0; layer < 3; ++layer)
        for (std::int64_t head = 0; head < 5; ++head)
            heads.push_back({layer, head});
    const std::vector<TokenRelation> relations = {{"one", {3, 149}, {0, 1, 3}, {2, 0, 149}},
                                                  {"none", {}, {0}, {}}};
    for (const bool withoutFirst : {false, true}) {
        for (const bool isDifference : {false, true}) {
            CAPTURE(withoutFirst);
            CAPTURE(isDifference);
            const AttentionLook lookA = {withoutFirst, isDifference ? otherA.get() : nullptr};
            const AttentionLook lookB = {withoutFirst, isDifference ? otherB.get() : nullptr};
            std::vector<TileRequest> tiles;
            for (const Pooling pooling : {Pooling::Maximum, Pooling::Mean, Pooling::Entropy})
                for (const std::int64_t level : {0, 1, 3, 6, 7, 9})
                    for (const HeadId &head : {HeadId{0, 0}, HeadId{0, 3}, HeadId{2, 4}})
                        tiles.push_back(
                            {head, level, level == 0 ? 1 : 0, level == 0 ? 2 : 0, pooling});
            std::vector<float> found(tiles.size() * 32 * 32), expected(found.size());
            REQUIRE(a->tiles(tiles, 32, lookA, found, {}));
            REQUIRE(b->tiles(tiles, 32, lookB, expected, {}));
            CHECK(*std::max_element(expected.begin(), expected.end()) > 0.01f);
            // What a row of two tokens gains on one it loses on the other: of such a pair rounding
            // decides which is the farthest from 0.
            for (std::size_t i = 0; i < found.size(); ++i)
                if (isDifference && tiles[i / (32 * 32)].pooling == Pooling::Maximum &&
                    found[i] * expected[i] < 0)
                    found[i] = -found[i];
            CHECK(difference(found, expected) < 2e-5f);

            for (const HeadCombination combination :
                 {HeadCombination::Mean, HeadCombination::Maximum}) {
                std::vector<float> rowsA(20 * length), rowsB(20 * length);
                REQUIRE(a->combinedRows(heads, combination, 100, 20, lookA, rowsA, {}));
                REQUIRE(b->combinedRows(heads, combination, 100, 20, lookB, rowsB, {}));
                CHECK(difference(rowsA, rowsB) < 1e-5f);
            }

            std::vector<HeadStatistics> statisticsA(15), statisticsB(15);
            std::vector<float> relatedA(30), relatedB(30);
            REQUIRE(a->statistics(heads, relations, lookA, statisticsA, relatedA, {}));
            REQUIRE(b->statistics(heads, relations, lookB, statisticsB, relatedB, {}));
            CHECK(difference(relatedA, relatedB) < 1e-5f);
            for (std::size_t h = 0; h < 15; ++h) {
                const HeadStatistics &x = statisticsA[h], &y = statisticsB[h];
                const float xs[] = {x.previous, x.sink, x.self, x.entropy, x.distance, x.change};
                const float ys[] = {y.previous, y.sink, y.self, y.entropy, y.distance, y.change};
                CHECK(difference(xs, ys) < 1e-3f);
                CHECK(std::isnan(x.change) == !isDifference);
            }
        }
    }
}

TEST_CASE("lens, rollout and mean outputs agree with those of the CPU's engine")
{
    Engines engines;
    const auto a = captureOf(engines.tensors, engines.ids),
               b = captureOf(*engines.cpu, engines.ids);
    const auto vocabulary = static_cast<std::size_t>(engines.tensors.vocabulary());
    std::vector<float> lensA(4 * vocabulary), lensB(4 * vocabulary);
    REQUIRE(a->lens(77, lensA, {}));
    REQUIRE(b->lens(77, lensB, {}));
    CHECK(difference(lensA, lensB) < 1e-4f);
    std::vector<float> rolloutA(3 * length), rolloutB(3 * length);
    REQUIRE(a->rollout(77, rolloutA, {}));
    REQUIRE(b->rollout(77, rolloutB, {}));
    CHECK(difference(rolloutA, rolloutB) < 1e-5f);
    for (std::int64_t head = 0; head < 5; ++head)
        CHECK(difference(a->meanOutput({1, head}), b->meanOutput({1, head})) < 1e-5f);
    CHECK(a->meanOutput({3, 0}).empty());
}

TEST_CASE("switched-off heads change every way of computing alike")
{
    Engines engines;
    const auto capture = captureOf(engines.tensors, engines.ids);
    HeadAblation ablation = {{{0, 1}, {2, 3}}, {}};
    for (const bool isMean : {false, true}) {
        CAPTURE(isMean);
        ablation.replacement.clear();
        if (isMean)
            for (const HeadId &head : ablation.heads) {
                const std::span<const float> mean = capture->meanOutput(head);
                ablation.replacement.insert(ablation.replacement.end(), mean.begin(), mean.end());
            }
        const auto a = engines.tensors.withoutHeads(ablation);
        const auto b = engines.cpu->withoutHeads(ablation);
        REQUIRE(a);
        REQUIRE(b);
        const auto found = logitsOf(**a, engines.ids, 10), whole = logitsOf(**b, engines.ids, 10);
        CHECK(largestDifference(found, whole) < 1e-4f);
        // One token at a time goes another way.
        CHECK(largestDifference(logitsOf(**a, engines.ids, 1), whole) < 1e-4f);
        CHECK(largestDifference(logitsOf(engines.tensors, engines.ids, 10), whole) > 0.01f);
        std::vector<float> lens(4 * static_cast<std::size_t>(engines.tensors.vocabulary()));
        REQUIRE(captureOf(**a, engines.ids)->lens(length - 1, lens, {}));
        const std::size_t last =
            whole.size() - static_cast<std::size_t>(engines.tensors.vocabulary());
        CHECK(largestDifference({lens.end() - engines.tensors.vocabulary(), lens.end()},
                                {whole.begin() + static_cast<std::ptrdiff_t>(last), whole.end()}) <
              1e-4f);
    }
    CHECK(engines.tensors.withoutHeads({{{3, 0}}, {}}).error().code == ErrorCode::Usage);
    CHECK(engines.tensors.withoutHeads({{{0, 0}}, {1.0f}}).error().code == ErrorCode::Usage);
}

TEST_CASE("what cannot be captured or asked for is refused")
{
    Engines engines;
    CHECK(engines.tensors.beginCapture({}).error().code == ErrorCode::Usage);
    CHECK(engines.tensors.beginCapture(std::vector<TokenId>(201, 1)).error().code ==
          ErrorCode::Usage);
    CHECK(engines.tensors.beginCapture({9999}).error().code == ErrorCode::Incompatible);
    TensorEngine without(engines.model);
    CHECK(without.beginCapture({1}).error().code == ErrorCode::Incompatible);

    auto builder = *engines.tensors.beginCapture({1, 2});
    std::vector<float> row(2);
    CHECK(builder->capture()->rows({0, 0}, 0, 1, {}, row, {}).error().code == ErrorCode::Usage);
    const auto capture = captureOf(engines.tensors, {1, 2});
    CHECK(capture->rows({0, 5}, 0, 1, {}, row, {}).error().code == ErrorCode::Usage);
    CHECK(capture->rows({0, 0}, 2, 1, {}, row, {}).error().code == ErrorCode::Usage);
    std::stop_source stop;
    stop.request_stop();
    CHECK(capture->rows({0, 0}, 0, 1, {}, row, stop.get_token()).error().code ==
          ErrorCode::Cancelled);
    const auto foreign = captureOf(*engines.cpu, {1, 2});
    CHECK(capture->rows({0, 0}, 0, 1, {false, foreign.get()}, row, {}).error().code ==
          ErrorCode::Usage);
    const std::vector<TokenRelation> outside = {{"bad", {2}, {0, 1}, {0}}};
    HeadStatistics statistics;
    float related = 0;
    const HeadId heads[] = {{0, 0}};
    CHECK(
        capture->statistics(heads, outside, {}, {&statistics, 1}, {&related, 1}, {}).error().code ==
        ErrorCode::Usage);
    const auto one = captureOf(engines.tensors, {7});
    REQUIRE(one->statistics(heads, {}, {}, {&statistics, 1}, {}, {}));
    CHECK(std::isnan(statistics.entropy));
}
