// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/detach.h"

#include <set>

#include "core/jobs/job_files.h"
#include "core/jobs/supervisor.h"

namespace phi1 {

Result<std::string> enqueueDetached(const Workspace &workspace, const JobQueue::NewEntry &entry)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    PHI1_ASSIGN(const std::string id, queue.add(entry));
    PHI1_TRY(ensureSupervisor(workspace));
    return id;
}

bool holdsOnlyJobFiles(const std::filesystem::path &folder)
{
    const std::set<std::string> known = {statusFileName, logFileName, lockFileName, killFileName};
    std::error_code error;
    for (auto file = std::filesystem::directory_iterator(folder, error);
         !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        if (known.count(file->path().filename().string()) == 0)
            return false;
    }
    return !error || error == std::errc::no_such_file_or_directory;
}

} // namespace phi1
