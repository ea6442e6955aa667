// SPDX-License-Identifier: Apache-2.0
#include "model/inference/loaded_engine.h"

#include "model/inference/cpu_engine.h"

namespace phi1 {

Result<LoadedEngine> openCpuEngine(const std::filesystem::path &path,
                                   const CpuModelOptions &options,
                                   const std::shared_ptr<ThreadPool> &pool,
                                   std::uint64_t cacheBudget)
{
    PHI1_ASSIGN(LoadedCpuModel loaded, loadCpuModel(path, options, *pool));
    CpuEngineOptions engineOptions;
    if (cacheBudget != 0)
        engineOptions.cacheBudget = cacheBudget;
    engineOptions.availableBytes = options.availableBytes;
    auto engine =
        std::make_shared<CpuEngine>(std::move(loaded.model), pool, std::move(engineOptions));
    return LoadedEngine{std::move(loaded.source), std::move(engine)};
}

} // namespace phi1
