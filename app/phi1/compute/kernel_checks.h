// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/json.h"
#include "model/kernels/device_backend.h"

namespace phi1 {

/// Runs our CPU kernels on small random tensors against their twins in plain ATen.
/// @return [{"name", "device", "error", "bound", "agrees"}]; error is the largest
///         |found - expected| / (1 + |expected|), bound what rounding alone may cause
Json checkCpuKernels();

/// The same for the kernels of the GPU module on the current device.
Json checkDeviceKernels(DeviceBackend &backend);

} // namespace phi1
