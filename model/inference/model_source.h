// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/architecture/phi_config.h"

namespace phi1 {

class Tokenizer;
class WeightsFingerprint;

/// Where a loaded model came from.
struct ModelSource {
    std::filesystem::path folder;               ///< the checkpoint, also when a run was named
    std::string name;                           ///< for people, as in OpenedCheckpoint
    PhiConfig config;                           ///< its shape
    std::shared_ptr<const Tokenizer> tokenizer; ///< null if the folder has none
    std::string storedDtype;                    ///< "bfloat16": of the matrices in the file
    std::optional<std::int64_t> step;           ///< of our own checkpoints
    std::vector<std::string> warnings;          ///< damaged checkpoints that were passed over
    double loadSeconds = 0;
    /// Identity of the weights as stored, whatever they are computed in.
    std::shared_ptr<WeightsFingerprint> fingerprint;
};

} // namespace phi1
