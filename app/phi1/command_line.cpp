// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/command_line.h"

#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace phi1 {

CLI::App *CommandRegistry::add(const std::string &name, const std::string &description,
                               std::function<Result<void>()> command)
{
    CLI::App *subcommand = app.add_subcommand(name, description);
    subcommand->callback([this, command = std::move(command)] { run = command; });
    return subcommand;
}

namespace {

void addOptions(CLI::App &command, HardwareOptions &options, std::vector<std::string> dtypes,
                const std::string &description)
{
    command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    command.add_option("--dtype", options.dtype, description)
        ->check(CLI::IsMember(std::move(dtypes)))
        ->capture_default_str();
    command.add_option("--threads", options.threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
}

} // namespace

void addHardwareOptions(CLI::App &command, HardwareOptions &options)
{
    addOptions(command, options, {"auto", "float32", "bfloat16", "float16"},
               "auto, float32, bfloat16 or float16");
}

void addInferenceOptions(CLI::App &command, HardwareOptions &options)
{
    addOptions(command, options, {"auto", "float32", "bfloat16", "float16", "int8"},
               "auto, float32, bfloat16, float16 or int8");
}

void addOutputOptions(CLI::App &command, OutputOptions &options)
{
    command.add_flag("--json", options.json, "print the result as one JSON document");
    command
        .add_option_function<std::string>(
            "--progress",
            [&options](const std::string &value) { options.progressJson = value == "json"; },
            "progress on stderr: bar or json")
        ->check(CLI::IsMember({"bar", "json"}));
}

} // namespace phi1
