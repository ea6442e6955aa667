// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/int8_weight.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"

namespace phi1 {

namespace {

/// Multiplications below which another thread costs more than it brings.
constexpr std::int64_t taskWork = 1 << 17;
/// Rows up to which a task takes several panels, each of which is fetched during the one before.
constexpr std::int64_t fewRows = 48;
/// Tasks for each thread then: more balance better, fewer leave the panels in longer stretches.
constexpr std::int64_t tasksPerThread = 4;

} // namespace

std::uint64_t Int8Weight::bytesFor(std::int64_t outputs, std::int64_t inputs)
{
    return static_cast<std::uint64_t>(paddedTo(outputs, int8Panel)) *
           (static_cast<std::uint64_t>(paddedTo(inputs, int8Alignment)) + sizeof(float));
}

Result<std::unique_ptr<LinearWeight>> Int8Weight::make(std::span<const StoredMatrix> sources,
                                                       ThreadPool &pool, const KernelTable &kernels)
{
    std::int64_t outputs = 0;
    for (const StoredMatrix &source : sources)
        outputs += source.outputs;
    std::unique_ptr<Int8Weight> weight(new Int8Weight(outputs, sources.front().inputs, kernels));
    const auto filled = static_cast<std::size_t>(weight->panels() * int8Panel);
    weight->m_weights = allocateAligned(filled * static_cast<std::size_t>(weight->paddedInputs()));
    weight->m_scales = allocateAligned(filled * sizeof(float));
    if (!weight->m_weights || !weight->m_scales)
        return failure(ErrorCode::Device,
                       concat("there is no memory for ", weight->bytes(), " bytes of weights"));
    pool.run(weight->panels(), [&](std::int64_t panel) { weight->packPanel(sources, panel); });
    return weight;
}

void Int8Weight::packPanel(std::span<const StoredMatrix> sources, std::int64_t panel)
{
    const auto padded = static_cast<std::size_t>(paddedInputs());
    // Kept from panel to panel: memory that comes and goes makes the threads wait for each other in
    // the kernel of the system for longer than all of this takes.
    thread_local AlignedScratch scratch;
    std::byte *memory = scratch.get((sizeof(float) + int8Panel) * padded);
    const std::span<float> row(reinterpret_cast<float *>(memory), padded);
    auto *fours = reinterpret_cast<std::uint32_t *>(memory + sizeof(float) * padded);
    auto *scales = reinterpret_cast<float *>(m_scales.get()) + panel * int8Panel;
    std::int64_t output = panel * int8Panel;
    const StoredMatrix *source = sources.data();
    while (source != sources.data() + sources.size() && output >= source->outputs)
        output -= source++->outputs;
    for (std::size_t n = 0; n < static_cast<std::size_t>(int8Panel); ++n) {
        // Outputs beyond the last weigh nothing.
        std::fill(row.begin(), row.end(), 0.0f);
        if (source != sources.data() + sources.size()) {
            const auto rowBytes = static_cast<std::size_t>(inputs()) * dtypeSize(source->dtype);
            widenRow(static_cast<const std::byte *>(source->data) +
                         static_cast<std::size_t>(output) * rowBytes,
                     source->dtype, inputs(), row.data());
            if (++output == source->outputs) {
                ++source;
                output = 0;
            }
        }
        m_kernels.quantizeWeights(row.data(), paddedInputs(),
                                  reinterpret_cast<std::uint8_t *>(&fours[n * padded / 4]),
                                  scales + n);
    }
    std::byte *to = m_weights.get() + static_cast<std::size_t>(panel * int8Panel) * padded;
    // Four bytes of every row beside each other, 16 inputs (a line of the cache) at a time.
    constexpr std::size_t line = 16;
    std::uint32_t block[line][int8Panel];
    for (std::size_t first = 0; first < padded / 4; first += line) {
        for (std::size_t n = 0; n < static_cast<std::size_t>(int8Panel); ++n)
            for (std::size_t i = 0; i < line; ++i)
                block[i][n] = fours[n * padded / 4 + first + i];
        std::memcpy(to + first * sizeof block[0], block, sizeof block);
    }
}

void Int8Weight::apply(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
                       const float *bias, float *out, std::int64_t outStride, bool accumulate) const
{
    Int8Job job;
    job.rows = rows;
    job.bias = bias;
    job.out = out;
    job.outStride = outStride;
    job.accumulate = accumulate;
    applyRange(pool, in, inStride, job, 0, outputs());
}

void Int8Weight::applyOutputs(ThreadPool &pool, const float *in, std::int64_t inStride,
                              std::int64_t rows, const float *bias, float *out,
                              std::int64_t outStride, std::int64_t first, std::int64_t count) const
{
    Int8Job job;
    job.rows = rows;
    job.bias = bias;
    job.out = out;
    job.outStride = outStride;
    applyRange(pool, in, inStride, job, first, first + count);
}

void Int8Weight::applyRange(ThreadPool &pool, const float *in, std::int64_t inStride, Int8Job job,
                            std::int64_t first, std::int64_t end) const
{
    const std::int64_t rows = job.rows;
    job.inputs = paddedInputs();
    const std::int64_t blocks = job.blocks();
    thread_local AlignedScratch scratch;
    const auto numbers = static_cast<std::size_t>(rows * job.inputs);
    const auto perBlock = static_cast<std::size_t>(rows * blocks) * sizeof(float);
    std::byte *memory = scratch.get(numbers + 2 * perBlock);
    auto *quantized = reinterpret_cast<std::int8_t *>(memory);
    auto *scales = reinterpret_cast<float *>(memory + numbers);
    auto *sums = reinterpret_cast<std::int32_t *>(memory + numbers + perBlock);
    const auto quantize = [&](std::int64_t row) {
        m_kernels.quantizeRow(in + row * inStride, inputs(), job.inputs,
                              quantized + row * job.inputs, scales + row * blocks,
                              sums + row * blocks);
    };
    if (rows * job.inputs < taskWork)
        for (std::int64_t row = 0; row < rows; ++row)
            quantize(row);
    else
        pool.run(rows, quantize);
    job.in = quantized;
    job.inScales = scales;
    job.inSums = sums;
    const std::int64_t firstPanel = first / int8Panel;
    const std::int64_t asked = (end + int8Panel - 1) / int8Panel - firstPanel;
    const std::int64_t perPanel = std::max<std::int64_t>(1, rows * job.inputs * int8Panel);
    const std::int64_t longer = rows > fewRows ? 1 : asked / (pool.threads() * tasksPerThread);
    const std::int64_t perTask = std::max<std::int64_t>({1, taskWork / perPanel, longer});
    pool.run((asked + perTask - 1) / perTask, [&](std::int64_t task) {
        const std::int64_t output = (firstPanel + task * perTask) * int8Panel;
        Int8Job own = job;
        own.weight = reinterpret_cast<const std::uint8_t *>(m_weights.get()) + output * job.inputs;
        own.weightScales = reinterpret_cast<const float *>(m_scales.get()) + output;
        own.outputs = std::min(perTask * int8Panel, end - output);
        own.bias = job.bias ? job.bias + output : nullptr;
        own.out = job.out + output - first;
        const std::int64_t unasked = first - output;
        if (unasked <= 0) {
            m_kernels.int8(own);
            return;
        }
        // The kernels begin at panels: what comes before the first output goes elsewhere.
        thread_local AlignedScratch aside;
        own.outStride = own.outputs;
        own.out = reinterpret_cast<float *>(
            aside.get(static_cast<std::size_t>(rows * own.outputs) * sizeof(float)));
        m_kernels.int8(own);
        for (std::int64_t row = 0; row < rows; ++row)
            std::memcpy(job.out + row * job.outStride, own.out + row * own.outStride + unasked,
                        static_cast<std::size_t>(own.outputs - unasked) * sizeof(float));
    });
}

} // namespace phi1
