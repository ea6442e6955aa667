// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/phi1/bench/bench.h"
#include "app/phi1/command_line.h"
#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/engine.h"
#include "model/inference/inference_thread.h"

namespace phi1 {

/// Two checkpoints of phi-1's size with different random weights, and beside the first the peers'
/// forms of it where peers are installed (tests/peers/convert).
struct BenchCheckpoints {
    std::filesystem::path base, finetuned;
};

/// In $PHI1_BENCH_FOLDER, else phi1-bench in the folder for temporary files; made once (11 GB).
/// @param both  false: the first only, without the forms of the peers on the CPU
Result<BenchCheckpoints> benchCheckpoints(const BenchContext &context, bool both);

/// Bytes per second that `threads` threads read from memory, the best of some passes over 1 GiB.
double measureReadBandwidth(int threads);

/// A prompt of 16 tokens or so.
Result<void> writeBenchPrompt(const std::filesystem::path &file);

/// One model, called directly.
class BenchModel
{
public:
    static Result<BenchModel> load(const std::filesystem::path &checkpoint,
                                   const HardwareOptions &hardware);

    EngineFacts facts() const { return m_engine->facts(); }
    /// Seconds for `count` tokens of each of `sequences`, after `before` tokens.
    Result<double> decode(std::int64_t sequences, std::int64_t before, std::int64_t count);
    /// Seconds from an empty cache to the logits after `count` tokens.
    Result<double> prefill(std::int64_t count);
    /// The attention of as many tokens.
    Result<std::shared_ptr<AttentionCapture>> capture(std::int64_t count);

private:
    explicit BenchModel(std::shared_ptr<Engine> engine);
    Result<void> feed(SlotId slot, std::int64_t count);

    std::shared_ptr<Engine> m_engine;
    std::vector<float> m_logits;
};

/// Models behind the compute thread of `phi1 serve`.
class BenchServer
{
public:
    struct Outcome {
        double seconds = 0;          ///< from the first submission to the last end
        double decodeSeconds = 0;    ///< of the first model, after its first token
        std::vector<TokenId> tokens; ///< of the first model
        std::int64_t drafted = 0, accepted = 0;
    };

    static Result<BenchServer> load(const std::vector<std::filesystem::path> &checkpoints,
                                    const HardwareOptions &hardware);

    /// Greedy completions of `prompt` (empty: a fixed one) by the models of these indices, at once.
    Result<Outcome> complete(std::span<const std::size_t> models,
                             const std::vector<TokenId> &prompt, std::int64_t newTokens,
                             bool promptLookup);
    Result<Outcome> complete(std::initializer_list<std::size_t> models,
                             const std::vector<TokenId> &prompt, std::int64_t newTokens,
                             bool promptLookup)
    {
        return complete(std::span(models.begin(), models.size()), prompt, newTokens, promptLookup);
    }
    /// What a completion of the first model will be: `text` token by token, whatever its weights
    /// say, at the full cost of computing them. Empty: what the weights say.
    void dictate(std::vector<TokenId> text);

private:
    struct State;
    explicit BenchServer(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

} // namespace phi1
