// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/train_options.h"
#include "app/phi1/training/run_folder.h"
#include "core/base/json.h"
#include "core/jobs/detach.h"
#include "core/jobs/workspace.h"

namespace phi1 {

namespace {

struct ResumeCommand {
    ResumeOptions options;
    std::string run;
    std::string workspace;
    bool detach = false;
};

Result<void> resume(ResumeCommand &command)
{
    ResumeOptions &options = command.options;
    options.run = std::filesystem::absolute(command.run).lexically_normal();
    if (!options.run.has_filename())
        options.run = options.run.parent_path();
    std::error_code error;
    if (!std::filesystem::exists(pendingRecord(options.run), error)) {
        PHI1_ASSIGN(const RunRecord record, readRunRecord(options.run));
        PHI1_TRY(overrideResumed(record.config, options.overrides));
    }
    options.arguments = {"resume", options.run.string()};
    for (const std::string &assignment : options.overrides) {
        options.arguments.emplace_back("--set");
        options.arguments.push_back(assignment);
    }
    if (command.detach) {
        PHI1_ASSIGN(const Workspace workspace, workspaceAt(command.workspace));
        PHI1_ASSIGN(const std::string id,
                    enqueueDetached(workspace, options.run, options.arguments));
        if (options.output.json)
            std::printf("%s\n", dumpJson({{"run", options.run.string()}, {"queued", id}}).c_str());
        else
            std::printf("queued as %s; follow it with: phi1 follow %s\n", id.c_str(),
                        options.run.c_str());
        return {};
    }
    PHI1_ASSIGN(const ComputeCommands *compute, computeCommands());
    return compute->resume(options);
}

} // namespace

void addResumeCommand(CommandRegistry &registry)
{
    auto command = std::make_shared<ResumeCommand>();
    CLI::App *app = registry.add(
        "resume", "Go on with a run that was stopped or died, from its newest checkpoint",
        [command] { return resume(*command); });
    app->add_option("run", command->run, "the run's folder")->required();
    app->add_option("--set", command->options.overrides,
                    "key=value: training.steps, checkpoint.*, evaluation.*, hardware.*")
        ->allow_extra_args(false)
        ->take_all();
    app->add_flag("--detach", command->detach, "put it into the workspace's queue and return");
    app->add_option("--workspace", command->workspace, "whose queue (for --detach)");
    addOutputOptions(*app, command->options.output);
}

} // namespace phi1
