// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/head_map_twins.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1::cuda {

namespace {

double score(const HeadMaps &maps, std::int64_t head, std::int64_t i, std::int64_t j)
{
    const float *query = maps.queries + (head * maps.tokens + i) * maps.dimension;
    const float *key = maps.keys + (head * maps.tokens + j) * maps.dimension;
    double sum = 0;
    for (std::int64_t d = 0; d < maps.dimension; ++d)
        sum += static_cast<double>(query[d]) * key[d];
    return sum * maps.scale;
}

double weight(const HeadMaps &maps, std::int64_t head, std::int64_t i, std::int64_t j)
{
    if (j > i || (maps.withoutFirst && j == 0))
        return 0;
    return std::exp(score(maps, head, i, j) - maps.logSums[head * maps.tokens + i]);
}

double entropyTerm(double p)
{
    return p == 0 ? 0 : -p * std::log2(p);
}

/// What a cell adds to its block.
double contribution(const HeadMaps &maps, const HeadMaps *minus, MapPooling pooling,
                    std::int64_t head, std::int64_t i, std::int64_t j)
{
    const double p = weight(maps, head, i, j);
    const double q = minus ? weight(*minus, head, i, j) : 0.0;
    return pooling == MapPooling::Entropy ? entropyTerm(p) - entropyTerm(q) : p - q;
}

double block(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
             std::int64_t head, std::int64_t cellRow, std::int64_t cellColumn)
{
    const std::int64_t edge = std::int64_t{1} << region.level;
    const std::int64_t top = region.firstRow + cellRow * edge;
    const std::int64_t left = region.firstColumn + cellColumn * edge;
    double extreme = 0, sum = 0;
    std::int64_t cells = 0, rows = 0;
    for (std::int64_t i = top; i < std::min(top + edge, maps.tokens); ++i) {
        ++rows;
        for (std::int64_t j = left; j <= std::min(left + edge - 1, i); ++j) {
            const double value = contribution(maps, minus, region.pooling, head, i, j);
            ++cells;
            sum += value;
            if (!(std::abs(value) <= std::abs(extreme)))
                extreme = std::isnan(extreme) ? extreme : value;
        }
    }
    if (region.pooling == MapPooling::Maximum)
        return extreme;
    const std::int64_t count = region.pooling == MapPooling::Mean ? cells : rows;
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

} // namespace

void headLogSumsTwin(const HeadMaps &maps, float *out)
{
    for (std::int64_t head = 0; head < maps.heads; ++head) {
        for (std::int64_t i = 0; i < maps.tokens; ++i) {
            double sum = 0;
            double highest = -std::numeric_limits<double>::infinity();
            const std::int64_t first = maps.withoutFirst ? 1 : 0;
            for (std::int64_t j = first; j <= i; ++j)
                highest = std::max(highest, score(maps, head, i, j));
            for (std::int64_t j = first; j <= i; ++j)
                sum += std::exp(score(maps, head, i, j) - highest);
            out[head * maps.tokens + i] =
                static_cast<float>(first > i ? highest : highest + std::log(sum));
        }
    }
}

void headBlocksTwin(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region,
                    float *out)
{
    for (std::int64_t head = 0; head < maps.heads; ++head)
        for (std::int64_t r = 0; r < region.cellRows; ++r)
            for (std::int64_t c = 0; c < region.cellColumns; ++c)
                *out++ = static_cast<float>(block(maps, minus, region, head, r, c));
}

void headRowFiguresTwin(const HeadMaps &maps, const HeadMaps *minus, float *out)
{
    for (std::int64_t head = 0; head < maps.heads; ++head) {
        for (std::int64_t i = 0; i < maps.tokens; ++i) {
            double entropy = 0, distance = 0, change = 0;
            for (std::int64_t j = 0; j <= i; ++j) {
                const double p = weight(maps, head, i, j);
                entropy += entropyTerm(p);
                distance += p * static_cast<double>(i - j);
                if (minus)
                    change += std::abs(p - weight(*minus, head, i, j)) / 2;
            }
            *out++ = static_cast<float>(i > 0 ? weight(maps, head, i, i - 1) : 0.0);
            *out++ = static_cast<float>(weight(maps, head, i, 0));
            *out++ = static_cast<float>(weight(maps, head, i, i));
            *out++ = static_cast<float>(entropy);
            *out++ = static_cast<float>(distance);
            *out++ = static_cast<float>(change);
        }
    }
}

void headPairsTwin(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
                   std::int64_t count, float *out)
{
    for (std::int64_t head = 0; head < maps.heads; ++head)
        for (std::int64_t n = 0; n < count; ++n)
            *out++ = static_cast<float>(weight(maps, head, queries[n], keys[n]));
}

} // namespace phi1::cuda
