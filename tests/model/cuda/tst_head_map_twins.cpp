// SPDX-License-Identifier: Apache-2.0
// The twins of the map kernels are held against what a map is by definition.
#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "model/cuda/head_map_twins.h"
#include "tests/model/cuda/head_map_samples.h"

using namespace phi1;
using namespace phi1::cuda;

namespace {

/// [T, T] of one head, from the text-book formula.
std::vector<double> softmaxMap(const SampleMaps &sample, std::int64_t head, bool withoutFirst)
{
    const auto tokens = static_cast<std::size_t>(sample.maps.tokens);
    const auto dimension = static_cast<std::size_t>(sample.maps.dimension);
    const std::size_t start = static_cast<std::size_t>(head) * tokens * dimension;
    std::vector<double> map(tokens * tokens, 0.0);
    for (std::size_t i = 0; i < tokens; ++i) {
        double total = 0;
        for (std::size_t j = withoutFirst ? 1 : 0; j <= i; ++j) {
            double score = 0;
            for (std::size_t d = 0; d < dimension; ++d)
                score += static_cast<double>(sample.queries[start + i * dimension + d]) *
                         static_cast<double>(sample.keys[start + j * dimension + d]);
            map[i * tokens + j] = std::exp(score * static_cast<double>(sample.maps.scale));
            total += map[i * tokens + j];
        }
        for (std::size_t j = 0; j <= i && total > 0; ++j)
            map[i * tokens + j] /= total;
    }
    return map;
}

} // namespace

TEST_CASE("cells of level 0 are the softmax and add up to 1")
{
    for (const bool withoutFirst : {false, true}) {
        SampleMaps sample = sampleMaps(2, 37, 24, 1, withoutFirst);
        headLogSumsTwin(sample.maps, sample.logSums.data());
        const MapRegion all = {.cellRows = 37, .cellColumns = 37};
        std::vector<float> cells(2 * 37 * 37);
        headBlocksTwin(sample.maps, nullptr, all, cells.data());
        for (std::int64_t head = 0; head < 2; ++head) {
            const std::vector<double> map = softmaxMap(sample, head, withoutFirst);
            for (std::size_t i = 0; i < 37; ++i) {
                double sum = 0;
                for (std::size_t j = 0; j < 37; ++j) {
                    const float found =
                        cells[static_cast<std::size_t>(head) * 37 * 37 + i * 37 + j];
                    CHECK(std::abs(static_cast<double>(found) - map[i * 37 + j]) < 1e-6);
                    if (j > i)
                        CHECK(found == 0.0f);
                    sum += static_cast<double>(found);
                }
                CHECK(sum == doctest::Approx(withoutFirst && i == 0 ? 0.0 : 1.0).epsilon(1e-5));
            }
        }
    }
}

TEST_CASE("blocks hold the maximum, the mean and the entropy of their cells")
{
    SampleMaps sample = sampleMaps(1, 45, 16, 2, false);
    headLogSumsTwin(sample.maps, sample.logSums.data());
    const std::vector<double> map = softmaxMap(sample, 0, false);
    for (const MapPooling pooling : {MapPooling::Maximum, MapPooling::Mean, MapPooling::Entropy}) {
        // Starts within the map and ends beyond it.
        const MapRegion region = {8, 16, 2, 11, 9, pooling};
        std::vector<float> cells(11 * 9);
        headBlocksTwin(sample.maps, nullptr, region, cells.data());
        for (std::size_t r = 0; r < 11; ++r) {
            for (std::size_t c = 0; c < 9; ++c) {
                double largest = 0, sum = 0, entropy = 0, count = 0, rows = 0;
                for (std::size_t i = 8 + r * 4; i < std::min<std::size_t>(45, 12 + r * 4); ++i) {
                    ++rows;
                    for (std::size_t j = 16 + c * 4; j < 20 + c * 4 && j <= i; ++j) {
                        const double p = map[i * 45 + j];
                        largest = std::max(largest, p);
                        sum += p;
                        entropy -= p * std::log2(p);
                        ++count;
                    }
                }
                const double expected = pooling == MapPooling::Maximum ? largest
                                        : pooling == MapPooling::Mean
                                            ? (count > 0 ? sum / count : 0.0)
                                            : (rows > 0 ? entropy / rows : 0.0);
                CHECK(std::abs(static_cast<double>(cells[r * 9 + c]) - expected) < 1e-6);
            }
        }
    }
}

TEST_CASE("the maximum of a difference keeps its sign")
{
    SampleMaps a = sampleMaps(1, 20, 8, 3, false), b = sampleMaps(1, 20, 8, 4, false);
    headLogSumsTwin(a.maps, a.logSums.data());
    headLogSumsTwin(b.maps, b.logSums.data());
    const std::vector<double> first = softmaxMap(a, 0, false), second = softmaxMap(b, 0, false);
    const MapRegion region = {0, 0, 3, 3, 3, MapPooling::Maximum};
    std::vector<float> cells(9);
    headBlocksTwin(a.maps, &b.maps, region, cells.data());
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 3; ++c) {
            double farthest = 0;
            for (std::size_t i = r * 8; i < std::min<std::size_t>(20, r * 8 + 8); ++i)
                for (std::size_t j = c * 8; j < std::min<std::size_t>(20, c * 8 + 8); ++j)
                    if (const double d = first[i * 20 + j] - second[i * 20 + j];
                        std::abs(d) > std::abs(farthest))
                        farthest = d;
            CHECK(std::abs(static_cast<double>(cells[r * 3 + c]) - farthest) < 1e-6);
        }
    }
    std::vector<float> figures(20 * mapRowFigures);
    headRowFiguresTwin(a.maps, &b.maps, figures.data());
    for (std::size_t i = 0; i < 20; ++i) {
        double change = 0, distance = 0, entropy = 0;
        for (std::size_t j = 0; j <= i; ++j) {
            change += std::abs(first[i * 20 + j] - second[i * 20 + j]) / 2;
            distance += first[i * 20 + j] * static_cast<double>(i - j);
            entropy -= first[i * 20 + j] * std::log2(first[i * 20 + j]);
        }
        const float *row = figures.data() + i * mapRowFigures;
        CHECK(std::abs(static_cast<double>(row[0]) - (i > 0 ? first[i * 20 + i - 1] : 0.0)) < 1e-6);
        CHECK(std::abs(static_cast<double>(row[1]) - first[i * 20]) < 1e-6);
        CHECK(std::abs(static_cast<double>(row[2]) - first[i * 20 + i]) < 1e-6);
        CHECK(std::abs(static_cast<double>(row[3]) - entropy) < 1e-5);
        CHECK(std::abs(static_cast<double>(row[4]) - distance) < 1e-5);
        CHECK(std::abs(static_cast<double>(row[5]) - change) < 1e-6);
    }
}

TEST_CASE("rows with a score that is not finite are NaN up to the diagonal")
{
    SampleMaps sample = sampleMaps(1, 12, 8, 5, false);
    sample.queries[5 * 8] = std::numeric_limits<float>::quiet_NaN();
    headLogSumsTwin(sample.maps, sample.logSums.data());
    std::vector<float> cells(12 * 12);
    headBlocksTwin(sample.maps, nullptr, {.cellRows = 12, .cellColumns = 12}, cells.data());
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t j = 0; j < 12; ++j)
            CHECK(std::isnan(cells[i * 12 + j]) == (i == 5 && j <= 5));
    std::vector<float> block(1);
    headBlocksTwin(sample.maps, nullptr, {.level = 4, .cellRows = 1, .cellColumns = 1},
                   block.data());
    CHECK(std::isnan(block[0]));
}
