// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/cache_attention.h"

#include <cstring>

#include "model/cpu/kernel_table.h"
#include "model/cpu/number_formats.h"

namespace phi1 {

namespace {

/// Where the numbers of one position lie, in elements.
struct Places {
    const CacheLayout &layout;
    std::int64_t position;

    std::int64_t key(std::int64_t d) const
    {
        if (layout.type == CacheType::Float32)
            return d * cachePagePositions + position;
        return (d / 2 * cachePagePositions + position) * 2 + d % 2;
    }
    std::int64_t value(std::int64_t d) const
    {
        const std::int64_t dimension = layout.paddedDimension();
        const std::int64_t values = dimension * cachePagePositions;
        if (layout.type == CacheType::Float32)
            return values + position * dimension + d;
        return values + (position / 2 * dimension + d) * 2 + position % 2;
    }
};

} // namespace

void storeKeyValue(const CacheLayout &layout, void *page, std::int64_t position, const float *key,
                   const float *value)
{
    const Places places{layout, position};
    if (layout.type == CacheType::Float32) {
        auto *numbers = static_cast<float *>(page);
        for (std::int64_t d = 0; d < layout.dimension; ++d) {
            numbers[places.key(d)] = key[d];
            numbers[places.value(d)] = value[d];
        }
    } else {
        auto *numbers = static_cast<std::uint16_t *>(page);
        for (std::int64_t d = 0; d < layout.dimension; ++d) {
            numbers[places.key(d)] = bfloat16FromFloat(key[d]);
            numbers[places.value(d)] = bfloat16FromFloat(value[d]);
        }
    }
}

void copyPositions(const CacheLayout &layout, const void *from, void *to, std::int64_t positions)
{
    const std::size_t size = layout.type == CacheType::Float32 ? 4 : 2;
    for (std::int64_t position = 0; position < positions; ++position) {
        const Places places{layout, position};
        const auto copy = [&](std::int64_t place) {
            const std::size_t offset = static_cast<std::size_t>(place) * size;
            std::memcpy(static_cast<std::byte *>(to) + offset,
                        static_cast<const std::byte *>(from) + offset, size);
        };
        for (std::int64_t d = 0; d < layout.dimension; ++d) {
            copy(places.key(d));
            copy(places.value(d));
        }
    }
}

std::size_t attentionScratch(const CacheLayout &layout, std::int64_t lastPosition)
{
    const std::int64_t positions = (lastPosition / cachePagePositions + 1) * cachePagePositions;
    return static_cast<std::size_t>(attentionTileRows * (positions + layout.paddedDimension()));
}

void attend(const CacheLayout &layout, const CacheAttention &job, float *scratch,
            InstructionSet set)
{
    const KernelTable &kernels = kernelTable(set);
    (layout.type == CacheType::Float32 ? kernels.attendFloat32
                                       : kernels.attendBFloat16)(layout, job, scratch);
}

} // namespace phi1
