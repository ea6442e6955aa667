// SPDX-License-Identifier: Apache-2.0
// The GPU kernels against their CPU twins. Without a GPU the program exits with status 77: skipped.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <cuda_runtime_api.h>
#include <doctest/doctest.h>

#include "model/cuda/cpu_twins.h"
#include "model/cuda/kernels.h"
#include "tests/model/cuda/device_buffer.h"

using namespace phi1::cuda;

namespace {

/// `count` numbers in [-scale, scale), the same in every run.
std::vector<float> numbers(std::size_t count, float scale, std::uint64_t seed)
{
    std::uint64_t state = seed * 0x9e3779b97f4a7c15ull + 1;
    std::vector<float> result(count);
    for (float &value : result) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        value = (static_cast<float>(state >> 40) / static_cast<float>(1 << 23) - 1.0f) * scale;
    }
    return result;
}

template<typename T>
double widen(T value)
{
    if constexpr (sizeof(T) == 2)
        return fromBFloat16(value);
    else
        return value;
}

/// Every element within absolute + relative · |expected|.
template<typename T>
void checkClose(const std::vector<T> &found, const std::vector<T> &expected, double absolute,
                double relative)
{
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double bound = absolute + relative * std::abs(widen(expected[i]));
        if (!(std::abs(widen(found[i]) - widen(expected[i])) <= bound)) {
            CAPTURE(i);
            CHECK(widen(found[i]) == widen(expected[i]));
            return;
        }
    }
}

template<typename T>
void checkCrossEntropy(std::int64_t rows, std::int64_t columns, double relative)
{
    CAPTURE(columns);
    const Type type = sizeof(T) == 2 ? Type::BFloat16 : Type::Float32;
    std::vector<T> logits;
    for (const float value : numbers(static_cast<std::size_t>(rows * columns), 12.0f, 1)) {
        if constexpr (sizeof(T) == 2)
            logits.push_back(toBFloat16(value));
        else
            logits.push_back(value);
    }
    std::vector<std::int64_t> targets;
    for (std::int64_t row = 0; row < rows; ++row)
        targets.push_back(row % 7 == 3 ? -1 : row * 7919 % columns);
    std::vector<float> losses(static_cast<std::size_t>(rows));
    const DeviceBuffer<T> deviceLogits(logits);
    const DeviceBuffer<std::int64_t> deviceTargets(targets);
    const DeviceBuffer<float> deviceLosses(losses);
    CHECK(crossEntropyInPlace(deviceLogits.data(), type, deviceTargets.data(), deviceLosses.data(),
                              rows, columns, 0.125f, nullptr));
    REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
    crossEntropyTwin(logits.data(), type, targets.data(), losses.data(), rows, columns, 0.125f);
    checkClose(deviceLosses.values(), losses, 2e-5, 2e-6);
    checkClose(deviceLogits.values(), logits, 1e-9, relative);
}

} // namespace

TEST_CASE("cross-entropy in place agrees with its twin in float32")
{
    for (const std::int64_t columns : {1, 3, 512, 1031, 1024, 51200})
        checkCrossEntropy<float>(9, columns, 2e-5);
}

TEST_CASE("cross-entropy in place agrees with its twin in bfloat16 to one rounding")
{
    for (const std::int64_t columns : {1, 7, 1024, 1031, 51200})
        checkCrossEntropy<std::uint16_t>(9, columns, 1.0 / 128);
}

TEST_CASE("cross-entropy gives the same bits twice")
{
    const std::vector<float> logits = numbers(16 * 51200, 8.0f, 2);
    const std::vector<std::int64_t> targets(16, 17);
    const DeviceBuffer<std::int64_t> deviceTargets(targets);
    const DeviceBuffer<float> once(logits), again(logits), losses(std::vector<float>(16));
    CHECK(crossEntropyInPlace(once.data(), Type::Float32, deviceTargets.data(), losses.data(), 16,
                              51200, 1.0f, nullptr));
    CHECK(crossEntropyInPlace(again.data(), Type::Float32, deviceTargets.data(), losses.data(), 16,
                              51200, 1.0f, nullptr));
    CHECK(once.values() == again.values());
}

