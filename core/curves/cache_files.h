// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <sys/stat.h>

#include "core/curves/curve_cache.h"

/// Where caches lie and which of them may be used.
namespace phi1 {

/// The one in the run folder first, then that in the fallback folder, if there is one.
std::vector<std::filesystem::path> cachePaths(const std::filesystem::path &runFolder,
                                              const std::filesystem::path &fallback);

/// The cache, if it was made from the file as it begins now.
/// @param identity  what it was made from, with `lastBytes`
std::optional<CurveCache> matchingCache(const std::filesystem::path &path, int eventsFile,
                                        EventsIdentity *identity = nullptr);

/// Deletes what a process that died while it wrote a cache has left in the folder.
void removeCacheLeftovers(const std::filesystem::path &folder);

std::optional<struct stat> statusOf(const std::filesystem::path &path);
double secondsSinceChange(const struct stat &status);

} // namespace phi1
