// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "model/cpu/aligned_memory.h"
#include "model/cpu/attention_map.h"
#include "model/cpu/number_formats.h"

using namespace phi1;

namespace {

std::vector<float> normals(std::int64_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float &number : numbers)
        number = normal(random);
    return numbers;
}

/// One head with all its rows as the kernels make them, and as sums in double say they are.
struct Head {
    CacheLayout layout;
    std::int64_t tokens;
    std::vector<float> queries, keys;
    AlignedMemory packed;
    float scale;

    Head(CacheType type, std::int64_t dimension, std::int64_t count)
        : layout{type, dimension}
        , tokens(count)
        , queries(normals(count * dimension, 3))
        , keys(normals(count * dimension, 5))
        , scale(1.5f / std::sqrt(static_cast<float>(dimension)))
    {
        pack();
    }
    void pack()
    {
        const std::size_t bytes = packedKeyBytes(layout, tokens);
        packed = allocateAligned(bytes);
        std::memset(packed.get(), 0, bytes);
        packKeys(layout, keys.data(), layout.dimension, 0, tokens, packed.get());
    }
    std::int64_t stride() const { return paddedColumns(tokens - 1) + 5; }

    struct Rows {
        std::vector<float> weights;
        std::vector<std::uint8_t> spoiled;
    };
    Rows rows(std::int64_t first, std::int64_t count, bool withoutFirst, InstructionSet set) const
    {
        Rows rows;
        rows.weights.assign(static_cast<std::size_t>(count * stride()), 77.0f);
        rows.spoiled.assign(static_cast<std::size_t>(count), 7);
        attentionRows(layout,
                      {.queries = queries.data() + first * layout.dimension,
                       .queryStride = layout.dimension,
                       .count = count,
                       .firstPosition = first,
                       .keys = packed.get(),
                       .scale = scale,
                       .withoutFirst = withoutFirst,
                       .out = rows.weights.data(),
                       .outStride = stride(),
                       .spoiled = rows.spoiled.data()},
                      set);
        return rows;
    }

    float number(float value) const
    {
        return layout.type == CacheType::Float32 ? value
                                                 : floatFromBFloat16(bfloat16FromFloat(value));
    }
    std::vector<double> expected(std::int64_t row, bool withoutFirst) const
    {
        std::vector<double> weights(static_cast<std::size_t>(tokens));
        double total = 0;
        for (std::int64_t j = 0; j <= row; ++j) {
            double score = 0;
            for (std::int64_t d = 0; d < layout.dimension; ++d) {
                const auto q = static_cast<std::size_t>(row * layout.dimension + d);
                const auto k = static_cast<std::size_t>(j * layout.dimension + d);
                score += static_cast<double>(number(queries[q] * scale)) * number(keys[k]);
            }
            const double weight = withoutFirst && j == 0 ? 0.0 : std::exp(score);
            weights[static_cast<std::size_t>(j)] = weight;
            total += weight;
        }
        for (double &weight : weights)
            weight = total > 0 ? weight / total : 0.0;
        return weights;
    }
};

} // namespace

TEST_CASE("rows of attention are those of plain sums, on every instruction set")
{
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16}) {
        CAPTURE(static_cast<int>(type));
        for (const auto &[dimension, tokens] :
             {std::pair(1, 1), std::pair(16, 2), std::pair(64, 63), std::pair(17, 65),
              std::pair(5, 130), std::pair(64, 300)}) {
            CAPTURE(dimension);
            CAPTURE(tokens);
            const Head head(type, dimension, tokens);
            for (const bool withoutFirst : {false, true}) {
                CAPTURE(withoutFirst);
                for (const InstructionSet set : usableInstructionSets()) {
                    CAPTURE(instructionSetName(set));
                    const auto found = head.rows(0, tokens, withoutFirst, set);
                    double farthest = 0, farthestSum = 0;
                    bool isZeroBeyond = true;
                    for (std::int64_t i = 0; i < tokens; ++i) {
                        const auto expected = head.expected(i, withoutFirst);
                        const float *row = found.weights.data() + i * head.stride();
                        double sum = 0;
                        for (std::int64_t j = 0; j <= i; ++j) {
                            farthest = std::max(
                                farthest, std::abs(row[j] - expected[static_cast<std::size_t>(j)]));
                            sum += row[j];
                        }
                        for (std::int64_t j = i + 1; j < paddedColumns(tokens - 1); ++j)
                            isZeroBeyond = isZeroBeyond && row[j] == 0.0f;
                        const double whole = withoutFirst && i == 0 ? 0.0 : 1.0;
                        farthestSum = std::max(farthestSum, std::abs(sum - whole));
                        CHECK(row[paddedColumns(tokens - 1)] == 77.0f);
                        CHECK(found.spoiled[static_cast<std::size_t>(i)] == 0);
                    }
                    CHECK(farthest < 2e-6);
                    CHECK(farthestSum < 1e-5);
                    CHECK(isZeroBeyond);
                }
            }
        }
    }
}

