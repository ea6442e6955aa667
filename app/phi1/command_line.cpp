// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/command_line.h"

#include <CLI/CLI.hpp>

namespace phi1 {

CLI::App *CommandRegistry::add(const std::string &name, const std::string &description,
                               std::function<Result<void>()> command)
{
    CLI::App *subcommand = app.add_subcommand(name, description);
    subcommand->callback([this, command = std::move(command)] { run = command; });
    return subcommand;
}

void addHardwareOptions(CLI::App &command, HardwareOptions &options)
{
    command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    command.add_option("--dtype", options.dtype, "auto, float32, bfloat16 or float16")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16", "float16"}))
        ->capture_default_str();
    command.add_option("--threads", options.threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
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
