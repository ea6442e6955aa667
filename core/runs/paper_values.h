// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phi1 {

/// What the paper says about one key of the configuration.
struct PaperValue {
    std::string value; ///< as TOML; empty where it cannot be a value here (data, devices)
    std::string words; ///< as the paper puts it, where that is more than the value: "8 × A100"
};

/// Whether the paper trains a model of this preset's shape; phi-1-nano is ours.
bool isInPaper(std::string_view preset);

/// The paper's value for a key, for a preset of resources/presets; nothing where it is silent.
/// Source: Gunasekar et al. 2023 (arXiv:2306.11644v2), sections 2.2 and 2.3; shape beyond them from
/// the released configuration of microsoft/phi-1.
std::optional<PaperValue> paperValue(std::string_view preset, std::string_view key);

/// Optimizer steps after which the paper took phi-1-base; the last checkpoint in time is phi-1.
inline constexpr int paperBaseStep = 24000;

} // namespace phi1
