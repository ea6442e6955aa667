// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "core/base/result.h"
#include "model/kernels/device_backend.h"

namespace phi1 {

/// Opens libphi1_cuda.so once; it lies beside this module or in ../lib. The backend lives as long
/// as the process. Errors: NotFound if the module was not built, Device if LibTorch's CUDA part,
/// the driver or a GPU is missing; the message says which and what to do.
Result<DeviceBackend *> openDeviceBackend();

/// Whether this processor multiplies bfloat16 matrices in hardware (AVX-512 BF16 or AMX).
bool multipliesBFloat16();

/// What --device, --dtype and --threads come to on this machine.
struct Hardware {
    c10::Device device = c10::kCPU;
    c10::ScalarType dtype = c10::kFloat; ///< of the computation: kFloat or kBFloat16
    int threads = 1;                     ///< set for ATen already
};

/// "auto" takes the first CUDA device if its module opens, else the CPU; bfloat16 on CUDA and where
/// multipliesBFloat16(), else float32. `threads` 0 is one per core that this process may use. Sets
/// ATen's thread count. Errors: Usage for a name that is none, Device if a CUDA device was asked
/// for and cannot be had, Incompatible for float16.
Result<Hardware> chooseHardware(std::string_view device, std::string_view dtype, int threads);

} // namespace phi1
