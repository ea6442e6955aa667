// SPDX-License-Identifier: Apache-2.0
#include "model/checkpoints/file_memory.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <sys/stat.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostEntries = 2000;

fs::path cacheFolder()
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache && *cache == '/')
        return fs::path(cache) / "phi1-workbench" / "files";
    const char *home = std::getenv("HOME");
    if (home && *home == '/')
        return fs::path(home) / ".cache" / "phi1-workbench" / "files";
    return {};
}

double seconds(const timespec &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Leaves the younger half when there are too many.
void thinOut(const fs::path &folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        entries.emplace_back(it->last_write_time(error), it->path());
    if (entries.size() <= mostEntries)
        return;
    std::sort(entries.begin(), entries.end());
    for (std::size_t i = 0; i < entries.size() / 2; ++i)
        fs::remove(entries[i].second, error);
}

} // namespace

FileMemory::FileMemory(std::string_view what, const std::vector<fs::path> &files)
{
    const fs::path folder = cacheFolder();
    if (folder.empty())
        return;
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    Hash128 hash;
    hash.updateInteger(what.size());
    hash.update(what);
    for (const fs::path &file : files) {
        struct stat status = {};
        if (::stat(file.c_str(), &status) != 0)
            return;
        const double changed = std::max(seconds(status.st_mtim), seconds(status.st_ctim));
        if (changed > now - 2)
            return;
        for (const std::uint64_t number :
             {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
              static_cast<std::uint64_t>(status.st_size),
              static_cast<std::uint64_t>(status.st_mtim.tv_sec),
              static_cast<std::uint64_t>(status.st_mtim.tv_nsec),
              static_cast<std::uint64_t>(status.st_ctim.tv_sec),
              static_cast<std::uint64_t>(status.st_ctim.tv_nsec)})
            hash.updateInteger(number);
    }
    m_entry = folder / hash.hex();
}

std::optional<std::string> FileMemory::recall() const
{
    if (m_entry.empty())
        return std::nullopt;
    Result<std::string> value = readFile(m_entry, 4096);
    if (!value || value->empty() || value->back() != '\n')
        return std::nullopt;
    value->pop_back();
    return std::move(*value);
}

void FileMemory::remember(std::string_view value) const
{
    if (m_entry.empty() || !makeFolders(m_entry.parent_path()))
        return;
    if (writeFileAtomically(m_entry, concat(value, "\n")))
        thinOut(m_entry.parent_path());
}

} // namespace phi1
