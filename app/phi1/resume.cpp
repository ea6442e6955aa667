// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/train_options.h"
#include "app/phi1/run_options.h"
#include "app/phi1/training/run_folder.h"

namespace phi1 {

namespace {

struct ResumeCommand {
    std::string run;
    RunOptions options;
};

Result<void> resume(const ResumeCommand &command)
{
    ResumeOptions options;
    options.overrides = command.options.allOverrides();
    options.output = command.options.output;
    options.run = runFolder(command.run);
    PHI1_ASSIGN(const RunConfig config, resumedConfig(options.run, options.overrides));
    options.arguments = {"resume", options.run.string()};
    for (const std::string &assignment : options.overrides) {
        options.arguments.emplace_back("--set");
        options.arguments.push_back(assignment);
    }
    if (command.options.detach)
        return queueRun(command.options, options.run, options.arguments, config.hardware.devices);
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
    addRunOptions(*app, command->options, "training.steps, checkpoint.*, evaluation.*, hardware.*");
}

} // namespace phi1
