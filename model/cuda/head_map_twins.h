// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/kernels/head_maps.h"

/// The kernels of head_maps.h in plain C++ with float64 sums, on host memory: the oracle of their
/// tests.

namespace phi1::cuda {

void headLogSumsTwin(const HeadMaps &maps, float *out);
void headBlocksTwin(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                    float *out);
void headRowFiguresTwin(const HeadMaps &maps, const HeadMaps *minus, float *out);
void headPairsTwin(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
                   std::int64_t count, float *out);

} // namespace phi1::cuda
