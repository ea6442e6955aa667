// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/head_maps.h"

#include <cuda_runtime.h>

namespace phi1::cuda {

namespace {

// A block takes squares of `edge` rows and columns; each of its threads computes 4 × 4 scores, and
// four neighbouring threads then share a row.
constexpr int edge = 64;
constexpr int threads = 256;
constexpr int depth = 32;        ///< dimensions of queries and keys in shared memory at a time
constexpr int stride = edge + 1; ///< without conflicts of banks by rows or columns
constexpr int threadsPerRow = threads / edge;

/// What the kernels are handed by value.
struct Maps {
    const float *queries, *keys, *logSums;
    int tokens, dimension;
    float scale;
    int first; ///< column from which weights count

    __device__ long long row(int head, int i) const
    {
        return static_cast<long long>(head) * tokens + i;
    }
};

struct Shared {
    float queries[depth][stride], keys[depth][stride];
    float square[edge][stride];
};

/// scores[a][b] of row `top` + 4·(thread / 16) + a and column `left` + 4·(thread % 16) + b; zeros
/// where there is no token. All threads of the block take part.
__device__ void scoreSquare(const Maps &maps, int head, int top, int left, Shared &shared,
                            float (&scores)[4][4])
{
    const int thread = static_cast<int>(threadIdx.x);
    const int r = thread / 16 * 4, c = thread % 16 * 4;
    for (auto &line : scores)
        for (float &value : line)
            value = 0.0f;
    for (int base = 0; base < maps.dimension; base += depth) {
        __syncthreads();
        for (int n = thread; n < edge * depth; n += threads) {
            const int token = n / depth, d = base + n % depth;
            const bool inside = d < maps.dimension;
            shared.queries[n % depth][token] =
                inside && top + token < maps.tokens
                    ? maps.queries[maps.row(head, top + token) * maps.dimension + d]
                    : 0.0f;
            shared.keys[n % depth][token] =
                inside && left + token < maps.tokens
                    ? maps.keys[maps.row(head, left + token) * maps.dimension + d]
                    : 0.0f;
        }
        __syncthreads();
        for (int d = 0; d < depth; ++d) {
            float q[4], k[4];
            for (int a = 0; a < 4; ++a) {
                q[a] = shared.queries[d][r + a];
                k[a] = shared.keys[d][c + a];
            }
            for (int a = 0; a < 4; ++a)
                for (int b = 0; b < 4; ++b)
                    scores[a][b] = fmaf(q[a], k[b], scores[a][b]);
        }
    }
    for (auto &line : scores)
        for (float &value : line)
            value *= maps.scale;
}

/// As scoreSquare(), with weights in place of scores.
__device__ void weightSquare(const Maps &maps, int head, int top, int left, Shared &shared,
                             float (&weights)[4][4])
{
    scoreSquare(maps, head, top, left, shared, weights);
    const int thread = static_cast<int>(threadIdx.x);
    for (int a = 0; a < 4; ++a) {
        const int i = top + thread / 16 * 4 + a;
        const float logSum = i < maps.tokens ? maps.logSums[maps.row(head, i)] : 0.0f;
        for (int b = 0; b < 4; ++b) {
            const int j = left + thread % 16 * 4 + b;
            const bool counts = i < maps.tokens && j <= i && j >= maps.first;
            weights[a][b] = counts ? expf(weights[a][b] - logSum) : 0.0f;
        }
    }
}

__device__ void storeSquare(const float (&values)[4][4], Shared &shared)
{
    const int thread = static_cast<int>(threadIdx.x);
    for (int a = 0; a < 4; ++a)
        for (int b = 0; b < 4; ++b)
            shared.square[thread / 16 * 4 + a][thread % 16 * 4 + b] = values[a][b];
}

__device__ float entropyTerm(float p)
{
    return p == 0.0f ? 0.0f : -p * log2f(p);
}

/// The one farther from 0; NaN wins.
__device__ float farther(float a, float b)
{
    if (isnan(a))
        return a;
    return fabsf(b) <= fabsf(a) ? a : b;
}

__global__ void __launch_bounds__(threads) logSumsKernel(Maps maps, float *out)
{
    __shared__ Shared shared;
    const int head = static_cast<int>(blockIdx.y), top = static_cast<int>(blockIdx.x) * edge;
    const int thread = static_cast<int>(threadIdx.x);
    const int line = thread / threadsPerRow, i = top + line;
    float highest = -INFINITY, sum = 0.0f;
    bool isNan = false;
    for (int left = 0; left < min(top + edge, maps.tokens); left += edge) {
        float scores[4][4];
        scoreSquare(maps, head, top, left, shared, scores);
        storeSquare(scores, shared);
        __syncthreads();
        if (i < maps.tokens) {
            for (int c = thread % threadsPerRow; c < edge; c += threadsPerRow) {
                const int j = left + c;
                if (j > i || j < maps.first)
                    continue;
                const float s = shared.square[line][c];
                isNan |= !isfinite(s);
                const float top2 = fmaxf(highest, s);
                sum = sum * (highest == -INFINITY ? 0.0f : expf(highest - top2)) + expf(s - top2);
                highest = top2;
            }
        }
    }
    for (int distance = threadsPerRow / 2; distance > 0; distance /= 2) {
        const float other = __shfl_xor_sync(0xffffffffu, highest, distance);
        const float otherSum = __shfl_xor_sync(0xffffffffu, sum, distance);
        isNan |= __shfl_xor_sync(0xffffffffu, isNan ? 1 : 0, distance) != 0;
        const float both = fmaxf(highest, other);
        sum = (highest == -INFINITY ? 0.0f : sum * expf(highest - both)) +
              (other == -INFINITY ? 0.0f : otherSum * expf(other - both));
        highest = both;
    }
    if (i < maps.tokens && thread % threadsPerRow == 0)
        out[maps.row(head, i)] =
            isNan ? NAN : (highest == -INFINITY ? -INFINITY : highest + logf(sum));
}

/// A square of weights becomes (edge >> level)² cells: first along its rows, then down.
__global__ void __launch_bounds__(threads)
    blocksKernel(Maps maps, Maps other, bool isDifference, int firstRow, int firstColumn, int level,
                 int cellRows, int cellColumns, MapPooling pooling, float *out)
{
    __shared__ Shared shared;
    const int head = static_cast<int>(blockIdx.z);
    const int top = firstRow + static_cast<int>(blockIdx.y) * edge;
    const int left = firstColumn + static_cast<int>(blockIdx.x) * edge;
    const int thread = static_cast<int>(threadIdx.x);
    const int size = 1 << level, cells = edge >> level;
    const int cellTop = static_cast<int>(blockIdx.y) * cells;
    const int cellLeft = static_cast<int>(blockIdx.x) * cells;
    float *const mine = out + static_cast<long long>(head) * cellRows * cellColumns;
    const bool isAbove = left > top + edge - 1; // nothing but future, or beyond the text
    if (!isAbove && top < maps.tokens) {
        float values[4][4];
        weightSquare(maps, head, top, left, shared, values);
        float minus[4][4] = {};
        if (isDifference)
            weightSquare(other, head, top, left, shared, minus);
        for (int a = 0; a < 4; ++a)
            for (int b = 0; b < 4; ++b)
                values[a][b] = pooling == MapPooling::Entropy
                                   ? entropyTerm(values[a][b]) - entropyTerm(minus[a][b])
                                   : values[a][b] - minus[a][b];
        storeSquare(values, shared);
        __syncthreads();
        // Column `cell` of the square takes the result of its cells: no other thread reads it.
        for (int n = thread; n < edge * cells; n += threads) {
            const int line = n / cells, cell = n % cells;
            float value = shared.square[line][cell * size];
            for (int c = 1; c < size; ++c) {
                const float next = shared.square[line][cell * size + c];
                value = pooling == MapPooling::Maximum ? farther(value, next) : value + next;
            }
            shared.square[line][cell * size] = value;
        }
        __syncthreads();
    }
    for (int n = thread; n < cells * cells; n += threads) {
        const int cellRow = n / cells, cell = n % cells;
        const int r = cellTop + cellRow, c = cellLeft + cell;
        if (r >= cellRows || c >= cellColumns)
            continue;
        float value = 0.0f;
        int count = 0;
        const int begin = top + cellRow * size, column = left + cell * size;
        if (!isAbove) {
            for (int i = begin; i < min(begin + size, maps.tokens); ++i) {
                const float next = shared.square[i - top][cell * size];
                value = pooling == MapPooling::Maximum ? farther(value, next) : value + next;
                count += pooling == MapPooling::Mean ? max(0, min(size, i - column + 1)) : 1;
            }
        }
        if (pooling != MapPooling::Maximum)
            value = count == 0 ? 0.0f : value / static_cast<float>(count);
        mine[static_cast<long long>(r) * cellColumns + c] = value;
    }
}

__device__ float sumOfRow(float value)
{
    for (int distance = threadsPerRow / 2; distance > 0; distance /= 2)
        value += __shfl_xor_sync(0xffffffffu, value, distance);
    return value;
}

__global__ void __launch_bounds__(threads)
    rowFiguresKernel(Maps maps, Maps other, bool isDifference, float *out)
{
    __shared__ Shared shared;
    const int head = static_cast<int>(blockIdx.y), top = static_cast<int>(blockIdx.x) * edge;
    const int thread = static_cast<int>(threadIdx.x);
    const int line = thread / threadsPerRow, i = top + line;
    float previous = 0, sink = 0, self = 0, entropy = 0, distance = 0, change = 0;
    for (int left = 0; left < min(top + edge, maps.tokens); left += edge) {
        float weights[4][4];
        weightSquare(maps, head, top, left, shared, weights);
        float minus[4][4] = {};
        if (isDifference)
            weightSquare(other, head, top, left, shared, minus);
        storeSquare(weights, shared);
        __syncthreads();
        for (int c = thread % threadsPerRow; c < edge; c += threadsPerRow) {
            const int j = left + c;
            const float p = shared.square[line][c];
            entropy += entropyTerm(p);
            distance += p * static_cast<float>(i - j);
            previous += j == i - 1 ? p : 0.0f;
            sink += j == 0 ? p : 0.0f;
            self += j == i ? p : 0.0f;
        }
        if (isDifference) {
            for (int a = 0; a < 4; ++a)
                for (int b = 0; b < 4; ++b)
                    weights[a][b] = fabsf(weights[a][b] - minus[a][b]);
            __syncthreads();
            storeSquare(weights, shared);
            __syncthreads();
            for (int c = thread % threadsPerRow; c < edge; c += threadsPerRow)
                change += shared.square[line][c] / 2;
        }
    }
    const float figures[mapRowFigures] = {sumOfRow(previous), sumOfRow(sink),     sumOfRow(self),
                                          sumOfRow(entropy),  sumOfRow(distance), sumOfRow(change)};
    if (i < maps.tokens && thread % threadsPerRow == 0)
        for (int n = 0; n < mapRowFigures; ++n)
            out[maps.row(head, i) * mapRowFigures + n] = figures[n];
}

__global__ void __launch_bounds__(threads)
    pairsKernel(Maps maps, const std::int32_t *queries, const std::int32_t *keys, int count,
                float *out)
{
    const int n = static_cast<int>(blockIdx.x) * threads + static_cast<int>(threadIdx.x);
    const int head = static_cast<int>(blockIdx.y);
    if (n >= count)
        return;
    const int i = queries[n], j = keys[n];
    float weight = 0.0f;
    if (j <= i && j >= maps.first) {
        float score = 0.0f;
        for (int d = 0; d < maps.dimension; ++d)
            score = fmaf(maps.queries[maps.row(head, i) * maps.dimension + d],
                         maps.keys[maps.row(head, j) * maps.dimension + d], score);
        weight = expf(score * maps.scale - maps.logSums[maps.row(head, i)]);
    }
    out[static_cast<long long>(head) * count + n] = weight;
}

bool fits(const HeadMaps &maps)
{
    return maps.heads > 0 && maps.heads <= 65535 && maps.tokens > 0 && maps.tokens < (1 << 20) &&
           maps.dimension > 0 && maps.dimension < (1 << 16);
}

Maps byValue(const HeadMaps &maps)
{
    return {maps.queries,
            maps.keys,
            maps.logSums,
            static_cast<int>(maps.tokens),
            static_cast<int>(maps.dimension),
            maps.scale,
            maps.withoutFirst ? 1 : 0};
}

bool sameShape(const HeadMaps &a, const HeadMaps *b)
{
    return !b || (a.heads == b->heads && a.tokens == b->tokens && fits(*b));
}

unsigned squares(std::int64_t tokens)
{
    return static_cast<unsigned>((tokens + edge - 1) / edge);
}

} // namespace

bool headLogSums(const HeadMaps &maps, float *out, CUstream_st *stream)
{
    if (!fits(maps))
        return false;
    const dim3 grid(squares(maps.tokens), static_cast<unsigned>(maps.heads));
    logSumsKernel<<<grid, threads, 0, stream>>>(byValue(maps), out);
    return cudaGetLastError() == cudaSuccess;
}

bool headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region, float *out,
                CUstream_st *stream)
{
    if (!fits(maps) || !sameShape(maps, minus) || region.level < 0 ||
        region.level > largestMapLevel || region.cellRows <= 0 || region.cellColumns <= 0 ||
        region.cellRows > maps.tokens + edge || region.cellColumns > maps.tokens + edge ||
        region.firstRow < 0 || region.firstColumn < 0)
        return false;
    const dim3 grid(squares(region.cellColumns << region.level),
                    squares(region.cellRows << region.level), static_cast<unsigned>(maps.heads));
    const HeadMaps &other = minus ? *minus : maps;
    blocksKernel<<<grid, threads, 0, stream>>>(
        byValue(maps), byValue(other), minus != nullptr, static_cast<int>(region.firstRow),
        static_cast<int>(region.firstColumn), static_cast<int>(region.level),
        static_cast<int>(region.cellRows), static_cast<int>(region.cellColumns), region.pooling,
        out);
    return cudaGetLastError() == cudaSuccess;
}

bool headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out, CUstream_st *stream)
{
    if (!fits(maps) || !sameShape(maps, minus))
        return false;
    const dim3 grid(squares(maps.tokens), static_cast<unsigned>(maps.heads));
    rowFiguresKernel<<<grid, threads, 0, stream>>>(byValue(maps), byValue(minus ? *minus : maps),
                                                   minus != nullptr, out);
    return cudaGetLastError() == cudaSuccess;
}

bool headPairs(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
               std::int64_t count, float *out, CUstream_st *stream)
{
    if (count == 0)
        return true;
    if (!fits(maps) || count < 0 || count > 0x7fffffff)
        return false;
    const dim3 grid(static_cast<unsigned>((count + threads - 1) / threads),
                    static_cast<unsigned>(maps.heads));
    pairsKernel<<<grid, threads, 0, stream>>>(byValue(maps), queries, keys, static_cast<int>(count),
                                              out);
    return cudaGetLastError() == cudaSuccess;
}

} // namespace phi1::cuda
