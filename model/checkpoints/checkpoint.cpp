// SPDX-License-Identifier: Apache-2.0
#include "model/checkpoints/checkpoint.h"

#include "model/architecture/load_parameters.h"

namespace phi1 {

Result<LoadedCheckpoint> loadCheckpoint(const std::filesystem::path &path, at::Device device,
                                        at::ScalarType computeType)
{
    PHI1_ASSIGN(OpenedCheckpoint opened, openCheckpoint(path));
    LoadedCheckpoint loaded;
    loaded.model = std::make_unique<PhiModel>(opened.config, device, computeType);
    PHI1_TRY(loadParameters(opened.weights, opened.folder.string(), opened.config,
                            loaded.model->parameters()));
    loaded.model->weightsChanged();
    loaded.fingerprint = opened.weights.fingerprint();
    loaded.folder = std::move(opened.folder);
    loaded.name = std::move(opened.name);
    loaded.tokenizer = std::move(opened.tokenizer);
    loaded.step = opened.step;
    loaded.warnings = std::move(opened.warnings);
    return loaded;
}

} // namespace phi1
