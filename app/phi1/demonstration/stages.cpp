// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/demonstration/stages.h"

#include <cstdio>

#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/jobs/job_state.h"

namespace phi1 {

namespace {

constexpr int interrupted = 130;

Result<std::string> runSelf(const std::vector<std::string> &arguments, bool captureOutput)
{
    std::vector<std::string> command = {ownProgram()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    PHI1_ASSIGN(ChildResult child, runChild(command, captureOutput));
    if (child.exitStatus == interrupted)
        return failure(ErrorCode::Cancelled,
                       "the demonstration was interrupted; the same command goes on from here");
    if (child.exitStatus != 0)
        return failure(ErrorCode::Io, concat("phi1 ", arguments.front(), " ended with status ",
                                             child.exitStatus, "; its message stands above"));
    return std::move(child.output);
}

bool isFinished(const std::filesystem::path &run)
{
    const auto status = readJsonFile(run / "status.json");
    return status && status->value("state", "") == jobStateName(JobState::Finished);
}

} // namespace

Result<void> bringToEnd(const DemonstrationStage &stage, const std::filesystem::path &folder,
                        const std::vector<std::string> &commonArguments)
{
    const std::filesystem::path run = folder / stage.name;
    if (isFinished(run)) {
        std::fprintf(stderr, "%s: finished before, in %s\n", stage.title.c_str(), run.c_str());
        return {};
    }
    std::vector<std::string> arguments;
    if (std::filesystem::exists(run / "run.toml")) {
        std::fprintf(stderr, "%s: going on in %s\n", stage.title.c_str(), run.c_str());
        arguments = {"resume", run.string()};
    } else {
        std::fprintf(stderr, "%s: into %s\n", stage.title.c_str(), run.c_str());
        arguments = {"train", stage.preset, "--run", run.string()};
        for (const std::string &override : stage.overrides) {
            arguments.emplace_back("--set");
            arguments.push_back(override);
        }
    }
    arguments.insert(arguments.end(), commonArguments.begin(), commonArguments.end());
    PHI1_TRY(runSelf(arguments, true));
    return {};
}

Result<StageScore> scoreHeldOut(const DemonstrationStage &stage,
                                const std::filesystem::path &folder,
                                const std::vector<std::string> &commonArguments)
{
    const std::string run = (folder / stage.name).string();
    std::vector<std::string> arguments = {"evaluate", run, "--exercises", "builtin:held-out",
                                          "--json"};
    arguments.insert(arguments.end(), commonArguments.begin(), commonArguments.end());
    PHI1_ASSIGN(const std::string output, runSelf(arguments, true));
    PHI1_ASSIGN(Json json, parseJson(output, "the result of phi1 evaluate"));
    if (!json.is_object() || !json.contains("pass") || !json.contains("total") ||
        !json.contains("problems"))
        return failure(ErrorCode::Corrupt,
                       "the result of phi1 evaluate has no pass, total and problems");
    StageScore score;
    score.name = stage.name;
    score.passed = json["pass"].get<std::int64_t>();
    score.total = json["total"].get<std::int64_t>();
    score.problems = std::move(json["problems"]);
    return score;
}

} // namespace phi1
