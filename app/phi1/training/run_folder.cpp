// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/training/run_folder.h"

#include <cstdio>

#include "core/base/files.h"
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

std::optional<NamedCheckpoint> newestNamedCheckpoint(const std::filesystem::path &run)
{
    std::optional<NamedCheckpoint> newest;
    std::error_code error;
    for (std::filesystem::directory_iterator it(run / "checkpoints", error), end;
         !error && it != end; it.increment(error)) {
        long long step = 0;
        int length = 0;
        const std::string name = it->path().filename().string();
        if (std::sscanf(name.c_str(), "step-%lld%n", &step, &length) != 1 ||
            static_cast<std::size_t>(length) != name.size() || (newest && newest->step >= step))
            continue;
        std::error_code ignored; // state.json is written last
        if (std::filesystem::exists(it->path() / "state.json", ignored))
            newest = {it->path(), step};
    }
    return newest;
}

std::vector<std::string> overridesIn(const Json &state)
{
    std::vector<std::string> all;
    if (!state.is_object() || !state.contains("overrides") || !state["overrides"].is_array())
        return all;
    for (const Json &entry : state["overrides"]) {
        if (entry.is_string())
            all.push_back(entry.get<std::string>());
    }
    return all;
}

Result<RunConfig> resumedConfig(const std::filesystem::path &run,
                                const std::vector<std::string> &overrides)
{
    std::error_code error;
    const std::filesystem::path pending = pendingRecord(run);
    if (!std::filesystem::exists(run / "run.toml", error) &&
        std::filesystem::exists(pending, error)) {
        PHI1_ASSIGN(const std::string text, readFile(pending, 1u << 20));
        PHI1_ASSIGN(const RunRecord record, parseRunRecord(text, pending.string()));
        return overrideResumed(record.config, overrides);
    }
    PHI1_ASSIGN(const RunRecord record, readRunRecord(run));
    // What is wrong with this call is told as such, not laid to earlier ones.
    PHI1_TRY(overrideResumed(record.config, overrides));
    std::vector<std::string> all;
    if (const auto newest = newestNamedCheckpoint(run)) {
        if (const auto state = readJsonFile(newest->folder / "state.json", 16u << 20))
            all = overridesIn(*state);
    }
    all.insert(all.end(), overrides.begin(), overrides.end());
    return overrideResumed(record.config, all);
}

} // namespace phi1
