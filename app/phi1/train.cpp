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

struct TrainCommand {
    std::string what;
    std::string run;
    RunOptions options;
};

Result<void> train(const TrainCommand &command)
{
    TrainOptions options;
    options.overrides = command.options.allOverrides();
    options.output = command.options.output;
    PHI1_ASSIGN(options.config, loadRunConfig(command.what, options.overrides));
    options.run = runFolder(command.run);
    PHI1_TRY(requireNewRunFolder(options.run));
    options.arguments = {"train", command.what, "--run", options.run.string()};
    for (const std::string &assignment : options.overrides) {
        options.arguments.emplace_back("--set");
        options.arguments.push_back(assignment);
    }
    if (command.options.detach)
        return queueRun(command.options, options.run, options.arguments,
                        options.config.hardware.devices);
    PHI1_ASSIGN(const ComputeCommands *compute, computeCommands());
    return compute->train(options);
}

} // namespace

void addTrainCommand(CommandRegistry &registry)
{
    auto command = std::make_shared<TrainCommand>();
    CLI::App *app =
        registry.add("train", "Train or finetune a model: a run folder that can be resumed",
                     [command] { return train(*command); });
    app->add_option("config", command->what,
                    "a TOML file, or a preset: phi-1, phi-1-small, phi-1-nano, each with -finetune")
        ->required();
    app->add_option("--run", command->run, "the run's folder; new or empty")->required();
    addRunOptions(*app, command->options, "over the configuration, as often as needed");
}

} // namespace phi1
