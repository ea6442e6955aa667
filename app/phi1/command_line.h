// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace phi1 {

/// Options that mean the same for every command that computes.
struct HardwareOptions {
    std::string device = "auto"; ///< auto, cpu, cuda, cuda:N
    std::string dtype =
        "auto";      ///< auto, float32, bfloat16, float16; int8 where only inference is meant
    int threads = 0; ///< 0: one per core
};

/// Where results and progress go: results to stdout (one JSON document with --json), progress to
/// stderr.
struct OutputOptions {
    bool json = false;
    bool progressJson = false; ///< progress as JSON lines instead of a bar
};

/// Each command declares its options on a subcommand and sets what is run if it was the one chosen.
struct CommandRegistry {
    CLI::App &app;
    std::function<Result<void>()> run; ///< set by the callback of the chosen subcommand

    CLI::App *add(const std::string &name, const std::string &description,
                  std::function<Result<void>()> command);
};

void addHardwareOptions(CLI::App &command, HardwareOptions &options);
/// The same for commands that only run a model: --dtype knows int8 too.
void addInferenceOptions(CLI::App &command, HardwareOptions &options);
void addOutputOptions(CLI::App &command, OutputOptions &options);

} // namespace phi1
