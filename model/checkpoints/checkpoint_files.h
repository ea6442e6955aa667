// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "model/architecture/phi_config.h"
#include "model/formats/weights.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// A checkpoint that was found and opened, its weights mapped but not yet read.
struct OpenedCheckpoint {
    std::filesystem::path folder; ///< the checkpoint itself, also when a run folder was named
    std::string name;             ///< for people: "nano step 1500", or the folder's name
    PhiConfig config;
    Weights weights;
    std::shared_ptr<const Tokenizer> tokenizer; ///< null if the folder has none
    std::optional<std::int64_t> step;           ///< of our own checkpoints
    std::vector<std::string> warnings;          ///< damaged checkpoints that were passed over
};

/// How thoroughly the files of a checkpoint of this program are checked before they are used.
enum class Verification {
    Always,     ///< read and hashed
    Remembered, ///< the same, unless files of this identity (see FileMemory) were found sound
                ///< before
};

/// Opens
///   - a checkpoint of this program: everything but the optimizer's files is verified first,
///   - a run folder: its newest checkpoint that verifies,
///   - a Hugging Face folder: config.json and safetensors, single or sharded, float32, float16 or
///     bfloat16.
/// NotFound, Corrupt or Incompatible naming file, found and expected.
Result<OpenedCheckpoint> openCheckpoint(const std::filesystem::path &path,
                                        Verification verification = Verification::Always);

/// A checkpoint of a run.
struct CheckpointEntry {
    std::filesystem::path folder;
    std::int64_t step = 0;
};

/// "step-00012000"
std::string checkpointName(std::int64_t step);

/// The checkpoints in RUN/checkpoints, newest first, by name only.
std::vector<CheckpointEntry> listCheckpoints(const std::filesystem::path &checkpoints);

struct VerifiedCheckpoint {
    CheckpointEntry entry;
    Json state;                        ///< its state.json
    std::vector<std::string> warnings; ///< newer ones that did not verify, each with its reason
};

/// The newest checkpoint that verifies. With `wholly` the optimizer's files too, as resume needs
/// them. NotFound if there is none, naming the last reason.
Result<VerifiedCheckpoint> newestCheckpoint(const std::filesystem::path &checkpoints, bool wholly,
                                            Verification verification = Verification::Always);

/// Notes beside the checkpoint (checkpoints/step-N.used-by, one line a run) that `user` started
/// from it, so that retention keeps it. Repeating it changes nothing.
Result<void> markUsed(const std::filesystem::path &checkpoint, const std::filesystem::path &user);

/// Removes old checkpoints: all but the newest `keep` (0: nothing is removed), the one of lowest
/// validation loss, and those that another run started from. Returns what was removed.
std::vector<std::filesystem::path> pruneCheckpoints(const std::filesystem::path &checkpoints,
                                                    std::int64_t keep);

} // namespace phi1
