// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

#include "app/phi1/compute/bench_options.h"
#include "app/phi1/compute/bench_training.h"
#include "app/phi1/compute/compute_commands.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

Result<void> runTrainingBench(const BenchOptions &options)
{
    TrainingBenchOptions training;
    training.peerPython = options.peerPython;
    training.peerScript = options.peerScripts / "training.py";
    training.threads = options.threads > 0
                           ? options.threads
                           : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    training.dtype = options.dtype;
    training.rounds = std::max(options.repetitions, training.rounds);
    PHI1_ASSIGN(const Json measured, benchTraining(training));
    Json row = {{"name", "training/" + training.dtype}, {"unit", "tokens/s"}};
    row["ours"] = measured["phi1"]["tokens_per_second"];
    const bool compared = measured.contains("transformers");
    row["peer"] = compared ? measured["transformers"]["tokens_per_second"] : Json(nullptr);
    row["ratio"] = compared ? measured["ratio"] : Json(nullptr);
    row["peer_name"] = "transformers, fused AdamW";
    row["repetitions"] = training.rounds * training.stepsPerRound;
    if (!compared)
        row["note"] = "peer not installed: run tests/peers/setup";
    for (const auto &[key, value] : measured.items()) {
        if (!row.contains(key))
            row[key] = value;
    }
    options.rows->push_back(std::move(row));
    return {};
}

struct ComputeBench {
    std::string_view name;
    Result<void> (*run)(const BenchOptions &);
};

constexpr std::array computeBenches = {ComputeBench{"training", runTrainingBench}};

} // namespace

Result<void> runBench(const BenchOptions &options)
{
    for (const ComputeBench &bench : computeBenches) {
        if (bench.name == options.name)
            return bench.run(options);
    }
    return failure(ErrorCode::Usage, concat("There is no benchmark ", options.name));
}

} // namespace phi1
