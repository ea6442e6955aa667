// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/evaluation/exercises.h"
#include "core/evaluation/scorer.h"
#include "tests/support/python_sandbox.h"

using namespace phi1;

TEST_CASE("all 164 published solutions of HumanEval pass, and none passes without its body" *
          doctest::skip(test::sandboxMissing()))
{
    const auto exercises = readExercises(PHI1_TEST_DATA "/humaneval/HumanEval.jsonl.gz");
    REQUIRE_MESSAGE(exercises, (exercises ? "" : exercises.error().message));
    REQUIRE(exercises->size() == 164);
    SandboxOptions options;
    options.limits.cpuSeconds = 20;
    options.limits.wallSeconds = 120;
    const Result<Sandbox> sandbox = Sandbox::open(options);
    REQUIRE_MESSAGE(sandbox, (sandbox ? "" : sandbox.error().message));
    std::vector<std::string> solutions;
    for (const Exercise &exercise : *exercises)
        solutions.push_back(exercise.canonicalSolution);

    const Result<ScoreReport> report = scoreCompletions(*exercises, solutions, *sandbox);
    REQUIRE(report);
    for (const ExerciseScore &score : report->problems) {
        CAPTURE(score.taskId);
        CAPTURE(score.message);
        CHECK(score.passed());
    }
    const Result<ScoreReport> empty =
        scoreCompletions(*exercises, std::vector<std::string>(164, "    pass\n"), *sandbox);
    REQUIRE(empty);
    CHECK(empty->passed == 0);
}
