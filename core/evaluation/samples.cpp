// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/samples.h"

#include <unordered_map>

#include "core/base/text.h"

namespace phi1 {

Result<std::vector<std::string>> readSamples(const std::filesystem::path &path,
                                             const std::vector<Exercise> &exercises)
{
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < exercises.size(); ++i)
        places.emplace(exercises[i].taskId, i);
    std::vector<std::string> completions(exercises.size());
    std::vector<bool> given(exercises.size());
    PHI1_TRY(forEachJsonLine(path, [&](const Json &json, const std::string &what) -> Result<void> {
        if (!json.is_object() || !json.contains("task_id") || !json["task_id"].is_string() ||
            !json.contains("completion") || !json["completion"].is_string())
            return failure(
                ErrorCode::Corrupt,
                concat(what,
                       " is not a sample; expected {\"task_id\": \"…\", \"completion\": \"…\"}"));
        const auto taskId = json["task_id"].get<std::string>();
        const auto place = places.find(taskId);
        if (place == places.end())
            return failure(ErrorCode::Incompatible,
                           concat(what, " is for the task \"", printable(taskId),
                                  "\", which is not among the exercises"));
        if (given[place->second])
            return failure(ErrorCode::Incompatible,
                           concat(what, " is a second sample for the task \"", printable(taskId),
                                  "\"; expected one for each"));
        given[place->second] = true;
        completions[place->second] = json["completion"].get<std::string>();
        return {};
    }));
    for (std::size_t i = 0; i < exercises.size(); ++i) {
        if (!given[i])
            return failure(ErrorCode::Incompatible, concat(path, " has no sample for the task \"",
                                                           printable(exercises[i].taskId), "\""));
    }
    return completions;
}

} // namespace phi1
