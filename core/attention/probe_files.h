// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/attention/scores.h"
#include "core/base/result.h"

namespace phi1 {

/// Attention of pinned prompts at one step of a training run,
/// RUN/attention/step-00000300.safetensors (metadata "format": "phi1-attention-probe", "version":
/// "1"). Legend: L layers, H heads, T tokens of a prompt, S scores, P pinned heads.

struct PinnedHead {
    std::int32_t layer = 0, head = 0;
    bool operator==(const PinnedHead &) const = default;
};

/// "1.3" → layer 1, head 3; both from 0. Usage otherwise, also for a head that the shape lacks.
Result<PinnedHead> parsePinnedHead(std::string_view text, std::int64_t layers, std::int64_t heads);

struct ProbedPrompt {
    std::string text;
    std::vector<std::int32_t> ids;     ///< [T]
    std::vector<std::int32_t> lengths; ///< [T] bytes of each token in the text
    /// [L, H, cells, cells] thumbnails: log codes (log_code.h, scale 1) of block maxima, cell (r,
    /// c) of rows from r·block on; 0 beyond the text.
    std::vector<std::uint8_t> thumbnails;
    std::int32_t cells = 0;          ///< edge of a thumbnail
    std::int32_t block = 0;          ///< tokens of a cell's edge, a power of two
    std::vector<float> scores;       ///< [L, H, headScoreCount]; NaN: not measured
    std::vector<std::uint16_t> maps; ///< [P, T, T] binary16
};

struct AttentionProbe {
    std::int64_t step = 0;
    std::int32_t layers = 0, heads = 0;
    std::vector<PinnedHead> pinned; ///< [P]
    std::vector<ProbedPrompt> prompts;
};

struct ProbeFile {
    std::int64_t step = 0;
    std::filesystem::path path;
};

/// RUN/attention/step-00000300.safetensors
std::filesystem::path probePath(const std::filesystem::path &run, std::int64_t step);
/// The probes of a run by step; none where the folder is missing. Foreign files are skipped.
std::vector<ProbeFile> listProbes(const std::filesystem::path &run);
/// Atomically: a reader sees the whole file or none. An earlier one of this step is replaced.
Result<void> writeProbe(const std::filesystem::path &run, const AttentionProbe &probe);
/// Every length is checked. Scores are found by their keys, so files of versions with other scores
/// open too. Incompatible for a newer version, Corrupt with what was found and expected.
Result<AttentionProbe> readProbe(const std::filesystem::path &path);

} // namespace phi1
