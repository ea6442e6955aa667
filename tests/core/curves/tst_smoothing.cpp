// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/curves/smoothing.h"

using namespace phi1;

namespace {

using Values = std::vector<double>;

constexpr SmoothingKind kinds[] = {SmoothingKind::TimeWeightedEma, SmoothingKind::Ema,
                                   SmoothingKind::RunningMean, SmoothingKind::Gaussian};
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool sameBits(std::span<const double> a, std::span<const double> b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](double x, double y) { return sameBits(x, y); });
}

Values keysFor(std::size_t count)
{
    Values keys(count);
    for (std::size_t i = 0; i < count; ++i)
        keys[i] = static_cast<double>(i + 1);
    return keys;
}

Values noise(PhiloxStream &random, std::size_t count)
{
    Values values(count);
    for (double &value : values) {
        const auto kind = random.below(10);
        value = kind == 0   ? missingValue()
                : kind == 1 ? notANumber
                : kind == 2 ? -infinity
                            : 2 + random.uniform();
    }
    return values;
}

} // namespace

TEST_CASE("the exponential average is TensorBoard's")
{
    PhiloxStream random(1);
    const Values keys = keysFor(200);
    Values values(200);
    for (double &value : values)
        value = random.uniform();
    for (const double strength : {0.1, 0.6, 0.9, 0.99}) {
        const Values result = smoothed(keys, values, {SmoothingKind::Ema, strength});
        double last = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            last = last * strength + (1 - strength) * values[i];
            CHECK(result[i] ==
                  doctest::Approx(last / (1 - std::pow(strength, static_cast<double>(i + 1))))
                      .epsilon(1e-12));
        }
    }
}

TEST_CASE("the time-weighted average is that of Weights & Biases")
{
    PhiloxStream random(2);
    Values keys;
    Values values;
    double key = 5;
    for (int i = 0; i < 300; ++i) {
        keys.push_back(key);
        values.push_back(random.uniform());
        key += i % 50 == 0 ? 40 : random.uniform(); // gaps, as between two nights
    }
    const double range = keys.back() - keys.front();
    const double strength = 0.8;
    const Values result = smoothed(keys, values, {SmoothingKind::TimeWeightedEma, strength, range});
    const double weight = std::min(std::sqrt(strength), 0.999);
    double last = 0;
    double debias = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double change = (keys[i] - keys[i > 0 ? i - 1 : 0]) / range * 1000;
        const double adjusted = std::pow(weight, change);
        last = last * adjusted + values[i];
        debias = debias * adjusted + 1;
        CHECK(result[i] == doctest::Approx(last / debias).epsilon(1e-12));
    }
}

TEST_CASE("the range that is taken from the keys is at most a quarter octave too large")
{
    const Values keys = keysFor(1001);
    Values values;
    for (std::size_t i = 0; i < keys.size(); ++i)
        values.push_back(i % 7 == 0 ? 1 : 0);
    const Values own = smoothed(keys, values, {SmoothingKind::TimeWeightedEma, 0.9});
    bool isFound = false;
    for (int quarter = 0; quarter < 80 && !isFound; ++quarter) {
        const double range = std::exp2(quarter / 4.0);
        isFound =
            range >= 1000 && range < 1000 * 1.19 &&
            sameBits(own, smoothed(keys, values, {SmoothingKind::TimeWeightedEma, 0.9, range}));
    }
    CHECK(isFound);
}

TEST_CASE("windows are weighted means of the finite rows around")
{
    PhiloxStream random(3);
    const Values keys = keysFor(600);
    const Values values = noise(random, 600);
    Values finite;
    for (const double value : values) {
        if (std::isfinite(value))
            finite.push_back(value);
    }
    for (const double strength : {0.2, 0.6, 0.9, 0.99}) {
        const double rows = strength / (1 - strength);
        for (const auto kind : {SmoothingKind::RunningMean, SmoothingKind::Gaussian}) {
            const bool isMean = kind == SmoothingKind::RunningMean;
            const auto half =
                static_cast<long>(std::max(isMean ? std::round(rows) : std::ceil(3 * rows), 1.0));
            const Values result = smoothed(keys, values, {kind, strength});
            long index = 0;
            for (std::size_t row = 0; row < values.size(); ++row) {
                if (!std::isfinite(values[row])) {
                    CHECK(sameBits(result[row], values[row]));
                    continue;
                }
                double sum = 0;
                double weights = 0;
                for (long other = index - half; other <= index + half; ++other) {
                    if (other < 0 || other >= static_cast<long>(finite.size()))
                        continue;
                    const double z = static_cast<double>(other - index) / rows;
                    const double weight = isMean ? 1 : std::exp(-0.5 * z * z);
                    sum += weight * finite[static_cast<std::size_t>(other)];
                    weights += weight;
                }
                CHECK(result[row] == doctest::Approx(sum / weights).epsilon(1e-12));
                ++index;
            }
        }
    }
}

