// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/engine_choice.h"
#include "app/phi1/serve/engine_server.h"
#include "model/checkpoints/checkpoint_files.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

struct ServeOptions {
    EngineServerOptions server;
    HardwareOptions hardware; ///< of models that ask for nothing else
    std::uint64_t memoryLimit = 0;
};

/// For one more model or capture.
std::uint64_t availableMemory(const ServeOptions &options)
{
    const std::uint64_t free = memoryForModels();
    return options.memoryLimit == 0 ? free : std::min(free, options.memoryLimit);
}

/// Opens checkpoints with the options of the command line where a client leaves them open.
class CheckpointOpener
{
public:
    explicit CheckpointOpener(const ServeOptions &options)
        : m_options(options)
    {}

    Result<InspectedModel> inspect(const ModelSettings &settings)
    {
        const HardwareOptions hardware = hardwareOf(settings);
        PHI1_ASSIGN(const OpenedCheckpoint opened,
                    openCheckpoint(settings.path, Verification::Remembered));
        std::error_code error;
        InspectedModel inspected;
        inspected.folder = std::filesystem::weakly_canonical(opened.folder, error);
        if (error)
            inspected.folder = opened.folder;
        if (looksForGpu(hardware)) {
            // The accelerator's module says whether it fits.
            inspected.dtype = hardware.dtype;
            inspected.device = hardware.device;
            return inspected;
        }
        PHI1_ASSIGN(const WeightType type,
                    chooseWeightType(hardware.dtype, opened.weights, bestInstructionSet()));
        inspected.dtype = weightTypeName(type);
        inspected.device = "cpu";
        inspected.needBytes = memoryNeed(opened.config, opened.weights, type);
        inspected.availableBytes = availableMemory(m_options);
        return inspected;
    }

    Result<LoadedEngine> open(const ModelSettings &settings)
    {
        // One pool for all models: they take turns, and no more threads than cores compute.
        if (!m_pool)
            m_pool = makeThreadPool(m_options.hardware.threads);
        return openEngine(settings.path, hardwareOf(settings), m_pool);
    }

private:
    HardwareOptions hardwareOf(const ModelSettings &settings) const
    {
        HardwareOptions hardware = m_options.hardware;
        if (!settings.dtype.empty())
            hardware.dtype = settings.dtype;
        if (!settings.device.empty())
            hardware.device = settings.device;
        return hardware;
    }

    const ServeOptions &m_options;
    std::shared_ptr<ThreadPool> m_pool;
};

Result<void> serve(const ServeOptions &options)
{
    const auto opener = std::make_shared<CheckpointOpener>(options);
    EngineServerOptions server = options.server;
    server.availableMemory = [&options] { return availableMemory(options); };
    return runEngineServer(
        server, {[opener](const ModelSettings &settings) { return opener->inspect(settings); },
                 [opener](const ModelSettings &settings) { return opener->open(settings); }});
}

} // namespace

void addServeCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<ServeOptions>();
    CLI::App *command =
        registry.add("serve", "complete prompts over HTTP, as OpenAI's completions protocol",
                     [options] { return serve(*options); });
    EngineServerOptions &server = options->server;
    command->add_option("CHECKPOINT", server.checkpoints,
                        "checkpoint folders, or runs for their newest checkpoint; more can be "
                        "loaded later");
    command->add_option("--host", server.host, "address to listen on")->capture_default_str();
    command->add_option("--port", server.port, "port to listen on, 0 for a free one")
        ->capture_default_str();
    command->add_flag("--no-token", server.noToken,
                      "let everybody on this machine in; else the first line of standard input is "
                      "the bearer token");
    command->add_flag("--until-stdin-closes", server.untilStdinCloses,
                      "end when standard input is closed");
    command
        ->add_option("--max-queue", server.inference.queuedRequests,
                     "completions that may wait; more are refused")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100000}))
        ->capture_default_str();
    command
        ->add_option("--capture-memory", server.captureMemory,
                     "bytes that captures of attention may take together; the one used least "
                     "recently makes room")
        ->transform(CLI::AsSizeValue(false))
        ->default_str("2GB");
    command
        ->add_option(
            "--memory-limit", options->memoryLimit,
            "bytes that a model or a capture may take, such as 3GB; 0 for what the machine "
            "has free")
        ->transform(CLI::AsSizeValue(false))
        ->default_str("0");
    addHardwareOptions(*command, options->hardware);
}

} // namespace phi1
