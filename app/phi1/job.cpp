// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/job.h"

#include <thread>

#include <CLI/CLI.hpp>

#include "app/phi1/progress.h"
#include "core/jobs/job_worker.h"

namespace phi1 {

void addJobOption(CLI::App &command, std::string &folder)
{
    command.add_option("--job", folder, "keep status, events and log of this work in a folder");
}

Result<void> runAsJob(const std::string &folder, const std::string &program,
                      const std::function<Result<void>()> &work)
{
    if (folder.empty())
        return work();
    Json hello = {{"from_step", 0},
                  {"overrides", Json::array()},
                  {"threads", std::thread::hardware_concurrency()},
                  {"devices", Json::array({"cpu"})},
                  {"cpu_capability", ""}};
    PHI1_ASSIGN(const std::unique_ptr<JobWorker> worker,
                JobWorker::start(folder, {.program = program, .hello = std::move(hello)}));
    Progress::reportTo(worker.get());
    Result<void> result = work();
    Progress::reportTo(nullptr);
    if (result) {
        worker->finish("complete", 0);
        return result;
    }
    const Error &error = result.error();
    if (error.code == ErrorCode::Cancelled) {
        worker->setState(JobState::Stopping);
        worker->finish("stopped", 130);
        return result;
    }
    worker->error("failed", error.message);
    worker->finish(error.message, error.code == ErrorCode::Usage ? 2 : 1);
    return result;
}

} // namespace phi1
