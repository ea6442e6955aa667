// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "model/cuda/cpu_twins.h"

using namespace phi1::cuda;

TEST_CASE("bfloat16 rounds to the nearest value and ties to even")
{
    CHECK(toBFloat16(1.0f) == 0x3f80);
    CHECK(toBFloat16(std::bit_cast<float>(0x3f808000u)) == 0x3f80); // halfway, even below
    CHECK(toBFloat16(std::bit_cast<float>(0x3f818000u)) == 0x3f82); // halfway, even above
    CHECK(toBFloat16(std::bit_cast<float>(0x3f808001u)) == 0x3f81);
    CHECK(toBFloat16(std::numeric_limits<float>::infinity()) == 0x7f80);
    CHECK(std::isnan(fromBFloat16(toBFloat16(std::numeric_limits<float>::quiet_NaN()))));
    CHECK(fromBFloat16(0xc040) == -3.0f);
}

TEST_CASE("the loss of equal logits is the logarithm of their number and the gradient sums to zero")
{
    std::vector<float> logits(2 * 5, 0.25f);
    const std::vector<std::int64_t> targets = {3, 0};
    std::vector<float> losses(2);
    crossEntropyTwin(logits.data(), Type::Float32, targets.data(), losses.data(), 2, 5, 2.0f);
    CHECK(losses[0] == doctest::Approx(std::log(5.0)));
    CHECK(losses[1] == doctest::Approx(std::log(5.0)));
    CHECK(logits[3] == doctest::Approx(2.0 * (0.2 - 1.0)));
    CHECK(logits[4] == doctest::Approx(2.0 * 0.2));
    CHECK(logits[5] == doctest::Approx(2.0 * (0.2 - 1.0)));
}

TEST_CASE("the gradient of the loss agrees with finite differences")
{
    const std::vector<float> start = {0.3f, -1.5f, 2.25f, 0.0f, 900.0f, 898.5f};
    const std::int64_t target = 5;
    const auto loss = [&](std::size_t index, double change) {
        std::vector<float> logits = start;
        logits[index] = static_cast<float>(logits[index] + change);
        float result = 0.0f;
        crossEntropyTwin(logits.data(), Type::Float32, &target, &result, 1, 6, 1.0f);
        return static_cast<double>(result);
    };
    std::vector<float> gradient = start;
    float ignored = 0.0f;
    crossEntropyTwin(gradient.data(), Type::Float32, &target, &ignored, 1, 6, 1.0f);
    for (std::size_t i = 0; i < start.size(); ++i) {
        CAPTURE(i);
        const double step = 1.0 / 64; // exact in float32 beside 900
        const double slope = (loss(i, step) - loss(i, -step)) / (2 * step);
        CHECK(gradient[i] == doctest::Approx(slope).epsilon(1e-3));
    }
}

TEST_CASE("a target of -1 does not count and one out of range is a loss of NaN")
{
    std::vector<std::uint16_t> logits(2 * 4, toBFloat16(1.5f));
    const std::vector<std::int64_t> targets = {-1, 4};
    std::vector<float> losses(2, 7.0f);
    crossEntropyTwin(logits.data(), Type::BFloat16, targets.data(), losses.data(), 2, 4, 1.0f);
    CHECK(losses[0] == 0.0f);
    CHECK(std::isnan(losses[1]));
    CHECK(logits == std::vector<std::uint16_t>(8, 0));
}

TEST_CASE("LayerNorm centres and scales each row")
{
    const std::vector<float> input = {1, 2, 3, 4, -10, -10, 10, 10};
    const std::vector<float> weight = {1, 1, 2, 2};
    const std::vector<float> bias = {0, 0.5f, 0, 0.5f};
    std::vector<float> output(8), mean(2), reciprocal(2);
    layerNormTwin(input.data(), weight.data(), bias.data(), output.data(), Type::Float32,
                  mean.data(), reciprocal.data(), 2, 4, 0.0f);
    CHECK(mean == std::vector<float>{2.5f, 0.0f});
    CHECK(reciprocal[0] == doctest::Approx(1.0 / std::sqrt(1.25)));
    CHECK(reciprocal[1] == doctest::Approx(0.1));
    CHECK(output[0] == doctest::Approx(-1.5 / std::sqrt(1.25)));
    CHECK(output[5] == doctest::Approx(-0.5));
    CHECK(output[7] == doctest::Approx(2.5));
}

TEST_CASE("the first AdamW step moves by the learning rate against the sign of the gradient")
{
    std::vector<float> values = {1.0f, -2.0f};
    std::vector<float> gradients = {0.5f, -8.0f};
    std::vector<float> first(2), second(2);
    adamwTwin(values.data(), gradients.data(), first.data(), second.data(), 2,
              adamwStep(0.01, 0.9, 0.95, 1e-8, 0.1, 1, 0.25));
    CHECK(values[0] == doctest::Approx(1.0 * (1 - 0.001) - 0.01));
    CHECK(values[1] == doctest::Approx(-2.0 * (1 - 0.001) + 0.01));
    CHECK(first[1] == doctest::Approx(0.1 * -2.0));
    CHECK(second[1] == doctest::Approx(0.05 * 4.0));
    CHECK(gradients == std::vector<float>{0.0f, 0.0f});
}
