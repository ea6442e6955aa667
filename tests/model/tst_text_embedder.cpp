// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/text_embedder.h"
#include "tests/support/attention_reference.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::vector<float> embed(TextEmbedder &embedder, const std::vector<std::vector<TokenId>> &texts)
{
    std::vector<float> out(texts.size() * static_cast<std::size_t>(embedder.width()));
    const Result<void> done = embedder.embed(texts, out);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
    return out;
}

} // namespace

TEST_CASE("an embedding is the mean of transformers' final LayerNorm")
{
    const auto pool = std::make_shared<ThreadPool>(2);
    const auto loaded = loadCpuModel(checkpointData() / "tinyA-hf-fp32", {}, *pool);
    REQUIRE(loaded);
    const AttentionReference reference("tinyA-hf-fp32");
    TextEmbedder embedder(loaded->model, pool);
    const std::vector<float> found = embed(embedder, {reference.ids});
    const std::vector<double> rows = reference.values("final_ln_out");
    const std::size_t width = found.size();
    for (std::size_t c = 0; c < width; ++c) {
        double sum = 0;
        for (std::size_t r = 0; r < reference.ids.size(); ++r)
            sum += rows[r * width + c];
        CHECK(static_cast<double>(found[c]) ==
              doctest::Approx(sum / static_cast<double>(reference.ids.size())).epsilon(1e-4));
    }
}

TEST_CASE("a text has the same embedding bit for bit, whichever others stand beside it")
{
    const auto model = randomModel(WeightType::Float32);
    std::vector<std::vector<TokenId>> texts;
    for (std::uint64_t i = 0; i < 23; ++i)
        texts.push_back(randomIds(1 + static_cast<std::int64_t>(i * 7), 203, i));
    TextEmbedder together(model, std::make_shared<ThreadPool>(2), 150);
    const std::vector<float> all = embed(together, texts);
    TextEmbedder alone(model, std::make_shared<ThreadPool>(1), 1);
    const auto width = static_cast<std::size_t>(alone.width());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<float> one = embed(alone, {texts[i]});
        CHECK(one ==
              std::vector<float>(all.begin() + static_cast<std::ptrdiff_t>(i * width),
                                 all.begin() + static_cast<std::ptrdiff_t>((i + 1) * width)));
        CHECK(std::isfinite(one.front()));
    }
}

TEST_CASE("the context bounds what counts, an empty text has no embedding")
{
    TextEmbedder embedder(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto longer = randomIds(260, 203, 1);
    const std::vector<TokenId> cut(longer.begin(), longer.begin() + embedder.context());
    CHECK(embed(embedder, {longer}) == embed(embedder, {cut}));
    const std::vector<float> mixed = embed(embedder, {{}, cut, {}});
    const auto width = static_cast<std::size_t>(embedder.width());
    CHECK(std::isnan(mixed[0]));
    CHECK(std::isfinite(mixed[width]));
    CHECK(std::isnan(mixed[2 * width]));
}

TEST_CASE("weights that are not finite and foreign ids are told")
{
    const auto pool = std::make_shared<ThreadPool>(1);
    TextEmbedder broken(randomModel(WeightType::Float32, DType::F32,
                                    [](const std::string &name, std::vector<float> &values) {
                                        if (name.find("embed_tokens") != std::string::npos)
                                            values[60 * 7] = std::numeric_limits<float>::infinity();
                                    }),
                        pool);
    const std::vector<float> found = embed(broken, {{1, 7, 2}, {1, 2, 3}});
    CHECK(std::isnan(found[0]));
    CHECK(std::isfinite(found[60]));
    TextEmbedder embedder(randomModel(WeightType::Float32), pool);
    std::vector<float> out(60);
    const Result<void> refused = embedder.embed(std::vector<std::vector<TokenId>>{{1, 203}}, out);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Incompatible);
}
