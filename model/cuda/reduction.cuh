// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reductions over one block in a fixed order: within a warp by shuffles, over the warps by the
// first one.

namespace phi1::cuda {

constexpr int lanesPerWarp = 32;

template<typename T, typename Combine>
__device__ T reduceWarp(T value, Combine combine)
{
    for (int distance = lanesPerWarp / 2; distance > 0; distance /= 2)
        value = combine(value, T::shuffled(value, distance));
    return value;
}

/// Every thread gets the combination of all threads' values. T needs neutral() and shuffled(). The
/// block is a whole number of warps; `shared` has one T per warp and may be used again afterwards.
template<typename T, typename Combine>
__device__ T reduceBlock(T value, T *shared, Combine combine)
{
    const int lane = static_cast<int>(threadIdx.x) % lanesPerWarp;
    const int warp = static_cast<int>(threadIdx.x) / lanesPerWarp;
    const int warps = static_cast<int>(blockDim.x) / lanesPerWarp;
    value = reduceWarp(value, combine);
    if (lane == 0)
        shared[warp] = value;
    __syncthreads();
    // Each warp combines for itself: cheaper than a second round through shared memory.
    value = lane < warps ? shared[lane] : T::neutral();
    value = reduceWarp(value, combine);
    __syncthreads();
    return value;
}

} // namespace phi1::cuda
