// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// One training run of the demonstration.
struct DemonstrationStage {
    std::string name;  ///< of the run folder: "nano-pretrain"
    std::string title; ///< for people: "Pretraining on the textbook"
    std::string preset;
    std::vector<std::string> overrides; ///< for --set
};

/// What a model made of the held-out exercises.
struct StageScore {
    std::string name;
    std::int64_t passed = 0;
    std::int64_t total = 0;
    Json problems; ///< as `phi1 evaluate --json` lists them

    double percent() const
    {
        return total > 0 ? 100.0 * static_cast<double>(passed) / static_cast<double>(total) : 0;
    }
};

/// Brings the run `folder`/`stage.name` to its end by starting this program again: trains it,
/// resumes it if it was interrupted, leaves it alone if it is finished. Cancelled if the worker was
/// interrupted.
Result<void> bringToEnd(const DemonstrationStage &stage, const std::filesystem::path &folder,
                        const std::vector<std::string> &commonArguments);

/// `phi1 evaluate` of a run on the exercises `builtin:held-out`.
Result<StageScore> scoreHeldOut(const DemonstrationStage &stage,
                                const std::filesystem::path &folder,
                                const std::vector<std::string> &commonArguments);

} // namespace phi1
