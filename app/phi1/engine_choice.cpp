// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/engine_choice.h"

#include <algorithm>
#include <limits>

#include "app/phi1/compute/compute_commands.h"
#include "core/base/text.h"
#include "core/machine/machine_load.h"
#include "core/machine/system_load.h"
#include "model/cpu/thread_pool.h"

namespace phi1 {

namespace {

/// Whether the driver of a GPU is there, so that LibTorch is worth its start.
bool hasGpuDriver()
{
    std::error_code error;
    return std::filesystem::exists("/dev/nvidiactl", error) ||
           std::filesystem::exists("/dev/dxg", error); // WSL
}

Result<LoadedEngine> openOnGpu(const std::filesystem::path &checkpoint,
                               const HardwareOptions &options)
{
    if (options.dtype == "int8")
        return failure(ErrorCode::Usage,
                       concat("--dtype int8 is computed on the CPU only, the device is ",
                              printable(options.device),
                              ": use --device cpu, or bfloat16 or float32 there"));
    PHI1_ASSIGN(const ComputeCommands *commands, computeCommands());
    return commands->openEngine(checkpoint, options);
}

} // namespace

std::uint64_t memoryForModels()
{
    MachineLoad load;
    SystemLoad().sample(load, {});
    if (load.memoryTotal == 0)
        return std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t taken = load.memoryUsed + mappedWeightBytes();
    return load.memoryTotal - std::min(load.memoryTotal, taken);
}

std::shared_ptr<ThreadPool> makeThreadPool(int threads)
{
    return std::make_shared<ThreadPool>(threads);
}

bool looksForGpu(const HardwareOptions &options)
{
    if (options.device == "auto")
        return options.dtype != "int8" && hasGpuDriver();
    return options.device != "cpu";
}

Result<LoadedEngine> openEngine(const std::filesystem::path &checkpoint,
                                const HardwareOptions &options,
                                const std::shared_ptr<ThreadPool> &pool, std::uint64_t cacheBudget)
{
    if (looksForGpu(options)) {
        if (options.device != "auto")
            return openOnGpu(checkpoint, options);
        Result<LoadedEngine> opened = openOnGpu(checkpoint, options);
        // Without a GPU that can be used the module says NotFound, for whatever reason.
        if (opened || opened.error().code != ErrorCode::NotFound ||
            !std::filesystem::exists(checkpoint))
            return opened;
    }
    const std::uint64_t limit = std::max<std::uint64_t>(1, memoryForModels()); // 0: no limit
    return openCpuEngine(checkpoint,
                         {.dtype = options.dtype,
                          .memoryLimit = limit,
                          .availableBytes = [] { return memoryForModels(); }},
                         pool, cacheBudget);
}

} // namespace phi1
