// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/training/run_folder.h"

#include "core/base/text.h"
#include "core/jobs/detach.h"

namespace phi1 {

std::filesystem::path pendingRecord(const std::filesystem::path &run)
{
    return run / "run.pending.toml";
}

Result<void> requireNewRunFolder(const std::filesystem::path &folder)
{
    std::error_code error;
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_directory(folder, error))
        return failure(
            ErrorCode::Usage,
            concat("--run ", folder, " is a file, expected a folder that is new or empty"));
    if (std::filesystem::exists(folder / "run.toml", error) ||
        std::filesystem::exists(pendingRecord(folder), error))
        return failure(ErrorCode::Usage,
                       concat(folder, " already holds a run; go on with it by `phi1 resume ",
                              folder, "`, or give another folder with --run"));
    if (!holdsOnlyJobFiles(folder))
        return failure(
            ErrorCode::Usage,
            concat("--run ", folder, " is not empty, expected a new or an empty folder"));
    return {};
}

} // namespace phi1
