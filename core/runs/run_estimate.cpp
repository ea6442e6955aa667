// SPDX-License-Identifier: Apache-2.0
// Legend: P parameters, N tokens of a micro-batch, C width, M width of the MLP, V vocabulary, L
// layers, H heads, T positions.
#include "core/runs/run_estimate.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

std::uint64_t bytes(double count)
{
    return static_cast<std::uint64_t>(std::llround(std::clamp(count, 0.0, 1e18)));
}

double real(std::int64_t value)
{
    return static_cast<double>(value);
}

// A process that trains a model of some kilobytes: program, LibTorch, thread stacks. Measured on
// Linux, x86-64, two threads: 153 to 158 MB.
constexpr double programOnCpu = 155e6;
// CUDA context, cuBLAS workspaces and the allocator's rounding. Not measured.
constexpr double programOnGpu = 1.2e9;

double tensorCount(const RunConfig::Model &model)
{
    return real(14 * model.layers + 5);
}

} // namespace

ParameterCounts parameterCounts(const RunConfig::Model &model)
{
    const std::int64_t C = model.hidden, M = model.mlp, V = model.vocabulary, L = model.layers;
    return {.embedding = V * C,
            .attention = L * 4 * (C * C + C),
            .mlp = L * (2 * C * M + M + C),
            .layerNorm = (L + 1) * 2 * C,
            .head = V * C + V};
}

double trainingOperations(const RunConfig::Model &model)
{
    const ParameterCounts counts = parameterCounts(model);
    return 6.0 * real(counts.total() - counts.embedding) +
           12.0 * real(model.layers) * real(model.hidden) * real(model.context);
}

bool processorMultipliesBFloat16()
{
#ifdef __x86_64__
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") != 0 || __builtin_cpu_supports("amx-bf16") != 0;
#else
    return false;
#endif
}

MemoryEstimate estimateMemory(const RunConfig &config, const ComputeTarget &target)
{
    const RunConfig::Model &model = config.model;
    const double P = real(parameterCounts(model).total());
    const double T = real(model.context);
    const double B = real(std::max<std::int64_t>(1, config.training.microBatchSize));
    const double N = B * T;
    const double C = real(model.hidden), M = real(model.mlp), V = real(model.vocabulary);
    const double L = real(model.layers), H = real(model.heads);
    const double s = target.bfloat16 ? 2.0 : 4.0; // bytes of a number in the matrix products
    const bool drops = config.training.dropout > 0.0;
    const bool ownAttention = !target.gpu && !target.bfloat16;

    MemoryEstimate memory{.gpu = target.gpu, .bfloat16 = target.bfloat16};
    memory.weights = bytes(P * s);
    memory.optimizer = bytes(P * (target.bfloat16 ? 12.0 : 8.0));
    memory.gradients = bytes(P * 4.0);

    // BlockActivations: norm, projection, attended, activated, two statistics; log sums of the
    // attention.
    const double block =
        N * (5.0 * C + 2.0 * M) * s + 8.0 * N + (drops && !ownAttention ? 0.0 : B * H * T * 4.0);
    const double blocks = config.hardware.recompute ? 1.0 : L;
    const double stream = (L + 1.0) * N * C * 4.0;
    const double gradients =
        N * C * 4.0 + (target.bfloat16 ? N * C * s : 0.0) + N * (2.0 * C + M) * s;
    // What one block needs for a moment: the dropped branch, the gradients of q, k and v, or the
    // probabilities of one sequence.
    double moment = drops ? N * C * 4.0 : 0.0;
    if (drops && !ownAttention)
        moment += 5.0 * H * T * T * 4.0;
    else if (!ownAttention)
        moment += 4.0 * N * C * s;
    memory.activations = bytes(stream + blocks * block + gradients);

    const double chunk = std::max(32.0, std::floor((target.gpu ? 268435456.0 : 2097152.0) / V));
    memory.lossHead = bytes(std::min(N, chunk) * V * s + N * C * s + 12.0 * N);

    // The loss without gradients, of evaluations and checkpoints, has two streams and a block of
    // its own; it and `moment` are never there together.
    const double evaluation = 2.0 * N * C * 4.0 + block;
    const double batch = real(config.training.batchSize) * T * 8.0 * (target.gpu ? 2.0 : 4.0);
    // Products of bfloat16 that are added to float32 pass through a matrix of their own; oneDNN
    // also reorders what it multiplies on a CPU.
    double copies = target.bfloat16 ? std::max({N * C, (3.0 * C + M) * C, V * C}) * s : 0.0;
    if (target.bfloat16 && !target.gpu)
        copies = std::max(copies, 2.0 * N * (3.0 * C + M) * s);
    memory.buffers = bytes(std::max(moment, evaluation) + copies + batch +
                           (target.gpu ? programOnGpu : programOnCpu + 12.0 * P));
    return memory;
}

