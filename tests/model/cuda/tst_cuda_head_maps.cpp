// SPDX-License-Identifier: Apache-2.0
// The map kernels against their CPU twins; part of the program that needs a GPU.
#include <cmath>
#include <limits>

#include "model/cuda/head_map_twins.h"
#include "model/cuda/head_maps.h"
#include "tests/model/cuda/device_buffer.h"
#include "tests/model/cuda/head_map_samples.h"

using namespace phi1;
using namespace phi1::cuda;

namespace {

/// The same maps in both memories; both have computed their sums.
struct Both {
    explicit Both(SampleMaps &&sample)
        : host(std::move(sample))
        , queries(host.queries)
        , keys(host.keys)
        , logSums(host.logSums)
        , device(host.maps)
    {
        device.queries = queries.data();
        device.keys = keys.data();
        device.logSums = logSums.data();
        headLogSumsTwin(host.maps, host.logSums.data());
        CHECK(headLogSums(device, logSums.data(), nullptr));
        REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
    }

    SampleMaps host;
    DeviceBuffer<float> queries, keys, logSums;
    HeadMaps device;
};

void checkEqual(const std::vector<float> &found, const std::vector<float> &expected, float bound)
{
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const bool isEqual = std::isnan(expected[i]) ? std::isnan(found[i])
                                                     : found[i] == expected[i] ||
                                                           std::abs(found[i] - expected[i]) <=
                                                               bound * (1 + std::abs(expected[i]));
        if (!isEqual) {
            CAPTURE(i);
            CHECK(found[i] == expected[i]);
            return;
        }
    }
}

void checkBlocks(const Both &maps, const Both *minus, const MapRegion &region)
{
    CAPTURE(region.level);
    std::vector<float> expected(
        static_cast<std::size_t>(maps.host.maps.heads * region.cellRows * region.cellColumns),
        7.0f);
    const DeviceBuffer<float> found(expected);
    CHECK(headBlocks(maps.device, minus ? &minus->device : nullptr, region, found.data(), nullptr));
    REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
    headBlocksTwin(maps.host.maps, minus ? &minus->host.maps : nullptr, region, expected.data());
    checkEqual(found.values(), expected, 1e-5f);
}

} // namespace

TEST_CASE("map kernels agree with their twins")
{
    for (const std::int64_t tokens : {1, 2, 63, 65, 300}) {
        for (const std::int64_t dimension : {8, 64, 80}) {
            for (const bool withoutFirst : {false, true}) {
                CAPTURE(tokens);
                CAPTURE(dimension);
                const Both a(sampleMaps(3, tokens, dimension, 1, withoutFirst));
                const Both b(sampleMaps(3, tokens, dimension, 2, withoutFirst));
                checkEqual(a.logSums.values(), a.host.logSums, 1e-5f);
                for (const MapPooling pooling :
                     {MapPooling::Maximum, MapPooling::Mean, MapPooling::Entropy}) {
                    for (std::int64_t level = 0; level <= largestMapLevel; ++level) {
                        const std::int64_t cells = ((tokens - 1) >> level) + 1;
                        checkBlocks(a, nullptr, {0, 0, level, cells, cells, pooling});
                        checkBlocks(a, &b, {0, 0, level, cells, cells, pooling});
                    }
                    checkBlocks(a, nullptr, {tokens / 2, tokens / 3, 1, 3, 5, pooling});
                }
                for (const Both *minus : {static_cast<const Both *>(nullptr), &b}) {
                    std::vector<float> expected(
                        static_cast<std::size_t>(3 * tokens * mapRowFigures));
                    const DeviceBuffer<float> found(expected);
                    CHECK(headRowFigures(a.device, minus ? &minus->device : nullptr, found.data(),
                                         nullptr));
                    headRowFiguresTwin(a.host.maps, minus ? &minus->host.maps : nullptr,
                                       expected.data());
                    checkEqual(found.values(), expected, 2e-5f);
                }
                std::vector<std::int32_t> queries, keys;
                for (std::int32_t i = 0; i < static_cast<std::int32_t>(tokens); i += 3) {
                    queries.push_back(i);
                    keys.push_back(i / 2);
                }
                std::vector<float> expected(3 * queries.size());
                const DeviceBuffer<float> found(expected);
                const DeviceBuffer<std::int32_t> q(queries), k(keys);
                CHECK(headPairs(a.device, q.data(), k.data(),
                                static_cast<std::int64_t>(queries.size()), found.data(), nullptr));
                headPairsTwin(a.host.maps, queries.data(), keys.data(),
                              static_cast<std::int64_t>(queries.size()), expected.data());
                checkEqual(found.values(), expected, 1e-5f);
            }
        }
    }
}

TEST_CASE("a row that is not finite stays visible on the GPU, too")
{
    SampleMaps sample = sampleMaps(2, 100, 16, 3, false);
    sample.queries[70 * 16 + 3] = std::numeric_limits<float>::quiet_NaN();
    sample.keys[(100 + 20) * 16] = std::numeric_limits<float>::infinity();
    const Both maps(std::move(sample));
    for (const std::int64_t level : {0, 3})
        checkBlocks(maps, nullptr, {0, 0, level, 100 >> level, 100 >> level, MapPooling::Maximum});
}
