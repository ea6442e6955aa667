// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "core/runs/run_config.h"

namespace phi1 {

struct TrainOptions {
    RunConfig config;
    std::filesystem::path run;          ///< absolute
    std::vector<std::string> overrides; ///< --set, as given
    std::vector<std::string> arguments; ///< of the command line, for people
    OutputOptions output;
};

struct ResumeOptions {
    std::filesystem::path run;
    std::vector<std::string> overrides;
    std::vector<std::string> arguments;
    OutputOptions output;
};

} // namespace phi1
