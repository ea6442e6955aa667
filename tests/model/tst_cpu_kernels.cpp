// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "model/cpu/cache_attention.h"
#include "model/cpu/cpu_features.h"
#include "model/cpu/kernel_check.h"
#include "model/cpu/linear_weight.h"
#include "model/cpu/number_formats.h"
#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"

using namespace phi1;

namespace {

std::vector<float> normals(std::size_t count, unsigned seed, float deviation = 1.0f)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0f, deviation);
    std::vector<float> numbers(count);
    for (float &number : numbers)
        number = normal(random);
    return numbers;
}

/// The numbers as a file stores them, one byte off any boundary, and as read back.
struct Stored {
    std::vector<std::byte> bytes;
    DType dtype = DType::F32;
    std::vector<float> numbers;

    Stored(const std::vector<float> &from, DType type)
        : bytes(from.size() * dtypeSize(type) + 1)
        , dtype(type)
        , numbers(from.size())
    {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const float number = from[i];
            std::uint16_t half = bfloat16FromFloat(number);
            if (type == DType::F16) {
                const auto wide = static_cast<_Float16>(number);
                std::memcpy(&half, &wide, sizeof half);
            }
            std::byte *to = bytes.data() + 1 + i * dtypeSize(type);
            if (type == DType::F32)
                std::memcpy(to, &number, sizeof number);
            else
                std::memcpy(to, &half, sizeof half);
        }
        widenRow(bytes.data() + 1, type, static_cast<std::int64_t>(from.size()), numbers.data());
    }
    StoredMatrix matrix(std::int64_t outputs, std::int64_t inputs) const
    {
        return {bytes.data() + 1, dtype, outputs, inputs, nullptr};
    }
};

bool sameBits(const float *a, const float *b, std::int64_t count)
{
    return std::memcmp(a, b, static_cast<std::size_t>(count) * sizeof(float)) == 0;
}

struct Shape {
    std::int64_t outputs, inputs;
};

// Whole vectors, parts of vectors, more than a chunk of inputs, less than a tile of anything.
constexpr Shape shapes[] = {{1, 1},    {3, 7},      {16, 64},  {65, 130},
                            {61, 257}, {130, 1059}, {97, 2048}};

constexpr WeightType allTypes[] = {WeightType::Float32, WeightType::BFloat16, WeightType::Int8};

/// The result with the oracle's exact arithmetic: sums in double of what `type` multiplies.
/// @return also the sum of the magnitudes, the measure of rounding errors
std::pair<double, double> exactDot(const float *in, const float *weight, std::int64_t inputs,
                                   WeightType type)
{
    double sum = 0, magnitude = 0;
    for (std::int64_t k = 0; k < inputs; ++k) {
        double x = in[k], w = weight[k];
        if (type == WeightType::BFloat16) {
            x = floatFromBFloat16(bfloat16FromFloat(in[k]));
            w = floatFromBFloat16(bfloat16FromFloat(weight[k]));
        }
        sum += x * w;
        magnitude += std::abs(x * w);
    }
    return {sum, magnitude};
}

std::vector<float> applied(const LinearWeight &weight, ThreadPool &pool,
                           const std::vector<float> &in, std::int64_t rows,
                           const std::vector<float> *bias = nullptr,
                           const std::vector<float> *start = nullptr)
{
    std::vector<float> out(static_cast<std::size_t>(rows * weight.outputs()), 77.0f);
    if (start)
        out = *start;
    weight.apply(pool, in.data(), weight.inputs(), rows, bias ? bias->data() : nullptr, out.data(),
                 weight.outputs(), start != nullptr);
    return out;
}

} // namespace

TEST_CASE("every task of a loop runs once, whoever runs it")
{
    for (const int threads : {1, 2, 5}) {
        ThreadPool pool(threads);
        CHECK(pool.threads() == threads);
        for (const std::int64_t tasks : {0, 1, 2, 7, 1000}) {
            std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
            pool.run(tasks, [&](std::int64_t task) { ++runs[static_cast<std::size_t>(task)]; });
            CHECK(std::all_of(runs.begin(), runs.end(), [](const auto &n) { return n == 1; }));
        }
    }
}

TEST_CASE("a loop within a task, and a pool that two threads use, run to their ends")
{
    ThreadPool pool(3);
    std::atomic<int> count = 0;
    pool.run(4, [&](std::int64_t) { pool.run(5, [&](std::int64_t) { ++count; }); });
    CHECK(count == 20);

    const auto use = [&] {
        for (int i = 0; i < 500; ++i)
            pool.run(8, [&](std::int64_t) { ++count; });
    };
    std::thread other(use);
    use();
    other.join();
    CHECK(count == 20 + 2 * 500 * 8);
}

