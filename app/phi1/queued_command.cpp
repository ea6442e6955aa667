// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/queued_command.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "app/phi1/run_options.h"
#include "app/phi1/training/run_folder.h"
#include "core/runs/run_config.h"

namespace phi1 {

namespace {

/// The values of an option, in both forms: "--set a=1", "--set=a=1".
std::vector<std::string> valuesOf(const std::vector<std::string> &arguments,
                                  const std::string &option)
{
    std::vector<std::string> values;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == option && i + 1 < arguments.size())
            values.push_back(arguments[++i]);
        else if (arguments[i].starts_with(option + "="))
            values.push_back(arguments[i].substr(option.size() + 1));
    }
    return values;
}

/// The first word behind the command's name that is no option nor the value of one.
std::string firstWord(const std::vector<std::string> &arguments)
{
    constexpr std::array<std::string_view, 3> flags = {"--json", "--detach", "--share"};
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (!arguments[i].starts_with("--"))
            return arguments[i];
        const bool hasValue = arguments[i].find('=') == std::string::npos &&
                              std::find(flags.begin(), flags.end(), arguments[i]) == flags.end();
        i += hasValue ? 1 : 0;
    }
    return {};
}

} // namespace

QueuedCommand inspectCommand(const std::vector<std::string> &arguments)
{
    QueuedCommand command;
    if (arguments.empty())
        return command;
    const std::string &name = arguments.front();
    const bool isTrain = name == "train";
    const bool isResume = name == "resume";
    constexpr std::array<std::string_view, 6> computing = {"train",    "resume",  "complete",
                                                           "evaluate", "forward", "bench"};
    command.takesDevice = std::find(computing.begin(), computing.end(), name) != computing.end();

    const std::vector<std::string> folders = valuesOf(arguments, isTrain ? "--run" : "--job");
    const std::string folder = isResume          ? firstWord(arguments)
                               : folders.empty() ? std::string()
                                                 : folders.back();
    if (!folder.empty())
        command.job = runFolder(folder);

    const std::vector<std::string> named = valuesOf(arguments, "--device");
    if (!named.empty()) {
        command.devices = {named.back()};
    } else if (isTrain) {
        if (const auto config = loadRunConfig(firstWord(arguments), valuesOf(arguments, "--set")))
            command.devices = config->hardware.devices;
    } else if (isResume) {
        if (const auto config = resumedConfig(command.job, valuesOf(arguments, "--set")))
            command.devices = config->hardware.devices;
    } else if (!command.takesDevice && name != "demonstrate") {
        command.devices = {"cpu"};
    }
    if (command.devices.empty())
        command.devices = {"auto"};
    return command;
}

} // namespace phi1
