// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/cpu/cpu_features.h"

namespace phi1 {

/// How one kernel's results compare with the scalar ones on small random input.
struct KernelCheck {
    std::string name; ///< "linear int8"
    double error = 0; ///< the largest |found - expected| / (1 + |expected|)
    double bound = 0; ///< what rounding may cause; 0 where every bit must agree
    bool agrees() const { return error <= bound; }
};

/// All kernels of an instruction set that this machine has; takes milliseconds.
std::vector<KernelCheck> checkKernels(InstructionSet set);

} // namespace phi1
