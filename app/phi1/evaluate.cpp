// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/evaluation/completions.h"
#include "app/phi1/job.h"
#include "app/phi1/progress.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_generator.h"
#include "core/evaluation/exercises.h"
#include "core/evaluation/samples.h"
#include "core/evaluation/sandbox.h"
#include "core/evaluation/scorer.h"

namespace phi1 {

namespace {

struct EvaluateArguments {
    std::string job;
    std::string exercises;
    std::string samples;
    int workers = 2;
    SandboxOptions sandbox;
    EvaluateOptions compute;
};

Result<std::vector<std::string>> completionsFor(EvaluateArguments &arguments,
                                                const std::vector<Exercise> &exercises, Json &about)
{
    if (!arguments.samples.empty())
        return readSamples(arguments.samples, exercises);
    for (const Exercise &exercise : exercises)
        arguments.compute.prompts.push_back(exercise.prompt);
    arguments.compute.about = &about;
    return completePrompts(arguments.compute);
}

void printText(const ScoreReport &report, const std::vector<Exercise> &exercises)
{
    std::map<std::string, std::pair<int, int>> families; // passed, all
    for (std::size_t i = 0; i < exercises.size(); ++i) {
        if (exercises[i].family.empty())
            continue;
        auto &[passed, all] = families[exercises[i].family];
        passed += report.problems[i].passed() ? 1 : 0;
        ++all;
    }
    for (const auto &[family, counts] : families)
        std::printf("%-24s %3d of %d\n", family.c_str(), counts.first, counts.second);
    std::printf("%zu of %zu exercises passed (%.1f %%)", report.passed, report.problems.size(),
                100 * report.rate());
    if (report.timedOut > 0)
        std::printf(", %zu timed out", report.timedOut);
    std::printf("\n");
}

Result<void> evaluate(EvaluateArguments &arguments)
{
    if (arguments.compute.checkpoint.empty() == arguments.samples.empty())
        return failure(ErrorCode::Usage,
                       "phi1 evaluate needs either a CHECKPOINT or --samples with its completions");
    std::vector<Exercise> exercises;
    if (arguments.exercises == "builtin:held-out") {
        exercises = builtinHeldOutExercises();
    } else {
        PHI1_ASSIGN(exercises, readExercises(arguments.exercises));
    }
    // Before the model is loaded: without a sandbox all its work would be for nothing.
    PHI1_ASSIGN(const Sandbox sandbox, Sandbox::open(arguments.sandbox));
    if (!sandbox.isolates())
        std::fprintf(stderr, "phi1: warning: the programs run without a sandbox, as "
                             "--allow-unsandboxed says: only their time and memory are limited\n");
    StopSignals::install();
    Json about = Json::object();
    PHI1_ASSIGN(const std::vector<std::string> completions,
                completionsFor(arguments, exercises, about));

    Progress progress(arguments.compute.output, "Running", "exercises");
    ScorerOptions options;
    options.workers = arguments.workers;
    options.cancelled = [] { return StopSignals::stopRequested(); };
    options.progress = [&](std::size_t done, std::size_t total) {
        progress.update(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
    };
    PHI1_ASSIGN(const ScoreReport report,
                scoreCompletions(exercises, completions, sandbox, options));
    progress.finish();

    if (!arguments.compute.output.json) {
        printText(report, exercises);
        return {};
    }
    Json json = {{"checkpoint", arguments.compute.checkpoint},
                 {"exercises", arguments.exercises},
                 {"sandboxed", sandbox.isolates()}};
    json.update(about);
    json.update(scoreToJson(report));
    std::fputs(dumpJsonPretty(json).c_str(), stdout);
    return {};
}

} // namespace

void addEvaluateCommand(CommandRegistry &registry)
{
    const auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App *command = registry.add(
        "evaluate", "run greedy completions of exercises against their assertions", [arguments] {
            return runAsJob(arguments->job, "evaluate", [&] { return evaluate(*arguments); });
        });
    command->add_option("CHECKPOINT", arguments->compute.checkpoint,
                        "checkpoint folder, or a run for its newest checkpoint");
    command
        ->add_option("--exercises", arguments->exercises,
                     "JSONL file (HumanEval's layout, plain or .gz), or builtin:held-out")
        ->required();
    command->add_option("--samples", arguments->samples,
                        "JSONL file with task_id and completion, instead of a checkpoint");
    command
        ->add_option("--max-new-tokens", arguments->compute.maxNewTokens,
                     "tokens after which a completion ends")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30))
        ->capture_default_str();
    command->add_option("--workers", arguments->workers, "programs that run at the same time")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command
        ->add_option("--cpu-seconds", arguments->sandbox.limits.cpuSeconds,
                     "CPU time a program may use")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{3600}))
        ->capture_default_str();
    command->add_flag("--allow-unsandboxed", arguments->sandbox.allowUnsandboxed,
                      "without bubblewrap, run the programs all the same");
    addInferenceOptions(*command, arguments->compute.hardware);
    addOutputOptions(*command, arguments->compute.output);
    addJobOption(*command, arguments->job);
}

} // namespace phi1
