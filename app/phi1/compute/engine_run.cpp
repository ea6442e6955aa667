// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <exception>
#include <memory>

#include "app/phi1/command_line.h"
#include "app/phi1/compute/compute_commands.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/inference/loaded_engine.h"
#include "model/inference/weights_fingerprint.h"
#include "model/kernels/hardware.h"
#include "model/torch_inference/model_engine.h"

namespace phi1 {

Result<LoadedEngine> openTorchEngine(const std::filesystem::path &checkpoint,
                                     const HardwareOptions &options)
{
    const auto begin = std::chrono::steady_clock::now();
    PHI1_ASSIGN(const Hardware hardware,
                chooseHardware(options.device, options.dtype, options.threads));
    if (hardware.device.is_cpu())
        return failure(ErrorCode::NotFound, "no GPU can be used on this machine");
    try {
        PHI1_ASSIGN(LoadedCheckpoint loaded,
                    loadCheckpoint(checkpoint, hardware.device, hardware.dtype));
        LoadedEngine opened;
        ModelSource &source = opened.source;
        source.folder = std::move(loaded.folder);
        source.name = std::move(loaded.name);
        source.config = loaded.model->config();
        source.tokenizer = std::move(loaded.tokenizer);
        source.storedDtype = source.config.dtype;
        source.step = loaded.step;
        source.warnings = std::move(loaded.warnings);
        source.fingerprint = std::make_shared<WeightsFingerprint>(std::move(loaded.fingerprint));
        opened.engine = makeTensorEngine(std::move(loaded.model));
        source.loadSeconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return opened;
    } catch (const std::exception &error) {
        return failure(ErrorCode::Device, concat(checkpoint, " cannot be put on ",
                                                 hardware.device.str(), ": ", error.what()));
    }
}

} // namespace phi1
