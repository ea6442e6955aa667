// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "app/phi1/command_line.h"
#include "core/base/result.h"
#include "core/jobs/workspace.h"
#include "core/mixing/training_set.h"

namespace phi1 {

struct TrainingSetRequest {
    MixRecipe recipe;
    Workspace workspace;
    int threads = 0; ///< that encode; 0: one per core
    OutputOptions display;
};

/// Makes WORKSPACE/sets/NAME from the samples that the recipe's sources hold now. The folder
/// appears under its name when it is complete; without that nothing is left.
/// Usage for a recipe that cannot be made (a name that is taken, a source of which no sample
/// passes), Cancelled by a signal, errors of corpora, tokenizer and disk.
Result<TrainingSet> writeTrainingSet(const TrainingSetRequest &request);

/// For people: a line a source.
std::string trainingSetText(const TrainingSet &set);

} // namespace phi1