TEST_CASE("numbers of 16 bits are read as they are defined")
{
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const auto expected = static_cast<float>(std::bit_cast<_Float16>(half));
        const float found = floatFromFloat16(half);
        CHECK_MESSAGE(std::isnan(found) == std::isnan(expected), bits);
        if (!std::isnan(expected))
            REQUIRE(std::bit_cast<std::uint32_t>(found) == std::bit_cast<std::uint32_t>(expected));
        const float wide = floatFromBFloat16(half);
        if (!std::isnan(wide))
            REQUIRE(bfloat16FromFloat(wide) == half);
    }
    CHECK(bfloat16FromFloat(1.00390625f) == 0x3F80); // a tie goes to the even neighbour
    CHECK(bfloat16FromFloat(1.01171875f) == 0x3F82);
    CHECK(bfloat16FromFloat(std::numeric_limits<float>::max()) == 0x7F80);
    CHECK(std::isnan(floatFromBFloat16(bfloat16FromFloat(std::bit_cast<float>(0x7F800001u)))));
}

TEST_CASE("linear layers multiply what they say, on every instruction set")
{
    ThreadPool pool(2);
    for (const InstructionSet set : usableInstructionSets()) {
        CAPTURE(instructionSetName(set));
        for (const Shape shape : shapes) {
            CAPTURE(shape.outputs);
            CAPTURE(shape.inputs);
            const auto size = static_cast<std::size_t>(shape.outputs * shape.inputs);
            for (const DType dtype : {DType::F32, DType::F16, DType::BF16}) {
                const Stored stored(normals(size, 3, 0.05f), dtype);
                for (const WeightType type : allTypes) {
                    CAPTURE(weightTypeName(type));
                    const StoredMatrix matrix = stored.matrix(shape.outputs, shape.inputs);
                    const auto weight = makeLinearWeight({&matrix, 1}, type, pool, set);
                    REQUIRE(weight);
                    constexpr std::int64_t rows = 3;
                    const auto in = normals(static_cast<std::size_t>(rows * shape.inputs), 5);
                    const auto bias = normals(static_cast<std::size_t>(shape.outputs), 7);
                    const auto start = normals(static_cast<std::size_t>(rows * shape.outputs), 9);
                    const auto plain = applied(**weight, pool, in, rows);
                    const auto added = applied(**weight, pool, in, rows, &bias, &start);
                    // Half a step of 127 of the largest weight and activation, as random errors;
                    // else the rounding of sums in float32.
                    for (std::int64_t r = 0; r < rows; ++r) {
                        for (std::int64_t n = 0; n < shape.outputs; ++n) {
                            const auto at = static_cast<std::size_t>(r * shape.outputs + n);
                            const auto [exact, magnitude] = exactDot(
                                in.data() + r * shape.inputs,
                                stored.numbers.data() + n * shape.inputs, shape.inputs, type);
                            const double tolerance =
                                type == WeightType::Int8
                                    ? 0.05 * 0.08 * std::sqrt(static_cast<double>(shape.inputs)) +
                                          0.02 * std::abs(exact) + 1e-6
                                    : 2e-6 * magnitude + 1e-7;
                            CHECK(std::abs(plain[at] - exact) <= tolerance);
                            const double whole =
                                exact + bias[static_cast<std::size_t>(n)] + start[at];
                            CHECK(std::abs(added[at] - whole) <= tolerance + 1e-6);
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("some outputs of a layer alone have the bits that all of them have")
{
    ThreadPool pool(2);
    constexpr std::int64_t inputs = 259;
    const Stored first(normals(150 * inputs, 31, 0.05f), DType::BF16);
    const Stored second(normals(97 * inputs, 33, 0.05f), DType::F16);
    const StoredMatrix parts[] = {first.matrix(150, inputs), second.matrix(97, inputs)};
    const auto bias = normals(247, 35);
    for (const InstructionSet set : usableInstructionSets()) {
        CAPTURE(instructionSetName(set));
        for (const WeightType type : allTypes) {
            CAPTURE(weightTypeName(type));
            const auto weight = makeLinearWeight(parts, type, pool, set);
            REQUIRE(weight);
            for (const std::int64_t rows : {1, 5, 70}) {
                const auto in = normals(static_cast<std::size_t>(rows * inputs), 37);
                const auto expected = applied(**weight, pool, in, rows, &bias);
                // Within a matrix, across two, whole panels, parts of panels, all, none.
                for (const auto &[begin, count] :
                     {std::pair(0, 247), std::pair(0, 1), std::pair(246, 1), std::pair(64, 64),
                      std::pair(17, 33), std::pair(60, 130), std::pair(149, 2), std::pair(150, 97),
                      std::pair(130, 0)}) {
                    CAPTURE(begin);
                    CAPTURE(count);
                    const std::int64_t stride = count + 3;
                    std::vector<float> out(static_cast<std::size_t>(rows * stride), 77.0f);
                    (*weight)->applyOutputs(pool, in.data(), inputs, rows, bias.data(), out.data(),
                                            stride, begin, count);
                    for (std::int64_t r = 0; r < rows; ++r) {
                        CHECK(sameBits(out.data() + r * stride, expected.data() + r * 247 + begin,
                                       count));
                        for (std::int64_t n = count; n < stride; ++n)
                            CHECK(out[static_cast<std::size_t>(r * stride + n)] == 77.0f);
                    }
                }
            }
        }
    }
}

TEST_CASE("instruction sets agree bit for bit where their arithmetic is the same")
{
    ThreadPool pool(2);
    for (const Shape shape : shapes) {
        const auto size = static_cast<std::size_t>(shape.outputs * shape.inputs);
        for (const DType dtype : {DType::F32, DType::F16, DType::BF16}) {
            const Stored stored(normals(size, 11, 0.05f), dtype);
            const StoredMatrix matrix = stored.matrix(shape.outputs, shape.inputs);
            for (const WeightType type : allTypes) {
                constexpr std::int64_t rows = 9;
                const auto in = normals(static_cast<std::size_t>(rows * shape.inputs), 13);
                const auto bias = normals(static_cast<std::size_t>(shape.outputs), 15);
                const auto oracle =
                    makeLinearWeight({&matrix, 1}, type, pool, InstructionSet::Scalar);
                REQUIRE(oracle);
                const auto expected = applied(**oracle, pool, in, rows, &bias);
                for (const InstructionSet set : usableInstructionSets()) {
                    CAPTURE(instructionSetName(set));
                    CAPTURE(weightTypeName(type));
                    CAPTURE(shape.inputs);
                    const auto weight = makeLinearWeight({&matrix, 1}, type, pool, set);
                    REQUIRE(weight);
                    const auto found = applied(**weight, pool, in, rows, &bias);
                    // Dot products in hardware round in an order of their own.
                    if (type == WeightType::BFloat16 && multipliesBFloat16InHardware(set))
                        continue;
                    CHECK(sameBits(found.data(), expected.data(), rows * shape.outputs));
                }
            }
        }
    }
}

TEST_CASE("a row's bits do not depend on the rows and threads beside it")
{
    constexpr std::int64_t most = 70;
    ThreadPool alone(1), pair(2);
    for (const InstructionSet set : usableInstructionSets()) {
        if (set == InstructionSet::Scalar) // takes a row at a time
            continue;
        CAPTURE(instructionSetName(set));
        for (const Shape shape : {Shape{35, 77}, Shape{131, 257}, Shape{70, 1088}}) {
            const Stored stored(
                normals(static_cast<std::size_t>(shape.outputs * shape.inputs), 17, 0.05f),
                DType::BF16);
            const StoredMatrix matrix = stored.matrix(shape.outputs, shape.inputs);
            const auto in = normals(static_cast<std::size_t>(most * shape.inputs), 19);
            const auto bias = normals(static_cast<std::size_t>(shape.outputs), 21);
            for (const WeightType type : allTypes) {
                CAPTURE(weightTypeName(type));
                CAPTURE(shape.inputs);
                const auto weight = makeLinearWeight({&matrix, 1}, type, pair, set);
                REQUIRE(weight);
                std::vector<float> expected;
                for (std::int64_t r = 0; r < most; ++r) {
                    const std::vector<float> row(in.begin() + r * shape.inputs,
                                                 in.begin() + (r + 1) * shape.inputs);
                    const auto out = applied(**weight, alone, row, 1, &bias);
                    expected.insert(expected.end(), out.begin(), out.end());
                }
                for (std::int64_t rows = 2; rows <= most; ++rows) {
                    // Beginning at another row each time: with other neighbours.
                    const std::int64_t first = (rows * 29) % (most - rows + 1);
                    const std::vector<float> some(in.begin() + first * shape.inputs,
                                                  in.begin() + (first + rows) * shape.inputs);
                    const auto out = applied(**weight, rows % 2 ? pair : alone, some, rows, &bias);
                    CHECK_MESSAGE(sameBits(out.data(), expected.data() + first * shape.outputs,
                                           rows * shape.outputs),
                                  rows);
                }
            }
        }
    }
}

TEST_CASE("a row's bits are the same in a prompt of more rows than the caches take")
{
    constexpr std::int64_t rows = 203, outputs = 67, inputs = 141;
    ThreadPool alone(1), pair(2);
    const Stored stored(normals(outputs * inputs, 18, 0.05f), DType::BF16);
    const StoredMatrix matrix = stored.matrix(outputs, inputs);
    const auto in = normals(rows * inputs, 20);
    const auto start = normals(rows * outputs, 22);
    for (const InstructionSet set : usableInstructionSets()) {
        CAPTURE(instructionSetName(set));
        for (const WeightType type : allTypes) {
            CAPTURE(weightTypeName(type));
            const auto weight = makeLinearWeight({&matrix, 1}, type, pair, set);
            REQUIRE(weight);
            const auto whole = applied(**weight, pair, in, rows, nullptr, &start);
            for (const std::int64_t row : {0, 1, 100, 191, 192, 202}) {
                const std::vector<float> one(in.begin() + row * inputs,
                                             in.begin() + (row + 1) * inputs);
                const std::vector<float> before(start.begin() + row * outputs,
                                                start.begin() + (row + 1) * outputs);
                const auto out = applied(**weight, alone, one, 1, nullptr, &before);
                CHECK(sameBits(out.data(), whole.data() + row * outputs, outputs));
            }
        }
    }
}

TEST_CASE("stacked matrices are one layer, in place where the file holds what is multiplied")
{
    ThreadPool pool(2);
    const Stored first(normals(70 * 48, 23), DType::BF16),
        second(normals(33 * 48, 25), DType::BF16);
    const StoredMatrix parts[] = {first.matrix(70, 48), second.matrix(33, 48)};
    const auto in = normals(5 * 48, 27);
    for (const WeightType type : allTypes) {
        const auto whole = makeLinearWeight(parts, type, pool);
        REQUIRE(whole);
        CHECK((*whole)->outputs() == 103);
        CHECK((*whole)->ownedBytes() == linearWeightBytes(parts, type));
        CHECK((*whole)->ownedBytes() == (type == WeightType::Int8 ? 128u * (64u + 4u) : 0u));
        CHECK((*whole)->bytes() == (type == WeightType::Int8 ? 128u * (64u + 4u) : 103u * 48 * 2));
        const auto out = applied(**whole, pool, in, 5);
        for (int part = 0; part < 2; ++part) {
            const auto single = makeLinearWeight({parts + part, 1}, type, pool);
            REQUIRE(single);
            const auto expected = applied(**single, pool, in, 5);
            for (std::int64_t r = 0; r < 5; ++r)
                CHECK(sameBits(out.data() + r * 103 + part * 70,
                               expected.data() + r * (*single)->outputs(), (*single)->outputs()));
        }
    }
    const Stored wide(normals(16 * 48, 29), DType::F32);
    const StoredMatrix matrix = wide.matrix(16, 48);
    CHECK(linearWeightBytes({&matrix, 1}, WeightType::Float32) == 0);
    CHECK(linearWeightBytes({&matrix, 1}, WeightType::BFloat16) == 16 * 48 * 2);

    StoredMatrix narrow = matrix;
    narrow.inputs = 47;
    const StoredMatrix unequal[] = {matrix, narrow};
    CHECK(makeLinearWeight(unequal, WeightType::Float32, pool).error().code ==
          ErrorCode::Incompatible);
    narrow.dtype = DType::I8;
    CHECK(makeLinearWeight({&narrow, 1}, WeightType::Float32, pool).error().message.find("I8") !=
          std::string::npos);
}

TEST_CASE("int8 keeps an outlier to its block and hides no number that is none")
{
    constexpr std::int64_t outputs = 64, inputs = 2048;
    ThreadPool pool(2);
    const Stored stored(normals(outputs * inputs, 31, 0.02f), DType::F32);
    const StoredMatrix matrix = stored.matrix(outputs, inputs);
    const auto weight = makeLinearWeight({&matrix, 1}, WeightType::Int8, pool);
    REQUIRE(weight);
    auto in = normals(inputs, 33);
    in[700] = 300.0f; // 1/127 of it is larger than nearly all others: one scale would erase them
    const auto out = applied(**weight, pool, in, 1);
    double error = 0, power = 0;
    for (std::int64_t n = 0; n < outputs; ++n) {
        // What the other channels contribute, which is what an outlier would cost.
        auto others = in;
        others[700] = 0;
        const float *row = stored.numbers.data() + n * inputs;
        const double exact = exactDot(in.data(), row, inputs, WeightType::Int8).first;
        const double rest = exactDot(others.data(), row, inputs, WeightType::Int8).first;
        error +=
            (out[static_cast<std::size_t>(n)] - exact) * (out[static_cast<std::size_t>(n)] - exact);
        power += rest * rest;
    }
    CHECK(std::sqrt(error / power) < 0.25); // with one scale for the row it is about 0.8

    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        in[700] = bad;
        const auto broken = applied(**weight, pool, in, 1);
        CHECK(std::all_of(broken.begin(), broken.end(), [](float x) { return std::isnan(x); }));
    }
    const std::vector<float> zeros(inputs), bias(outputs, 3.0f);
    CHECK(applied(**weight, pool, zeros, 1, &bias) == bias);
    const std::vector<float> tiny(inputs, 1e-40f);
    CHECK(applied(**weight, pool, tiny, 1, &bias) == bias);
}

TEST_CASE("rows are normalised and bent as defined, alike on every instruction set")
{
    for (const std::int64_t count : {1, 15, 16, 33, 2048}) {
        CAPTURE(count);
        const auto size = static_cast<std::size_t>(count);
        auto in = normals(size, 35, 3.0f);
        for (float &x : in)
            x += 5.0f;
        const auto weight = normals(size, 37), bias = normals(size, 39);
        std::vector<float> expected(size), bent = in;
        layerNormRow(in.data(), weight.data(), bias.data(), 1e-5f, count, expected.data(),
                     InstructionSet::Scalar);
        for (std::size_t i = 0; i < size; ++i)
            bent[i] = (bent[i] - 5.0f) * 2.0f;
        const std::vector<float> straight = bent;
        geluRow(bent.data(), count, InstructionSet::Scalar);
        double mean = 0, variance = 0;
        for (const float x : in)
            mean += x / static_cast<double>(count);
        for (const float x : in)
            variance += (x - mean) * (x - mean) / static_cast<double>(count);
        for (std::size_t i = 0; i < size; ++i) {
            const double normed = (in[i] - mean) / std::sqrt(variance + 1e-5) * weight[i] + bias[i];
            CHECK(std::abs(expected[i] - normed) <= 1e-5 * (1 + std::abs(normed)));
            const double x = straight[i];
            const double gelu =
                x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
            CHECK(std::abs(bent[i] - gelu) <= 1e-6 * (1 + std::abs(x)));
        }
        for (const InstructionSet set : usableInstructionSets()) {
            CAPTURE(instructionSetName(set));
            std::vector<float> out(size), gelu = straight;
            layerNormRow(in.data(), weight.data(), bias.data(), 1e-5f, count, out.data(), set);
            geluRow(gelu.data(), count, set);
            CHECK(sameBits(out.data(), expected.data(), count));
            CHECK(sameBits(gelu.data(), bent.data(), count));
        }
    }
}

namespace {

/// A sequence of one head in pages whose rest holds other finite numbers.
struct Cached {
    CacheLayout layout;
    std::vector<float> keys, values;
    std::vector<std::vector<std::byte>> memory;
    std::vector<const std::byte *> pages;
    static constexpr std::size_t offset = 128;

    Cached(CacheType type, std::int64_t dimension, std::int64_t positions)
        : layout{type, dimension}
        , keys(normals(static_cast<std::size_t>(dimension * positions), 41))
        , values(normals(static_cast<std::size_t>(dimension * positions), 43))
    {
        const std::int64_t count = (positions + cachePagePositions - 1) / cachePagePositions;
        for (std::int64_t i = 0; i < count; ++i) {
            memory.emplace_back(offset + layout.pageBytes() + 64, std::byte{0x3F});
            std::byte *page = memory.back().data();
            page += -reinterpret_cast<std::intptr_t>(page) & 63;
            pages.push_back(page);
        }
        for (std::int64_t p = 0; p < positions; ++p)
            storeKeyValue(layout, at(p / cachePagePositions), p % cachePagePositions,
                          keys.data() + p * dimension, values.data() + p * dimension);
    }
    std::byte *at(std::int64_t page)
    {
        return const_cast<std::byte *>(pages[static_cast<std::size_t>(page)]) + offset;
    }

    std::vector<float> attended(const std::vector<float> &queries, std::int64_t first,
                                std::int64_t count, InstructionSet set) const
    {
        const std::int64_t d = layout.dimension;
        std::vector<float> out(static_cast<std::size_t>(count * d));
        std::vector<float> scratch(attentionScratch(layout, first + count - 1));
        CacheAttention job;
        job.queries = queries.data() + first * d;
        job.queryStride = d;
        job.count = count;
        job.firstPosition = first;
        job.pages = pages.data();
        job.pageOffset = offset;
        job.scale = 0.3f;
        job.out = out.data();
        job.outStride = d;
        attend(layout, job, scratch.data(), set);
        return out;
    }
};

} // namespace

TEST_CASE("attention over pages is softmax over the positions so far, whatever is asked beside it")
{
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16}) {
        for (const std::int64_t dimension : {2, 16, 40, 64, 96}) {
            constexpr std::int64_t positions = 150;
            CAPTURE(dimension);
            const Cached cached(type, dimension, positions);
            const auto queries = normals(static_cast<std::size_t>(dimension * positions), 45);
            std::vector<float> oracle;
            for (const InstructionSet set : usableInstructionSets()) {
                CAPTURE(instructionSetName(set));
                const auto found = cached.attended(queries, 0, positions, set);
                if (set == InstructionSet::Scalar)
                    oracle = found;
                if (type == CacheType::Float32 || !multipliesBFloat16InHardware(set))
                    CHECK(sameBits(found.data(), oracle.data(), positions * dimension));
                const double tolerance = type == CacheType::Float32 ? 5e-6 : 0.02;
                for (std::int64_t q = 0; q < positions; q += 7) {
                    std::vector<double> weights;
                    double total = 0;
                    for (std::int64_t p = 0; p <= q; ++p) {
                        double score = 0;
                        for (std::int64_t d = 0; d < dimension; ++d)
                            score += static_cast<double>(
                                         queries[static_cast<std::size_t>(q * dimension + d)]) *
                                     cached.keys[static_cast<std::size_t>(p * dimension + d)];
                        weights.push_back(std::exp(0.3 * score));
                        total += weights.back();
                    }
                    for (std::int64_t d = 0; d < dimension; ++d) {
                        double exact = 0;
                        for (std::int64_t p = 0; p <= q; ++p)
                            exact += weights[static_cast<std::size_t>(p)] / total *
                                     cached.values[static_cast<std::size_t>(p * dimension + d)];
                        CHECK(std::abs(found[static_cast<std::size_t>(q * dimension + d)] -
                                       exact) <= tolerance * (1 + std::abs(exact)));
                    }
                }
                for (std::int64_t first = 0, count = 1; first + count <= positions;
                     first += count, count = count % 13 + 1) {
                    const auto some = cached.attended(queries, first, count, set);
                    CHECK_MESSAGE(
                        sameBits(some.data(), found.data() + first * dimension, count * dimension),
                        first);
                }
            }
        }
    }
}

TEST_CASE("a copied prefix is attended to like the original")
{
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16}) {
        constexpr std::int64_t dimension = 24;
        Cached cached(type, dimension, 100);
        const auto queries = normals(100 * dimension, 47);
        const auto expected = cached.attended(queries, 90, 1, bestInstructionSet());
        Cached copy(type, dimension, 70);
        copyPositions(cached.layout, cached.at(1), copy.at(1), 91 - cachePagePositions);
        const auto found = copy.attended(queries, 90, 1, bestInstructionSet());
        CHECK(sameBits(found.data(), expected.data(), dimension));
    }
}

TEST_CASE("the check of the kernels finds them in agreement, and each by its name")
{
    for (const InstructionSet set : usableInstructionSets()) {
        const std::vector<KernelCheck> checks = checkKernels(set);
        CHECK(checks.size() == 8);
        for (const KernelCheck &check : checks) {
            CAPTURE(check.name);
            CHECK(check.agrees());
            CHECK(check.error < 0.05);
        }
    }
    CHECK(!KernelCheck{"x", std::numeric_limits<double>::infinity(), 0.5}.agrees());
}
