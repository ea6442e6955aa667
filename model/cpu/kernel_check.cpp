// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/kernel_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "model/cpu/aligned_memory.h"
#include "model/cpu/attention_map.h"
#include "model/cpu/cache_attention.h"
#include "model/cpu/linear_weight.h"
#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"

namespace phi1 {

namespace {

std::vector<float> randomNumbers(std::int64_t count, std::uint32_t state)
{
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float &number : numbers) {
        state = state * 1664525u + 1013904223u;
        number = static_cast<float>(state >> 8) * 0x1p-23f - 1.0f;
    }
    return numbers;
}

double largestError(const std::vector<float> &found, const std::vector<float> &expected)
{
    double largest = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double error = std::abs(static_cast<double>(found[i]) - expected[i]) /
                             (1.0 + std::abs(static_cast<double>(expected[i])));
        if (!(error <= largest)) // a NaN is the largest error
            largest = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
    }
    return largest;
}

std::vector<float> linear(WeightType type, InstructionSet set)
{
    constexpr std::int64_t outputs = 75, inputs = 333, rows = 23;
    const std::vector<float> numbers = randomNumbers(outputs * inputs, 1);
    const StoredMatrix matrix{numbers.data(), DType::F32, outputs, inputs, nullptr};
    ThreadPool pool(1);
    std::vector<float> out(rows * outputs);
    const auto weight = makeLinearWeight({&matrix, 1}, type, pool, set);
    if (weight)
        (*weight)->apply(pool, randomNumbers(rows * inputs, 2).data(), inputs, rows,
                         randomNumbers(outputs, 3).data(), out.data(), outputs, false);
    return out;
}

std::vector<float> attention(CacheType type, InstructionSet set)
{
    constexpr std::int64_t dimension = 64, positions = cachePagePositions;
    const CacheLayout layout{type, dimension};
    const AlignedMemory page = allocateAligned(layout.pageBytes());
    const std::vector<float> keys = randomNumbers(dimension * positions, 4);
    const std::vector<float> values = randomNumbers(dimension * positions, 5);
    for (std::int64_t p = 0; p < positions; ++p)
        storeKeyValue(layout, page.get(), p, keys.data() + p * dimension,
                      values.data() + p * dimension);
    const std::byte *pages[] = {page.get()};
    const std::vector<float> queries = randomNumbers(dimension * positions, 6);
    std::vector<float> out(queries.size()), scratch(attentionScratch(layout, positions - 1));
    CacheAttention job;
    job.queries = queries.data();
    job.queryStride = dimension;
    job.count = positions;
    job.pages = pages;
    job.scale = 0.125f;
    job.out = out.data();
    job.outStride = dimension;
    attend(layout, job, scratch.data(), set);
    return out;
}

/// Rows of weights, then what their columns and the last row add up to.
std::vector<float> attentionMap(CacheType type, InstructionSet set)
{
    constexpr std::int64_t dimension = 64, positions = cachePagePositions;
    const CacheLayout layout{type, dimension};
    const AlignedMemory packed = allocateAligned(packedKeyBytes(layout, positions));
    packKeys(layout, randomNumbers(dimension * positions, 8).data(), dimension, 0, positions,
             packed.get());
    const std::vector<float> queries = randomNumbers(dimension * positions, 9);
    std::vector<std::uint8_t> spoiled(positions);
    std::vector<float> out(positions * positions + 3 * positions + 2);
    AttentionRows rows;
    rows.queries = queries.data();
    rows.queryStride = dimension;
    rows.count = positions;
    rows.keys = packed.get();
    rows.out = out.data();
    rows.outStride = positions;
    rows.spoiled = spoiled.data();
    attentionRows(layout, rows, set);
    float *columns = out.data() + positions * positions;
    ColumnJob job{out.data(), positions, positions, positions, columns};
    columnExtremes(job, set);
    job.out += positions;
    addColumnSums(job, set);
    job.out += positions;
    addColumnEntropies(job, 1.0f, set);
    const RowFigures figures =
        rowFigures(out.data() + (positions - 1) * positions, positions - 1, set);
    columns[3 * positions] = figures.entropy;
    columns[3 * positions + 1] = figures.distance;
    return out;
}

std::vector<float> rowOperations(InstructionSet set)
{
    std::vector<float> row = randomNumbers(333, 7);
    layerNormRow(row.data(), row.data(), row.data(), 1e-5f, 333, row.data(), set);
    geluRow(row.data(), 333, set);
    return row;
}

} // namespace

std::vector<KernelCheck> checkKernels(InstructionSet set)
{
    constexpr InstructionSet scalar = InstructionSet::Scalar;
    // Sums of bfloat16 products round differently in hardware; all else is the same bit for bit.
    const bool rounds = multipliesBFloat16InHardware(set);
    std::vector<KernelCheck> checks;
    for (const WeightType type : {WeightType::Float32, WeightType::BFloat16, WeightType::Int8})
        checks.push_back({concat("linear ", weightTypeName(type)),
                          largestError(linear(type, set), linear(type, scalar)),
                          rounds && type == WeightType::BFloat16 ? 1e-4 : 0.0});
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16})
        checks.push_back({concat("attention ", type == CacheType::Float32 ? "float32" : "bfloat16"),
                          largestError(attention(type, set), attention(type, scalar)),
                          rounds && type == CacheType::BFloat16 ? 0.02 : 0.0});
    for (const CacheType type : {CacheType::Float32, CacheType::BFloat16})
        checks.push_back(
            {concat("attention maps ", type == CacheType::Float32 ? "float32" : "bfloat16"),
             largestError(attentionMap(type, set), attentionMap(type, scalar)),
             rounds && type == CacheType::BFloat16 ? 1e-4 : 0.0});
    checks.push_back({"rows", largestError(rowOperations(set), rowOperations(scalar)), 0.0});
    return checks;
}

} // namespace phi1
