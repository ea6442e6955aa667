// SPDX-License-Identifier: Apache-2.0
#include "core/curves/cache_files.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/curves/run_tail.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace fs = std::filesystem;

std::vector<fs::path> cachePaths(const fs::path &runFolder, const fs::path &fallback)
{
    std::vector<fs::path> paths = {runFolder / CurveCache::fileName};
    if (!fallback.empty()) {
        std::error_code error;
        const fs::path whole = fs::weakly_canonical(runFolder, error);
        paths.push_back(fallback / concat(hash128Hex((error ? runFolder : whole).string()), ".",
                                          CurveCache::fileName));
    }
    return paths;
}

std::optional<struct stat> statusOf(const fs::path &path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

double secondsSinceChange(const struct stat &status)
{
    return unixTime() -
           (static_cast<double>(status.st_mtim.tv_sec) + 1e-9 * status.st_mtim.tv_nsec);
}

std::optional<CurveCache> matchingCache(const fs::path &path, int events, EventsIdentity *identity)
{
    auto cache = CurveCache::open(path);
    if (!cache)
        return std::nullopt;
    auto now = EventsIdentity::read(events, cache->identity().consumed);
    if (!now || !now->isSameStart(cache->identity()))
        return std::nullopt;
    now->sizeSeen = cache->identity().sizeSeen;
    now->skippedLines = cache->identity().skippedLines;
    if (identity)
        *identity = std::move(*now);
    return std::move(*cache);
}

void removeCacheLeftovers(const fs::path &folder)
{
    constexpr double hour = 3600;
    const std::string prefix = concat(".", CurveCache::fileName, ".");
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!entry->path().filename().string().starts_with(prefix))
            continue;
        const auto status = statusOf(entry->path());
        if (status && S_ISREG(status->st_mode) && secondsSinceChange(*status) > hour)
            ::unlink(entry->path().c_str());
    }
}

Result<CurveSummary> readCachedSummary(const fs::path &runFolder,
                                       const fs::path &fallbackCacheFolder)
{
    const fs::path path = runFolder / eventsFileName;
    const auto file = openFile(path, O_RDONLY | O_NONBLOCK);
    struct stat status = {};
    if (file && ::fstat(file->get(), &status) == 0 && S_ISREG(status.st_mode)) {
        for (const fs::path &cache : cachePaths(runFolder, fallbackCacheFolder)) {
            const auto found = matchingCache(cache, file->get());
            if (found && found->identity().sizeSeen == static_cast<std::uint64_t>(status.st_size))
                return found->summary();
        }
    }
    return failure(ErrorCode::NotFound,
                   concat("no cache tells all that ", path, " holds; read the file itself"));
}

} // namespace phi1
