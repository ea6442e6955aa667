// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace phi1 {

/// `--job DIR` for a command that takes more than two seconds.
void addJobOption(CLI::App &command, std::string &folder);

/// Runs `work`; with a folder it is a job there: status.json, events.jsonl (Progress writes its
/// `progress` events), log.txt and lock, and it ends Finished, Stopped or Failed as the result
/// says.
Result<void> runAsJob(const std::string &folder, const std::string &program,
                      const std::function<Result<void>()> &work);

} // namespace phi1
