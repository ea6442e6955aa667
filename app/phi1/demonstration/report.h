// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/phi1/demonstration/stages.h"

namespace phi1 {

struct DemonstrationReport {
    std::filesystem::path folder;           ///< that holds the runs
    std::vector<DemonstrationStage> stages; ///< pretraining, finetuning, control
    std::vector<StageScore> scores;         ///< one for each stage
    std::string command;                    ///< that made the report
};

/// Up to `count` exercises that the base model fails and the finetuned one passes, of different
/// families, as columns.
std::string exampleColumns(const StageScore &base, const StageScore &finetuned, std::size_t count,
                           std::size_t width);

/// Writes the Markdown file and, beside it, one SVG of the loss for each stage.
Result<void> writeReport(const DemonstrationReport &report, const std::filesystem::path &file);

} // namespace phi1