TEST_CASE("a constant stays the same constant")
{
    const Values keys = keysFor(1000);
    const Values values(1000, 0.1);
    for (const auto kind : kinds) {
        for (const double result : smoothed(keys, values, {kind, 0.95}))
            CHECK(result == doctest::Approx(0.1).epsilon(1e-14));
    }
}

TEST_CASE("fewer than three points and a strength of nothing change nothing")
{
    const Values keys = keysFor(6);
    const Values two = {5, notANumber, missingValue(), 1, infinity, notANumber};
    for (const auto kind : kinds) {
        CHECK(sameBits(smoothed(keys, two, {kind, 0.9}), two));
        CHECK(smoothed({}, {}, {kind, 0.9}).empty());
        const Values many = {1, 9, notANumber, 4, 2, 8};
        for (const double off : {0.0, -1.0, notANumber})
            CHECK(sameBits(smoothed(keys, many, {kind, off}), many));
        const Values three = {5, notANumber, 1, 3, notANumber, notANumber};
        CHECK_FALSE(sameBits(smoothed(keys, three, {kind, 0.9}), three));
    }
}

TEST_CASE("equal keys and a strength beyond the largest are no reason for anything but numbers")
{
    const Values keys(50, 3.0);
    Values values = keysFor(50);
    for (const auto kind : kinds) {
        for (const double result : smoothed(keys, values, {kind, 7.0}))
            CHECK((result >= 1 && result <= 50));
    }
}

TEST_CASE("a curve that grows is smoothed to the same bits as the whole of it")
{
    PhiloxStream random(4);
    for (int round = 0; round < 60; ++round) {
        const std::size_t count = random.below(3000);
        Values keys;
        double key = 0;
        for (std::size_t i = 0; i < count; ++i)
            keys.push_back(key += random.below(3) == 0 ? random.uniform() * 9 : 1);
        const Values values = noise(random, count);
        for (const auto kind : kinds) {
            for (const double strength : {0.0, 0.3, 0.9, 0.99}) {
                for (const double range : {0.0, 500.0}) {
                    const Smoothing smoothing = {kind, strength, range};
                    SmoothedSeries series(smoothing);
                    std::size_t have = 0;
                    while (true) {
                        series.extend(std::span(keys).first(have), std::span(values).first(have));
                        if (have == count)
                            break;
                        have = std::min(count, have + (random.below(2) == 0 ? 1 + random.below(4)
                                                                            : random.below(900)));
                        if (random.below(40) == 0)
                            REQUIRE(
                                sameBits(series.series().values(),
                                         smoothed(std::span(keys).first(series.series().size()),
                                                  std::span(values).first(series.series().size()),
                                                  smoothing)));
                    }
                    REQUIRE(sameBits(series.series().values(), smoothed(keys, values, smoothing)));
                }
            }
        }
    }
}

TEST_CASE("a shorter curve, another smoothing and a restart begin anew")
{
    const Values keys = keysFor(100);
    PhiloxStream random(5);
    const Values values = noise(random, 100);
    SmoothedSeries series({SmoothingKind::Ema, 0.9});
    series.extend(keys, values);
    const auto half = std::span(values).first(50);
    series.extend(std::span(keys).first(50), half);
    CHECK(sameBits(series.series().values(),
                   smoothed(std::span(keys).first(50), half, {SmoothingKind::Ema, 0.9})));
    series.setSmoothing({SmoothingKind::Gaussian, 0.5});
    CHECK(series.series().size() == 0);
    series.extend(keys, values);
    CHECK(
        sameBits(series.series().values(), smoothed(keys, values, {SmoothingKind::Gaussian, 0.5})));
    const Values others = noise(random, 100);
    series.restart();
    series.extend(keys, others);
    CHECK(
        sameBits(series.series().values(), smoothed(keys, others, {SmoothingKind::Gaussian, 0.5})));
}
