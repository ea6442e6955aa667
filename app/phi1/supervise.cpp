// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "core/jobs/supervisor.h"

namespace phi1 {

void addSuperviseCommand(CommandRegistry &registry)
{
    struct Options {
        std::string workspace;
        SupervisorOptions supervisor;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = registry.add(
        "supervise", "run the queue of a workspace until it is empty; started on demand by others",
        [options]() -> Result<void> {
            PHI1_ASSIGN(const Workspace workspace, workspaceAt(options->workspace));
            return supervise(workspace, options->supervisor);
        });
    command->add_option("--workspace", options->workspace,
                        "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
    command
        ->add_option("--idle", options->supervisor.idleSeconds,
                     "seconds without work before it ends")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    command->add_flag("--stop-workers", options->supervisor.stopWorkers,
                      "SIGTERM stops the workers too; without it they are left running");
}

} // namespace phi1
