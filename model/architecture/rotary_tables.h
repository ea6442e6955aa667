// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "model/architecture/phi_config.h"

namespace phi1 {

/// Cosines and sines of the rotary embedding for every position, computed in float32 where
/// transformers does, so that far positions agree with it.
/// @param cosines, sines  [context, rotary / 2] each
void fillRotaryTables(const PhiConfig &config, std::span<float> cosines, std::span<float> sines);

} // namespace phi1
