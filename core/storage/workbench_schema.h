// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

/// The tables of WORKSPACE/workbench.db.

namespace phi1 {

inline constexpr std::int64_t workbenchApplicationId = 0x70686931; // "phi1"

/// Version of the schema that this program knows, `user_version` of the file.
inline constexpr int workbenchSchemaVersion = 3;

/// Step i leads from version i to i + 1.
std::span<const char *const> workbenchSchema();

} // namespace phi1
