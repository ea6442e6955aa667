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

struct TrainCommand {
    TrainOptions options;
    std::string what;
    std::string run;
    std::string workspace;
    bool detach = false;
};

Result<void> train(TrainCommand &command)
{
    TrainOptions &options = command.options;
    PHI1_ASSIGN(options.config, loadRunConfig(command.what, options.overrides));
    options.run = std::filesystem::absolute(command.run).lexically_normal();
    if (!options.run.has_filename())
        options.run = options.run.parent_path();
    PHI1_TRY(requireNewRunFolder(options.run));
    options.arguments = {"train", command.what, "--run", options.run.string()};
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
    app->add_option("--set", command->options.overrides,
                    "key=value over the configuration, as often as needed")
        ->allow_extra_args(false)
        ->take_all();
    app->add_flag("--detach", command->detach, "put it into the workspace's queue and return");
    app->add_option("--workspace", command->workspace, "whose queue (for --detach)");
    addOutputOptions(*app, command->options.output);
}

} // namespace phi1
