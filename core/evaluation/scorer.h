// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/evaluation/exercises.h"
#include "core/evaluation/sandbox.h"

namespace phi1 {

/// The part of a completion that belongs to the function: up to the first line that starts a new
/// statement at the left margin, three line breaks in a row, or `<|endoftext|>`. A completion of
/// HumanEval's kind, whose first line continues the last line of the prompt, keeps that first line.
/// Ends with a line break unless empty.
std::string functionBody(std::string_view completion);

/// What is run: prompt, body, test, and the call of check().
std::string exerciseProgram(const Exercise &exercise, std::string_view completion);

struct ExerciseScore {
    std::string taskId;
    SandboxVerdict verdict = SandboxVerdict::Failed;
    std::string completion; ///< as the model gave it
    std::string body;       ///< as it was run
    std::string message;    ///< last line that the program wrote; empty if it passed

    bool passed() const { return verdict == SandboxVerdict::Passed; }
};

struct ScoreReport {
    std::size_t passed = 0;
    std::size_t timedOut = 0;
    std::vector<ExerciseScore> problems; ///< in the order of the exercises

    /// Share of the exercises that passed, 0 to 1.
    double rate() const;
};

struct ScorerOptions {
    int workers = 2;
    std::function<void(std::size_t done, std::size_t total)>
        progress;                    ///< from any worker, one call at a time
    std::function<bool()> cancelled; ///< asked between programs
};

/// Runs completion i for exercise i. Programs that time out beside others are tried once more
/// alone, so that a busy machine does not decide. Cancelled if asked to stop; any failure of the
/// sandbox itself ends it.
Result<ScoreReport> scoreCompletions(const std::vector<Exercise> &exercises,
                                     const std::vector<std::string> &completions,
                                     const Sandbox &sandbox, const ScorerOptions &options = {});

/// {"pass", "total", "rate", "timed_out", "problems": [{"task_id", "passed", "verdict",
/// "completion", "body", "message"}]}
Json scoreToJson(const ScoreReport &report);

} // namespace phi1
