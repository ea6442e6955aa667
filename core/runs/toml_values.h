// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "core/base/result.h"
#include "core/runs/run_config.h"
#include "core/runs/toml_text.h"

namespace phi1 {

/// Takes "format" out of a configuration's table: absent or 1; a newer one is refused naming both
/// numbers.
Result<void> takeFormat(toml::table &table, const std::string &name);

/// Writes every key of `table` into `config` after checking name, type and range. Paths start at
/// `folder`. The names of the keys are added to `given`. A table "resolved" (of a run.toml) is left
/// alone.
Result<void> applyToml(const toml::table &table, RunConfig &config, const std::string &name,
                       const std::filesystem::path &folder, std::set<std::string> *given);

} // namespace phi1
