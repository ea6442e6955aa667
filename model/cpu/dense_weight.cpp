// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/dense_weight.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "model/cpu/number_formats.h"
#include "model/cpu/row_operations.h"
#include "model/cpu/thread_pool.h"

namespace phi1 {

namespace {

/// Outputs of a task come in multiples of this, a multiple of those of a tile.
constexpr std::int64_t taskOutputs = 48;
/// Tasks for each thread: more balance better, fewer leave the weights in longer stretches.
constexpr std::int64_t tasksPerThread = 4;
/// Rows up to which the weights' way from memory is what takes the time.
constexpr std::int64_t fewRows = 8;
/// Rows from which on each is read often enough to be worth a copy.
constexpr std::int64_t manyRows = 32;
/// Multiplications below which another thread costs more than it brings.
constexpr std::int64_t taskWork = 1 << 17;

/// A copy in bfloat16, made by the pool's threads; null when memory is short.
std::shared_ptr<const void> bfloat16Copy(const StoredMatrix &source, ThreadPool &pool)
{
    const auto outputs = static_cast<std::size_t>(source.outputs);
    const auto inputs = static_cast<std::size_t>(source.inputs);
    AlignedMemory memory = allocateAligned(outputs * inputs * sizeof(std::uint16_t));
    if (!memory)
        return {};
    auto *to = reinterpret_cast<std::uint16_t *>(memory.get());
    const auto *from = static_cast<const std::byte *>(source.data);
    pool.run(source.outputs, [&](std::int64_t task) {
        thread_local AlignedScratch scratch;
        const auto row = static_cast<std::size_t>(task);
        auto *numbers = reinterpret_cast<float *>(scratch.get(inputs * sizeof(float)));
        widenRow(from + row * inputs * dtypeSize(source.dtype), source.dtype, source.inputs,
                 numbers);
        for (std::size_t k = 0; k < inputs; ++k)
            to[row * inputs + k] = bfloat16FromFloat(numbers[k]);
    });
    return {memory.release(), FreeMemory()};
}

} // namespace

Result<std::unique_ptr<LinearWeight>> DenseWeight::make(std::span<const StoredMatrix> sources,
                                                        WeightType type, ThreadPool &pool,
                                                        const KernelTable &kernels)
{
    std::int64_t outputs = 0;
    for (const StoredMatrix &source : sources)
        outputs += source.outputs;
    std::unique_ptr<DenseWeight> weight(
        new DenseWeight(outputs, sources.front().inputs, type, kernels));
    std::int64_t firstOutput = 0;
    for (const StoredMatrix &source : sources) {
        Part part;
        part.matrix = source;
        part.firstOutput = firstOutput;
        firstOutput += source.outputs;
        if (!usedInPlace(source.dtype, type)) {
            const std::uint64_t bytes = linearWeightBytes({&source, 1}, type);
            part.matrix.owner = bfloat16Copy(source, pool);
            if (!part.matrix.owner)
                return failure(ErrorCode::Device,
                               concat("there is no memory for ", bytes, " bytes of weights"));
            part.matrix.data = part.matrix.owner.get();
            part.matrix.dtype = DType::BF16;
            weight->m_ownedBytes += bytes;
        }
        part.kernel = type == WeightType::BFloat16      ? kernels.denseRounded
                      : part.matrix.dtype == DType::F32 ? kernels.denseFloat32
                      : part.matrix.dtype == DType::F16 ? kernels.denseFloat16
                                                        : kernels.denseBFloat16;
        weight->m_parts.push_back(std::move(part));
    }
    return weight;
}

std::uint64_t DenseWeight::bytes() const
{
    std::uint64_t bytes = 0;
    for (const Part &part : m_parts)
        bytes += static_cast<std::uint64_t>(part.matrix.outputs * part.matrix.inputs) *
                 dtypeSize(part.matrix.dtype);
    return bytes;
}

void DenseWeight::apply(ThreadPool &pool, const float *in, std::int64_t inStride, std::int64_t rows,
                        const float *bias, float *out, std::int64_t outStride,
                        bool accumulate) const
{
    DenseJob job;
    job.in = in;
    job.inStride = inStride;
    job.rows = rows;
    job.bias = bias;
    job.out = out;
    job.outStride = outStride;
    job.accumulate = accumulate;
    applyRange(pool, job, 0, outputs());
}

void DenseWeight::applyOutputs(ThreadPool &pool, const float *in, std::int64_t inStride,
                               std::int64_t rows, const float *bias, float *out,
                               std::int64_t outStride, std::int64_t first, std::int64_t count) const
{
    DenseJob job;
    job.in = in;
    job.inStride = inStride;
    job.rows = rows;
    job.bias = bias;
    job.out = out;
    job.outStride = outStride;
    applyRange(pool, job, first, first + count);
}

void DenseWeight::applyRange(ThreadPool &pool, DenseJob job, std::int64_t first,
                             std::int64_t end) const
{
    const std::int64_t rows = job.rows;
    job.inputs = inputs();
    // In what the kernels multiply, and rows that are not a power of two apart, which would share
    // their places in the caches.
    const bool rounds = m_type == WeightType::BFloat16;
    if (rounds || rows > manyRows) {
        thread_local AlignedScratch scratch;
        const std::int64_t size = rounds && m_kernels.roundedArePacked ? 2 : 4;
        const std::int64_t stride = (inputs() + 31) / 32 * 32 + 32;
        std::byte *copy = scratch.get(static_cast<std::size_t>(rows * stride * size));
        const auto *in = static_cast<const float *>(job.in);
        const auto copyRow = [&, inStride = job.inStride](std::int64_t row) {
            const float *from = in + row * inStride;
            if (rounds)
                m_kernels.roundRow(from, inputs(), copy + row * stride * size);
            else
                std::memcpy(copy + row * stride * size, from,
                            static_cast<std::size_t>(inputs()) * sizeof(float));
        };
        if (rows * inputs() < taskWork)
            for (std::int64_t row = 0; row < rows; ++row)
                copyRow(row);
        else
            pool.run(rows, copyRow);
        job.in = copy;
        job.inStride = stride;
    }
    const std::int64_t wanted =
        std::max(taskWork / std::max<std::int64_t>(1, rows * inputs()),
                 rows > fewRows ? 0 : (end - first) / (pool.threads() * tasksPerThread));
    const std::int64_t perTask = std::max(taskOutputs, wanted / taskOutputs * taskOutputs);
    // Outputs of a part that are asked for, counted from its first one.
    const auto begin = [&](const Part &part) {
        return std::max<std::int64_t>(0, first - part.firstOutput);
    };
    const auto tasksOf = [&](const Part &part) {
        const std::int64_t partEnd = std::min(part.matrix.outputs, end - part.firstOutput);
        return std::max<std::int64_t>(0, (partEnd - begin(part) + perTask - 1) / perTask);
    };
    std::int64_t tasks = 0;
    for (const Part &part : m_parts)
        tasks += tasksOf(part);
    pool.run(tasks, [&](std::int64_t task) {
        const Part *part = m_parts.data();
        for (std::int64_t own; (own = tasksOf(*part)) <= task; ++part)
            task -= own;
        const std::int64_t output = begin(*part) + task * perTask;
        const std::int64_t partEnd = std::min(part->matrix.outputs, end - part->firstOutput);
        const auto rowBytes = inputs() * static_cast<std::int64_t>(dtypeSize(part->matrix.dtype));
        DenseJob own = job;
        own.weight = static_cast<const std::byte *>(part->matrix.data) + output * rowBytes;
        own.outputs = std::min(perTask, partEnd - output);
        own.bias = job.bias ? job.bias + part->firstOutput + output : nullptr;
        own.out = job.out + part->firstOutput + output - first;
        part->kernel(own);
    });
}

} // namespace phi1
