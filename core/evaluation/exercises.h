// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// One programming exercise, in the layout of HumanEval: the model continues `prompt`, and `test`
/// defines `check(candidate)`, which raises unless the function named `entryPoint` behaves.
struct Exercise {
    std::string taskId;
    std::string prompt;     ///< `def name(arguments):\n    """docstring"""\n`
    std::string entryPoint; ///< name of the function under test
    std::string
        canonicalSolution; ///< indented body, ends with a line break; may be empty in foreign files
    std::string test;      ///< Python source that defines check(candidate)
    std::string family;    ///< of a generated exercise, else empty
    std::string
        argument; ///< name of the function's first argument, of a generated exercise, else empty

    /// What finetuning reads: prompt and body.
    std::string document() const { return prompt + canonicalSolution; }
};

/// {"task_id", "prompt", "entry_point", "canonical_solution", "test", "family", "argument"}; the
/// last two only if set.
Json exerciseToJson(const Exercise &exercise);

/// task_id, prompt, entry_point and test must be non-empty strings and entry_point an identifier;
/// other keys may be missing, unknown ones are skipped. `what` names the line in the error.
Result<Exercise> exerciseFromJson(const Json &json, std::string_view what);

/// All exercises of a JSONL file, plain or gzipped (recognised by content), in order. Empty lines
/// are skipped; a repeated task_id, a file without exercises, and more than 256 MiB of text are
/// errors.
Result<std::vector<Exercise>> readExercises(const std::filesystem::path &path);

/// One JSON object a line.
std::string exercisesToJsonLines(const std::vector<Exercise> &exercises);

/// Calls `use` with each line of a JSONL file, plain or gzipped, and with words that name the line.
/// Empty lines are skipped. Ends with the first error.
Result<void>
forEachJsonLine(const std::filesystem::path &path,
                const std::function<Result<void>(const Json &json, const std::string &what)> &use);

/// The text of a file, unpacked if it is gzip; at most `limit` bytes once unpacked.
Result<std::string> readTextMaybeGzip(const std::filesystem::path &path, std::uint64_t limit);

} // namespace phi1