TEST_CASE("LayerNorm agrees with its twin")
{
    for (const std::int64_t columns : {1, 33, 128, 1024, 2048}) {
        CAPTURE(columns);
        const std::int64_t rows = 11;
        const auto width = static_cast<std::size_t>(columns);
        const std::vector<float> input = numbers(11 * width, 3.0f, 3);
        const std::vector<float> weight = numbers(width, 1.0f, 4);
        const std::vector<float> bias = numbers(width, 1.0f, 5);
        std::vector<float> output(11 * width), mean(11), reciprocal(11);
        std::vector<std::uint16_t> rounded(11 * width);
        const DeviceBuffer<float> x(input), w(weight), b(bias), y(output), m(mean), r(reciprocal);
        const DeviceBuffer<std::uint16_t> z(rounded);
        CHECK(layerNorm(x.data(), w.data(), b.data(), z.data(), Type::BFloat16, m.data(), r.data(),
                        rows, columns, 1e-5f, nullptr));
        CHECK(layerNorm(x.data(), w.data(), b.data(), y.data(), Type::Float32, m.data(), r.data(),
                        rows, columns, 1e-5f, nullptr));
        REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
        layerNormTwin(input.data(), weight.data(), bias.data(), output.data(), Type::Float32,
                      mean.data(), reciprocal.data(), rows, columns, 1e-5f);
        layerNormTwin(input.data(), weight.data(), bias.data(), rounded.data(), Type::BFloat16,
                      mean.data(), reciprocal.data(), rows, columns, 1e-5f);
        checkClose(y.values(), output, 5e-6, 5e-6);
        checkClose(z.values(), rounded, 5e-6, 1.0 / 128);
        checkClose(m.values(), mean, 1e-6, 1e-6);
        checkClose(r.values(), reciprocal, 1e-6, 1e-5);
    }
}

TEST_CASE("AdamW agrees with its twin over three steps")
{
    const std::size_t count = 100003;
    std::vector<float> values = numbers(count, 0.1f, 6);
    std::vector<float> first(count), second(count);
    const DeviceBuffer<float> w(values), m(first), v(second);
    for (std::int64_t number = 1; number <= 3; ++number) {
        std::vector<float> gradients =
            numbers(count, 2.0f, 10 + static_cast<std::uint64_t>(number));
        const AdamwStep step = adamwStep(1e-3, 0.9, 0.98, 1e-7, 0.1, number, 0.5);
        const DeviceBuffer<float> g(gradients);
        CHECK(adamw(w.data(), g.data(), m.data(), v.data(), static_cast<std::int64_t>(count), step,
                    nullptr));
        REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
        adamwTwin(values.data(), gradients.data(), first.data(), second.data(),
                  static_cast<std::int64_t>(count), step);
        CHECK(g.values() == std::vector<float>(count));
    }
    checkClose(w.values(), values, 1e-6, 1e-5);
    checkClose(m.values(), first, 1e-7, 1e-5);
    checkClose(v.values(), second, 1e-7, 1e-5);
}

TEST_CASE("sizes that cannot be launched are refused")
{
    CHECK_FALSE(
        crossEntropyInPlace(nullptr, Type::Float32, nullptr, nullptr, -1, 8, 1.0f, nullptr));
    CHECK_FALSE(crossEntropyInPlace(nullptr, Type::Float32, nullptr, nullptr, 1, 0, 1.0f, nullptr));
    CHECK(crossEntropyInPlace(nullptr, Type::Float32, nullptr, nullptr, 0, 8, 1.0f, nullptr));
}

int main(int argc, char **argv)
{
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess || devices == 0) {
        std::printf("skipped: no CUDA device (%s)\n", cudaGetErrorString(status));
        return 77;
    }
    return doctest::Context(argc, argv).run();
}
