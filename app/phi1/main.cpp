// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#ifdef PHI1_HAS_CORPORA
#include "app/phi1/corpora/corpora_commands.h"
#endif
#include "core/base/version.h"

namespace {

int exitStatus(phi1::ErrorCode code)
{
    switch (code) {
    case phi1::ErrorCode::Usage:
        return 2;
    case phi1::ErrorCode::Cancelled:
        return 130;
    default:
        return 1;
    }
}

int run(int argc, char **argv)
{
    CLI::App app("phi1: train, inspect and compare phi-1 models", "phi1");
    app.set_version_flag("--version", std::string("phi1 ") + phi1::version);
    app.require_subcommand(1);
    app.fallthrough(false);
    phi1::CommandRegistry registry{app, {}};
    phi1::addInfoCommand(registry);
    phi1::addTokenizeCommand(registry);
    phi1::addForwardCommand(registry);
    phi1::addCompleteCommand(registry);
    phi1::addAttentionCommand(registry);
    phi1::addLossCommand(registry);
    phi1::addPrepareCommand(registry);
#ifdef PHI1_HAS_CORPORA
    phi1::addCorporaCommands(registry);
#endif
    phi1::addTrainCommand(registry);
    phi1::addResumeCommand(registry);
    phi1::addStopCommand(registry);
    phi1::addCheckpointCommand(registry);
    phi1::addBatchCommand(registry);
    phi1::addMixtureCommand(registry);
    phi1::addEvaluateCommand(registry);
    phi1::addDemoCommand(registry);
    phi1::addDemonstrateCommand(registry);
    phi1::addServeCommand(registry);
    phi1::addSuperviseCommand(registry);
    phi1::addQueueCommand(registry);
    phi1::addFollowCommand(registry);
    phi1::addExportCommand(registry);
    phi1::addBenchCommand(registry);
    phi1::addDoctorCommand(registry);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        if (error.get_exit_code() == 0)
            return app.exit(error); // --help, --version
        std::fprintf(stderr, "phi1: %s (see phi1 --help)\n", error.what());
        return 2;
    }
    const phi1::Result<void> result = registry.run();
    if (!result) {
        std::fprintf(stderr, "phi1: %s\n", result.error().message.c_str());
        return exitStatus(result.error().code);
    }
    if (std::fflush(stdout) != 0) {
        std::fprintf(stderr, "phi1: the result could not be written to standard output\n");
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc &) {
        std::fprintf(stderr, "phi1: not enough memory\n");
    } catch (const std::exception &error) {
        std::fprintf(stderr, "phi1: internal error: %s\n", error.what());
    }
    return 1;
}
