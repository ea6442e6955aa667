// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "model/architecture/phi_config.h"

namespace phi1 {

/// Writes a checkpoint folder of the shape of `config` with random bfloat16 weights, a function of
/// `seed`: normal with standard deviation 0.02 (transformers' initialisation), zero biases,
/// LayerNorms of one; with CodeGen's tokenizer where `config` has its vocabulary. For measuring
/// where no trained weights of that size are at hand. Replaces nothing: Usage if `folder` exists.
Result<void> writeRandomCheckpoint(const std::filesystem::path &folder, const PhiConfig &config,
                                   std::uint64_t seed);

} // namespace phi1
