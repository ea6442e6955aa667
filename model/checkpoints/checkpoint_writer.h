// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/json.h"
#include "core/base/result.h"
#include "model/architecture/parameter_set.h"
#include "model/architecture/phi_config.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// What a checkpoint holds, copied out of the trainer so that it can go on while this is written.
struct CheckpointSnapshot {
    at::Tensor values, firstMoment, secondMoment; ///< flat, float32, on the CPU
    std::int64_t step = 0;
    Json state; ///< what state.json says beside the list of files
};

/// What all checkpoints of a run have in common.
struct CheckpointLayout {
    struct Tensor {
        std::string name;
        std::vector<std::int64_t> shape;
        std::int64_t offset = 0, count = 0; ///< in the flat buffers
    };
    std::vector<Tensor> tensors;
    /// config.json, generation_config.json and the tokenizer's files, by name.
    std::map<std::string, std::string> files;
};

/// @param tokenizer  may be null
Result<CheckpointLayout> checkpointLayout(const PhiConfig &config, const ParameterSet &parameters,
                                          const Tokenizer *tokenizer);

/// Writes checkpoints/step-N as the contract lays it out; the size in bytes.
Result<std::uint64_t> writeCheckpoint(const std::filesystem::path &checkpoints,
                                      const CheckpointLayout &layout,
                                      const CheckpointSnapshot &snapshot);

/// Reads model.safetensors and optimizer.safetensors of a verified checkpoint back into flat
/// buffers of this layout. Incompatible, naming the tensor, if shapes or names differ.
Result<void> readTrainingTensors(const std::filesystem::path &checkpoint,
                                 const CheckpointLayout &layout, const at::Tensor &values,
                                 const at::Tensor &firstMoment, const at::Tensor &secondMoment);

/// Writes checkpoints on a thread of its own, one at a time, and prunes old ones after each
/// success. The owner's thread only pays for the copy.
class CheckpointWriter
{
public:
    struct Outcome {
        std::int64_t step = 0;
        std::filesystem::path folder;
        double seconds = 0.0;        ///< the thread was at it
        Result<std::uint64_t> bytes; ///< or why it failed; then nothing is left of it
    };

    /// @param keep  as for pruneCheckpoints()
    CheckpointWriter(std::filesystem::path checkpoints, CheckpointLayout layout, std::int64_t keep);
    ~CheckpointWriter(); ///< waits for the one being written
    CheckpointWriter(const CheckpointWriter &) = delete;
    CheckpointWriter &operator=(const CheckpointWriter &) = delete;

    bool busy() const;
    /// Copies the tensors into buffers that are kept from one checkpoint to the next and starts
    /// writing. Only when not busy().
    void start(const at::Tensor &values, const at::Tensor &firstMoment,
               const at::Tensor &secondMoment, std::int64_t step, Json state);
    /// The outcome of a checkpoint that was finished since the last call, if any.
    std::optional<Outcome> takeOutcome();
    /// Waits until not busy().
    void wait();

private:
    void work();

    const std::filesystem::path m_checkpoints;
    const CheckpointLayout m_layout;
    const std::int64_t m_keep;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_writing = false;
    bool m_stopping = false;
    CheckpointSnapshot m_snapshot; ///< belongs to the thread while m_writing
    std::optional<Outcome> m_outcome;
    std::thread m_thread;
};

} // namespace phi1
