// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/architecture/phi_model.h"
#include "model/checkpoints/checkpoint_files.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// A model read from disk, ready to run; fields as in OpenedCheckpoint.
struct LoadedCheckpoint {
    std::filesystem::path folder;
    std::string name;
    std::unique_ptr<PhiModel> model;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::string fingerprint; ///< of the weights (phi1 info), as stored, before any conversion
    std::optional<std::int64_t> step;
    std::vector<std::string> warnings;
};

/// openCheckpoint(), and its weights read into a model.
Result<LoadedCheckpoint> loadCheckpoint(const std::filesystem::path &path, at::Device device,
                                        at::ScalarType computeType);

} // namespace phi1
