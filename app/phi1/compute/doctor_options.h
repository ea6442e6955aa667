// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/json.h"

namespace phi1 {

struct DoctorOptions {
    bool speed = true;      ///< also measure (about two seconds)
    int threads = 0;        ///< 0: one per core
    Json *report = nullptr; ///< where runDoctor() adds "libtorch", "devices", "kernels", "speed"
};

} // namespace phi1
