// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

#include "app/phi1/bench/bench.h"
#include "core/base/text.h"
#include "model/cpu/aligned_memory.h"
#include "model/cpu/linear_weight.h"
#include "model/cpu/number_formats.h"
#include "model/cpu/thread_pool.h"

namespace phi1 {

namespace {

using Weights = std::vector<std::unique_ptr<LinearWeight>>;

struct Shape {
    std::int64_t outputs, inputs;
};

/// One block of phi-1: q, k, v and fc1; dense; fc2.
constexpr Shape block[] = {{14336, 2048}, {2048, 2048}, {2048, 8192}};
/// Blocks at hand: in every type more than the caches hold.
constexpr int blocks = 4;
constexpr std::size_t readBytes = 512u << 20;
constexpr std::array<std::int64_t, 5> rowCounts = {1, 2, 4, 8, 512};

double secondsOf(const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Sums of what lies there, by the pool's threads, as fast as it can be read. @return GB/s
double readingSpeed(ThreadPool &pool, const AlignedMemory &memory)
{
    constexpr std::size_t piece = 1u << 20;
    constexpr std::size_t lanes = 32;
    std::vector<std::uint64_t> sums(readBytes / piece);
    const double seconds = secondsOf([&] {
        pool.run(static_cast<std::int64_t>(sums.size()), [&](std::int64_t task) {
            const auto *from = reinterpret_cast<const std::uint64_t *>(
                memory.get() + static_cast<std::size_t>(task) * piece);
            std::uint64_t parts[lanes] = {};
            for (std::size_t i = 0; i < piece / sizeof(std::uint64_t); i += lanes)
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    parts[lane] += from[i + lane];
            sums[static_cast<std::size_t>(task)] =
                std::accumulate(parts, parts + lanes, std::uint64_t{0});
        });
    });
    // Looking at the sums keeps the compiler from leaving out the reading.
    const std::uint64_t total = std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
    return total == 0 ? 0.0 : static_cast<double>(readBytes) / seconds / 1e9;
}

Result<AlignedMemory> filledMemory(ThreadPool &pool, std::size_t bytes)
{
    AlignedMemory memory = allocateAligned(bytes);
    if (!memory)
        return failure(ErrorCode::Device, concat("there is no memory for ", bytes, " bytes"));
    // bfloat16 numbers between -1/16 and 1/16; as float32, others as small.
    auto *numbers = reinterpret_cast<std::uint16_t *>(memory.get());
    constexpr std::size_t piece = 1u << 16;
    pool.run(static_cast<std::int64_t>((bytes / 2 + piece - 1) / piece), [&](std::int64_t task) {
        const std::size_t first = static_cast<std::size_t>(task) * piece;
        auto state = static_cast<std::uint32_t>(task) * 2654435761u + 1u;
        for (std::size_t i = first; i < std::min(first + piece, bytes / 2); ++i) {
            state = state * 1664525u + 1013904223u;
            numbers[i] =
                bfloat16FromFloat((static_cast<float>(state >> 8) * 0x1p-24f - 0.5f) / 8.0f);
        }
    });
    return memory;
}

Result<Weights> randomWeights(ThreadPool &pool, WeightType type)
{
    const DType stored = type == WeightType::Float32 ? DType::F32 : DType::BF16;
    Weights weights;
    for (int i = 0; i < blocks; ++i) {
        for (const Shape shape : block) {
            const auto bytes =
                static_cast<std::size_t>(shape.outputs * shape.inputs) * dtypeSize(stored);
            PHI1_ASSIGN(AlignedMemory memory, filledMemory(pool, bytes));
            StoredMatrix matrix{nullptr, stored, shape.outputs, shape.inputs, nullptr};
            matrix.owner = std::shared_ptr<const void>(memory.release(), FreeMemory());
            matrix.data = matrix.owner.get();
            PHI1_ASSIGN(std::unique_ptr<LinearWeight> weight,
                        makeLinearWeight({&matrix, 1}, type, pool));
            weights.push_back(std::move(weight));
        }
    }
    return weights;
}

/// Seconds of all layers on `rows` rows.
double applyingTime(ThreadPool &pool, const Weights &weights, std::int64_t rows)
{
    const auto most = static_cast<std::size_t>(rows * block[0].outputs);
    std::vector<float> in(most), out(most);
    for (std::size_t i = 0; i < in.size(); ++i)
        in[i] = static_cast<float>(i * 37 % 101) / 50.0f - 1.0f;
    return secondsOf([&] {
        for (const auto &weight : weights)
            weight->apply(pool, in.data(), weight->inputs(), rows, nullptr, out.data(),
                          weight->outputs(), false);
    });
}

std::string rowName(WeightType type, std::int64_t rows)
{
    return concat("linear/", weightTypeName(type), " ", rows, rows == 1 ? " row" : " rows");
}

} // namespace

Result<std::vector<Json>> benchLinear(const BenchContext &context)
{
    ThreadPool pool(context.threads);
    PHI1_ASSIGN(const AlignedMemory memory, filledMemory(pool, readBytes));
    std::vector<Json> reports;
    for (const WeightType type : {WeightType::Int8, WeightType::BFloat16, WeightType::Float32}) {
        PHI1_ASSIGN(const Weights weights, randomWeights(pool, type));
        double bytes = 0, products = 0;
        for (const auto &weight : weights) {
            bytes += static_cast<double>(weight->bytes());
            products += static_cast<double>(weight->outputs() * weight->inputs());
        }
        for (const std::int64_t rows : rowCounts) {
            context.progress(rowName(type, rows));
            const bool few = rows <= 8;
            BenchRow row{.name = rowName(type, rows), .unit = few ? "GB/s" : "GFLOP/s"};
            if (few)
                row.peerName = "reading alone";
            const double operations = 2.0 * products * static_cast<double>(rows);
            double best = 0;
            for (int i = 0; i < context.repetitions; ++i) {
                if (few)
                    row.peer.push_back(readingSpeed(pool, memory));
                const double seconds = applyingTime(pool, weights, rows);
                row.ours.push_back((few ? bytes : operations) / seconds / 1e9);
                best = std::max(best, operations / seconds / 1e9);
            }
            row.note = concat(instructionSetName(bestInstructionSet()), ", ", pool.threads(),
                              pool.threads() == 1 ? " thread" : " threads");
            row.details = {{"best_gflops", jsonNumber(best)},
                           {"kernels", instructionSetName(bestInstructionSet())},
                           {"threads", pool.threads()}};
            reports.push_back(toJson(row));
        }
    }
    return reports;
}

} // namespace phi1
