// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/run_options.h"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/jobs/detach.h"
#include "core/jobs/workspace.h"

namespace phi1 {

std::vector<std::string> RunOptions::allOverrides() const
{
    std::vector<std::string> all = overrides;
    if (!device.empty())
        all.push_back("hardware.devices=" + device);
    if (!dtype.empty())
        all.push_back("hardware.dtype=" + dtype);
    if (threads >= 0)
        all.push_back(concat("hardware.threads=", threads));
    return all;
}

void addRunOptions(CLI::App &command, RunOptions &options, const std::string &settable)
{
    command.add_option("--set", options.overrides, "key=value: " + settable)
        ->allow_extra_args(false)
        ->take_all();
    command.add_option("--device", options.device,
                       "auto, cpu, cuda or cuda:N: hardware.devices of this start");
    command
        .add_option("--dtype", options.dtype,
                    "auto, float32, bfloat16 or float16: hardware.dtype of this start")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16", "float16"}));
    command
        .add_option("--threads", options.threads,
                    "CPU threads, 0 for one per core: hardware.threads of this start")
        ->check(CLI::Range(0, 1024));
    CLI::Option *detach = command.add_flag("--detach", options.detach,
                                           "put it into the workspace's queue and return");
    command.add_option("--workspace", options.workspace, "whose queue (for --detach)");
    command
        .add_option("--after", options.after,
                    "entry of the queue that must finish with status 0 first")
        ->needs(detach);
    command
        .add_flag("--share", options.shareDevice, "may run beside others on its device (--detach)")
        ->needs(detach);
    addOutputOptions(command, options.output);
}

std::filesystem::path runFolder(const std::string &given)
{
    std::filesystem::path run = std::filesystem::absolute(given).lexically_normal();
    return run.has_filename() ? run : run.parent_path();
}

Result<void> queueRun(const RunOptions &options, const std::filesystem::path &run,
                      const std::vector<std::string> &arguments,
                      const std::vector<std::string> &devices)
{
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(options.workspace));
    PHI1_ASSIGN(const std::string id,
                enqueueDetached(workspace, {.job = run,
                                            .program = {},
                                            .arguments = arguments,
                                            .name = {},
                                            .after = options.after,
                                            .devices = devices,
                                            .shareDevice = options.shareDevice}));
    if (options.output.json)
        std::printf("%s\n", dumpJson({{"run", run.string()}, {"queued", id}}).c_str());
    else
        std::printf("queued as %s; follow it with: phi1 follow %s\n", id.c_str(), run.c_str());
    return {};
}

} // namespace phi1
