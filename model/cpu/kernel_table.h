// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cpu/cpu_features.h"

namespace phi1 {

/// Whether AMX gives the sums of the scalar code on this machine, tried once: compilers and virtual
/// machines have been wrong about tiles before.
bool tilesAgreeWithScalar();

} // namespace phi1
