// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/workspace.h"

#include <cstdlib>

#include "core/base/text.h"

namespace phi1 {

Result<Workspace> defaultWorkspace()
{
    const auto variable = [](const char *name) {
        const char *value = std::getenv(name);
        return std::filesystem::path(value ? value : "");
    };
    std::filesystem::path data = variable("XDG_DATA_HOME");
    if (!data.is_absolute()) { // as the XDG base directory specification asks
        const std::filesystem::path home = variable("HOME");
        if (!home.is_absolute())
            return failure(ErrorCode::Usage,
                           "there is no place for a workspace: neither XDG_DATA_HOME nor HOME "
                           "names a folder; give one with --workspace DIR");
        data = home / ".local/share";
    }
    return Workspace{data / "phi1-workbench"};
}

Result<Workspace> workspaceAt(const std::filesystem::path &root)
{
    if (root.empty())
        return defaultWorkspace();
    std::error_code error;
    const auto absolute = std::filesystem::absolute(root, error);
    if (error)
        return failure(ErrorCode::Io, concat(root, " cannot be resolved: ", error.message()));
    return Workspace{absolute.lexically_normal()};
}

} // namespace phi1
