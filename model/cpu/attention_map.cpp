// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/attention_map.h"

#include <cstring>
#include <vector>

#include "model/cpu/kernel_table.h"
#include "model/cpu/number_formats.h"

namespace phi1 {

std::size_t packedKeyBytes(const CacheLayout &layout, std::int64_t positions)
{
    const std::int64_t pages = (positions + cachePagePositions - 1) / cachePagePositions;
    return static_cast<std::size_t>(pages) * layout.pageBytes() / 2;
}

void packKeys(const CacheLayout &layout, const float *keys, std::int64_t stride, std::int64_t first,
              std::int64_t count, void *packed)
{
    const auto pageBytes = static_cast<std::int64_t>(layout.pageBytes() / 2);
    for (std::int64_t row = 0; row < count; ++row) {
        const std::int64_t position = first + row;
        auto *page = static_cast<std::byte *>(packed) + position / cachePagePositions * pageBytes;
        const float *key = keys + row * stride;
        const std::int64_t place = position % cachePagePositions;
        if (layout.type == CacheType::Float32) {
            auto *numbers = reinterpret_cast<float *>(page) + place;
            for (std::int64_t d = 0; d < layout.dimension; ++d)
                numbers[d * cachePagePositions] = key[d];
        } else {
            auto *numbers = reinterpret_cast<std::uint16_t *>(page) + 2 * place;
            for (std::int64_t d = 0; d < layout.dimension; ++d)
                numbers[d / 2 * 2 * cachePagePositions + d % 2] = bfloat16FromFloat(key[d]);
        }
    }
}

void attentionRows(const CacheLayout &layout, const AttentionRows &job, InstructionSet set)
{
    thread_local std::vector<float> scratch;
    const auto needed = static_cast<std::size_t>(attentionTileRows * layout.paddedDimension());
    if (scratch.size() < needed)
        scratch.resize(needed);
    const MapKernels &kernels = kernelTable(set).maps;
    (layout.type == CacheType::Float32 ? kernels.rowsFloat32
                                       : kernels.rowsBFloat16)(layout, job, scratch.data());
}

void columnExtremes(const ColumnJob &job, InstructionSet set)
{
    kernelTable(set).maps.columnExtremes(job);
}

void addColumnSums(const ColumnJob &job, InstructionSet set)
{
    kernelTable(set).maps.addColumnSums(job);
}

void addColumnEntropies(const ColumnJob &job, float factor, InstructionSet set)
{
    kernelTable(set).maps.addColumnEntropies(job, factor);
}

RowFigures rowFigures(const float *row, std::int64_t position, InstructionSet set)
{
    return kernelTable(set).maps.rowFigures(row, position);
}

} // namespace phi1
