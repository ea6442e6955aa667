// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/evaluation/exercises.h"

namespace phi1 {

/// Completions made elsewhere, in HumanEval's layout: a JSON line {"task_id", "completion"} for
/// each, plain or gzipped.
/// @return one completion per exercise, in the order of the exercises. An unknown, a repeated or a
/// missing task_id is an error that names it.
Result<std::vector<std::string>> readSamples(const std::filesystem::path &path,
                                             const std::vector<Exercise> &exercises);

} // namespace phi1
