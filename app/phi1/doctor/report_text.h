// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/json.h"

namespace phi1 {

/// The report of `phi1 doctor` for people: one line per finding, problems last.
std::string doctorText(const Json &report);

} // namespace phi1
