// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/json.h"
#include "model/cpu/kernel_check.h"

namespace phi1 {

/// {"instructions", "checks": [{"name", "error", "bound", "agrees"}]}: the kernels that complete
/// prompts on the CPU, held against plain C++.
Json inferenceReport(InstructionSet set, const std::vector<KernelCheck> &checks);

/// The same of this machine's best kernels.
Json inferenceReport();

} // namespace phi1
