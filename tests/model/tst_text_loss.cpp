// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "model/inference/loaded_engine.h"
#include "model/inference/text_loss.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::vector<float> losses(Engine &engine, const std::vector<TokenId> &ids,
                          const TextLossOptions &options)
{
    auto found = textLoss(engine, ids, options, [](std::size_t) { return true; });
    REQUIRE_MESSAGE(found, (found ? "" : found.error().message));
    return std::move(*found);
}

/// The loss of `ids[at]` after ids[begin, at), from the logits themselves.
double lossAt(Engine &engine, const std::vector<TokenId> &ids, std::size_t begin, std::size_t at)
{
    const std::vector<TokenId> before(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                      ids.begin() + static_cast<std::ptrdiff_t>(at));
    const auto logits = logitsOf(engine, before, before.size());
    const auto vocabulary = static_cast<std::size_t>(engine.vocabulary());
    const float *row = logits.data() + (before.size() - 1) * vocabulary;
    double sum = 0;
    for (std::size_t v = 0; v < vocabulary; ++v)
        sum += std::exp(static_cast<double>(row[v]));
    return std::log(sum) - static_cast<double>(row[static_cast<std::size_t>(ids[at])]);
}

} // namespace

TEST_CASE("the mean loss of a prompt is that of transformers")
{
    const std::filesystem::path data = std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";
    for (const std::string name : {"tinyA-hf-fp32", "tinyB-hf-fp16"}) {
        const auto loaded = openCpuEngine(data / name, {}, std::make_shared<ThreadPool>(2));
        REQUIRE(loaded);
        const Json reference = readJsonFile(data / "ref" / (name + ".json")).value();
        for (const auto &[prompt, figures] : reference["prompts"].items()) {
            CAPTURE(prompt);
            const auto ids = figures["ids"].get<std::vector<TokenId>>();
            const auto found = losses(*loaded->engine, ids, {});
            REQUIRE(found.size() == ids.size());
            CHECK(std::isnan(found.front()));
            double sum = 0;
            for (std::size_t i = 1; i < found.size(); ++i)
                sum += static_cast<double>(found[i]);
            CHECK(sum / static_cast<double>(ids.size() - 1) ==
                  doctest::Approx(figures["loss"].get<double>()).epsilon(1e-5));
        }
    }
}

TEST_CASE("every token of a long text is scored once, with what its window holds before it")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto ids = randomIds(333, 203, 3);
    const auto plain = losses(engine, ids, {.window = 50});
    // Windows of 50 begin at tokens 0, 50, 100 …; each predicts up to the first of the next one.
    for (const std::size_t at : {1, 2, 49, 50, 51, 99, 100, 101, 299, 300, 332}) {
        CAPTURE(at);
        CHECK(static_cast<double>(plain[at]) ==
              doctest::Approx(lossAt(engine, ids, (at - 1) / 50 * 50, at)).epsilon(1e-5));
    }
    const auto overlapped = losses(engine, ids, {.window = 50, .overlap = 20});
    for (const std::size_t at : {1, 50, 51, 80, 81, 110, 111}) {
        CAPTURE(at);
        const std::size_t begin = at <= 50 ? 0 : 30 + (at - 51) / 30 * 30;
        CHECK(static_cast<double>(overlapped[at]) ==
              doctest::Approx(lossAt(engine, ids, begin, at)).epsilon(1e-5));
    }
    for (std::size_t i = 1; i < ids.size(); ++i)
        REQUIRE(std::isfinite(overlapped[i]));
    // The context of 200 is the window where none is named.
    CHECK(losses(engine, ids, {})[150] == doctest::Approx(lossAt(engine, ids, 0, 150)));
    CHECK(engine.facts().cacheBytes == 0);
}

TEST_CASE("texts and windows that cannot be scored are refused, and a stop is obeyed")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto code = [&](const std::vector<TokenId> &ids, const TextLossOptions &options) {
        const auto found = textLoss(engine, ids, options, [](std::size_t) { return false; });
        REQUIRE(!found);
        return found.error().code;
    };
    CHECK(code({}, {}) == ErrorCode::Usage);
    CHECK(code({1}, {}) == ErrorCode::Usage);
    CHECK(code({1, 2}, {.window = 1}) == ErrorCode::Usage);
    CHECK(code({1, 2}, {.window = 201}) == ErrorCode::Usage);
    CHECK(code({1, 2}, {.window = 10, .overlap = 10}) == ErrorCode::Usage);
    CHECK(code({1, 2}, {.window = 10, .overlap = -1}) == ErrorCode::Usage);
    CHECK(code({1, 203}, {}) == ErrorCode::Cancelled); // the last token is not computed
    CHECK(code({203, 1}, {}) == ErrorCode::Incompatible);
    CHECK(code({1, 2, 3}, {}) == ErrorCode::Cancelled);
    CHECK(engine.facts().cacheBytes == 0);
}
