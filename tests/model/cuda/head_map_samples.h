// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "model/kernels/head_maps.h"

namespace phi1 {

/// Queries and keys of `heads` heads in host memory; the maps point into it.
struct SampleMaps {
    std::vector<float> queries, keys, logSums;
    HeadMaps maps;

    SampleMaps() = default;
    SampleMaps(const SampleMaps &) = delete;
    SampleMaps(SampleMaps &&) = default; // the vectors' numbers stay where they are
};

/// Numbers large enough that some weights stand out; the same for the same seed.
inline SampleMaps sampleMaps(std::int64_t heads, std::int64_t tokens, std::int64_t dimension,
                             std::uint64_t seed, bool withoutFirst)
{
    SampleMaps sample;
    const auto count = static_cast<std::size_t>(heads * tokens * dimension);
    std::uint64_t state = seed * 0x9e3779b97f4a7c15ull + 1;
    for (std::vector<float> *values : {&sample.queries, &sample.keys}) {
        values->resize(count);
        for (float &value : *values) {
            state = state * 6364136223846793005ull + 1442695040888963407ull;
            value = static_cast<float>(state >> 40) / static_cast<float>(1 << 22) - 2.0f;
        }
    }
    sample.logSums.resize(static_cast<std::size_t>(heads * tokens));
    sample.maps = {sample.queries.data(),
                   sample.keys.data(),
                   sample.logSums.data(),
                   heads,
                   tokens,
                   dimension,
                   1.0f / std::sqrt(static_cast<float>(dimension)),
                   withoutFirst};
    return sample;
}

} // namespace phi1