TEST_CASE("a row of attention has the same bits whichever rows are computed with it")
{
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16}) {
        const Head head(type, 64, 200);
        for (const InstructionSet set : usableInstructionSets()) {
            const auto all = head.rows(0, 200, false, set);
            for (const auto &[first, count] :
                 {std::pair(0, 1), std::pair(63, 3), std::pair(100, 17), std::pair(199, 1)}) {
                const auto some = head.rows(first, count, false, set);
                for (std::int64_t r = 0; r < count; ++r)
                    CHECK(std::memcmp(some.weights.data() + r * head.stride(),
                                      all.weights.data() + (first + r) * head.stride(),
                                      static_cast<std::size_t>(paddedColumns(first + count - 1)) *
                                          sizeof(float)) == 0);
            }
        }
    }
}

TEST_CASE("rows that are not finite are NaN up to their own position, and say so")
{
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16}) {
        for (const float wrong :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            for (const std::int64_t key : {0, 70}) {
                Head head(type, 20, 100);
                head.keys[static_cast<std::size_t>(key * 20 + 3)] = wrong;
                head.pack();
                head.queries[40 * 20] = wrong;         // row 40
                for (std::int64_t i = 0; i < 100; ++i) // scores of one sign with infinity
                    head.queries[static_cast<std::size_t>(i * 20 + 3)] = 1.0f;
                for (const bool withoutFirst : {false, true}) {
                    for (const InstructionSet set : usableInstructionSets()) {
                        const auto found = head.rows(0, 100, withoutFirst, set);
                        for (std::int64_t i = 0; i < 100; ++i) {
                            const bool isSpoiled = i >= key || i == 40;
                            CHECK(found.spoiled[static_cast<std::size_t>(i)] ==
                                  (isSpoiled ? 1 : 0));
                            const float *row = found.weights.data() + i * head.stride();
                            for (std::int64_t j = 0; j <= i; ++j)
                                REQUIRE(std::isnan(row[j]) == isSpoiled);
                            for (std::int64_t j = i + 1; j < 128; ++j)
                                REQUIRE(row[j] == 0.0f);
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("columns and rows add up as plain sums do, with the same bits on every instruction set")
{
    constexpr std::int64_t rows = 37, stride = 131, columns = 128;
    auto numbers = normals(rows * stride, 7);
    auto shares = numbers; // between 0 and 1, with 0, 1 and the smallest among them
    for (float &share : shares)
        share = std::min(1.0f, std::abs(share) * std::abs(share) * 0.3f);
    shares[0] = 0.0f;
    shares[1] = 1.0f;
    shares[2] = 1e-44f;
    std::vector<float> scalar[3];
    for (const InstructionSet set : usableInstructionSets()) {
        CAPTURE(instructionSetName(set));
        std::vector<float> out[3] = {std::vector<float>(columns, 0.0f),
                                     std::vector<float>(columns, 2.0f),
                                     std::vector<float>(columns, 3.0f)};
        columnExtremes({numbers.data(), stride, rows, columns, out[0].data()}, set);
        addColumnSums({numbers.data(), stride, rows, columns, out[1].data()}, set);
        addColumnEntropies({shares.data(), stride, rows, columns, out[2].data()}, -0.5f, set);
        for (std::int64_t j = 0; j < columns; ++j) {
            double sum = 2.0, entropy = 0;
            float extreme = 0;
            for (std::int64_t r = 0; r < rows; ++r) {
                const auto at = static_cast<std::size_t>(r * stride + j);
                sum += numbers[at];
                if (shares[at] > 0)
                    entropy -= shares[at] * std::log2(static_cast<double>(shares[at]));
                if (std::abs(numbers[at]) > std::abs(extreme))
                    extreme = numbers[at];
            }
            const auto at = static_cast<std::size_t>(j);
            CHECK(out[0][at] == extreme);
            CHECK(std::abs(out[1][at] - sum) < 1e-5);
            CHECK(std::abs(out[2][at] - (3.0 - 0.5 * entropy)) < 1e-5);
        }
        for (int i = 0; i < 3; ++i) {
            if (scalar[i].empty())
                scalar[i] = out[i];
            CHECK(out[i] == scalar[i]);
        }
        for (const std::int64_t position : {0, 1, 15, 16, 100, 127}) {
            std::vector<float> row(columns, 0.0f);
            double total = 0;
            for (std::int64_t j = 0; j <= position; ++j)
                total += shares[static_cast<std::size_t>(3 * stride + j)];
            double entropy = 0, distance = 0;
            for (std::int64_t j = 0; j <= position; ++j) {
                const auto at = static_cast<std::size_t>(j);
                row[at] =
                    static_cast<float>(shares[static_cast<std::size_t>(3 * stride + j)] / total);
                if (row[at] > 0)
                    entropy -= row[at] * std::log2(static_cast<double>(row[at]));
                distance += row[at] * static_cast<double>(position - j);
            }
            const RowFigures found = rowFigures(row.data(), position, set);
            CHECK(std::abs(found.entropy - entropy) < 1e-5);
            CHECK(std::abs(found.distance - distance) < 1e-4);
            const RowFigures same = rowFigures(row.data(), position, InstructionSet::Scalar);
            CHECK(found.entropy == same.entropy);
            CHECK(found.distance == same.distance);
        }
    }
}
