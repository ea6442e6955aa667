// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// Every UTF-8 .py file of the standard library that this interpreter (or else `python3`) uses,
/// sorted by path; without installed packages.
Result<std::vector<std::filesystem::path>>
pythonStandardLibrary(const std::filesystem::path &interpreter);

} // namespace phi1