std::int64_t microBatchThatFits(const RunConfig &config, const ComputeTarget &target,
                                std::uint64_t limit)
{
    RunConfig smaller = config;
    for (std::int64_t size = config.training.microBatchSize - 1; size >= 1; --size) {
        if (config.training.batchSize % size != 0)
            continue;
        smaller.training.microBatchSize = size;
        if (estimateMemory(smaller, target).total() <= limit)
            return size;
    }
    return 0;
}

CheckpointPlan checkpointPlan(const RunConfig &config)
{
    constexpr std::int64_t mostListed = 4096;
    CheckpointPlan plan;
    const std::int64_t steps = std::max<std::int64_t>(1, config.training.steps);
    const std::int64_t every = config.checkpoint.every;
    plan.written = every > 0 ? (steps + every - 1) / every : 1;
    // The best of validation stays beside the newest, where there is validation in between.
    plan.kept = config.checkpoint.keep > 0 ? std::min(plan.written, config.checkpoint.keep + 1)
                                           : plan.written;
    // Weights and two moments in float32, a header line for each tensor, the tokenizer's files.
    const double parameters = real(parameterCounts(config.model).total());
    plan.bytesEach = bytes(12.0 * parameters + 360.0 * tensorCount(config.model) +
                           16.0 * real(config.model.vocabulary) + 4000.0);
    for (std::int64_t i = 1; i < plan.written && i < mostListed; ++i)
        plan.steps.push_back(i * every);
    plan.steps.push_back(steps);
    return plan;
}

TokenPlan tokenPlan(const RunConfig &config)
{
    TokenPlan plan;
    plan.perStep = config.training.batchSize * config.model.context;
    plan.total = real(plan.perStep) * real(config.training.steps);
    double weights = 0;
    for (const DataSource &source : config.data.train)
        weights += source.weight;
    double documents = 0, heldOutDocuments = 0;
    for (const DataSource &source : config.data.train) {
        SourcePlan part{.source = source.path, .share = weights > 0 ? source.weight / weights : 0};
        Result<DatasetFacts> facts = datasetFacts(source, config);
        if (facts) {
            plan.available += facts->train.tokens;
            plan.heldOut += facts->validation.tokens;
            documents += static_cast<double>(facts->train.documents);
            heldOutDocuments += static_cast<double>(facts->validation.documents);
            plan.estimated = plan.estimated || facts->estimated;
            // Cut at stride T; what is left at the end is not seen.
            const auto sequences =
                config.model.context > 0 && facts->train.tokens > 0
                    ? (facts->train.tokens - 1) / static_cast<std::uint64_t>(config.model.context)
                    : 0;
            if (sequences > 0)
                part.epochs = part.share * real(config.training.steps) *
                              real(config.training.batchSize) / static_cast<double>(sequences);
            part.facts = std::move(*facts);
        } else {
            plan.complete = false;
            part.problem = facts.error().message;
        }
        plan.sources.push_back(std::move(part));
    }
    if (documents + heldOutDocuments > 0)
        plan.heldOutFraction = heldOutDocuments / (documents + heldOutDocuments);
    if (plan.available > 0)
        plan.epochs = plan.total / static_cast<double>(plan.available);
    if (!config.data.validation.empty()) {
        plan.heldOut = 0;
        for (const DataSource &source : config.data.validation) {
            SourcePlan part{.source = source.path};
            if (Result<DatasetFacts> facts = datasetFacts(source, config)) {
                plan.heldOut += facts->validation.tokens;
                part.facts = std::move(*facts);
            } else {
                part.problem = facts.error().message;
            }
            plan.validation.push_back(std::move(part));
        }
    }
    return plan;
}

DiskEstimate estimateDisk(const RunConfig &config, const TokenPlan &tokens)
{
    constexpr double bytesOfStep = 330; // one line of events.jsonl
    const CheckpointPlan checkpoints = checkpointPlan(config);
    DiskEstimate disk;
    disk.checkpoints =
        checkpoints.bytesEach *
        static_cast<std::uint64_t>(std::min(checkpoints.kept + 1, checkpoints.written));
    for (const auto *sources : {&tokens.sources, &tokens.validation}) {
        for (const SourcePlan &source : *sources) {
            if (!source.facts || !source.facts->estimated)
                continue;
            const DatasetFacts &facts = *source.facts;
            disk.data += 2 * (facts.train.tokens + facts.validation.tokens) +
                         32 * (facts.train.documents + facts.validation.documents);
        }
    }
    disk.events = bytes(bytesOfStep * real(config.training.steps));
    return disk;
}

} // namespace phi1
