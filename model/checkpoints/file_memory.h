// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

/// Remembers what reading whole files brought out, in the user's cache folder
/// ($XDG_CACHE_HOME/phi1-workbench/files), under the files' identity: device, inode, size, times of
/// change. What changed within the last two seconds is not remembered: it could change again within
/// the same tick of the clock. Losing the folder costs time only.
class FileMemory
{
public:
    /// @param what  names the kind of the result
    FileMemory(std::string_view what, const std::vector<std::filesystem::path> &files);

    /// What is known of the files; nothing if they are not the same as then.
    std::optional<std::string> recall() const;
    /// Keeps `value` (one short line). Says nothing when it cannot.
    void remember(std::string_view value) const;

private:
    std::filesystem::path m_entry; ///< empty: nothing can be remembered
};

} // namespace phi1
