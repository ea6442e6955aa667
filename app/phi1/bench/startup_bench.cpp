// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "app/phi1/bench/bench.h"
#include "core/base/child_process.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// From the start of the process to its end, in ms; its output is read and dropped.
Result<double> measureProcess(const std::vector<std::string> &arguments)
{
    const auto begin = std::chrono::steady_clock::now();
    PHI1_ASSIGN(const ChildResult child, runChild(arguments, true));
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    if (child.exitStatus != 0)
        return failure(ErrorCode::Io, concat(arguments[0], " ", arguments[1], " ended with status ",
                                             child.exitStatus, "; 0 is expected"));
    return time.count();
}

} // namespace

Result<std::vector<Json>> benchStartup(const BenchContext &context)
{
    struct Candidate {
        BenchRow row;
        std::vector<std::string> arguments;
    };
    const auto row = [](const char *name) {
        return BenchRow{.name = name,
                        .unit = "ms",
                        .lowerIsBetter = true,
                        .note = "no peer; at most 30 ms is wanted"};
    };
    std::vector<Candidate> candidates = {{row("startup/help"), {ownProgram(), "--help"}}};
    const fs::path checkpoint = context.sourceRoot / "tests/data/checkpoints/tinyA-hf-fp16";
    std::error_code ignored;
    if (!context.sourceRoot.empty() && fs::exists(checkpoint, ignored))
        candidates.push_back({row("startup/info"), {ownProgram(), "info", checkpoint.string()}});
    const int repetitions = std::max(context.repetitions, 20); // a few ms each
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        for (Candidate &candidate : candidates) {
            PHI1_ASSIGN(const double time, measureProcess(candidate.arguments));
            candidate.row.ours.push_back(time);
        }
    }
    std::vector<Json> result;
    for (const Candidate &candidate : candidates)
        result.push_back(toJson(candidate.row));
    return result;
}

} // namespace phi1
