// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/phi1/columns.h"
#include "app/phi1/commands.h"
#include "app/phi1/demonstration/report.h"
#include "app/phi1/demonstration/stages.h"
#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/workspace.h"

namespace phi1 {

namespace {

struct DemonstrateOptions {
    std::string folder;
    bool fresh = false;
    std::string report;
    std::string threads;
    std::vector<std::string> pretrainSet;
    std::vector<std::string> finetuneSet;
};

Result<std::filesystem::path> runsFolder(const DemonstrateOptions &options)
{
    if (!options.folder.empty())
        return std::filesystem::absolute(options.folder);
    PHI1_ASSIGN(const Workspace workspace, defaultWorkspace());
    return workspace.runs();
}

/// Moves the runs of an earlier demonstration out of the way; nothing is deleted.
Result<void> setAside(const std::filesystem::path &folder,
                      const std::vector<DemonstrationStage> &stages)
{
    for (const DemonstrationStage &stage : stages) {
        const std::filesystem::path run = folder / stage.name;
        if (!std::filesystem::exists(run))
            continue;
        std::filesystem::path aside;
        for (int i = 1; aside.empty() || std::filesystem::exists(aside); ++i)
            aside = folder / concat(stage.name, "-earlier-", i);
        std::error_code error;
        std::filesystem::rename(run, aside, error);
        if (error)
            return failure(ErrorCode::Io, concat(run, " cannot be set aside: ", error.message()));
        std::fprintf(stderr, "The earlier run is kept as %s\n", aside.c_str());
    }
    return {};
}

std::vector<DemonstrationStage> stagesOf(const DemonstrateOptions &options,
                                         const std::filesystem::path &folder)
{
    DemonstrationStage pretrain{"nano-pretrain", "Pretraining on the textbook", "phi-1-nano",
                                options.pretrainSet};
    DemonstrationStage finetune{"nano-finetune", "Finetuning on exercises", "phi-1-nano-finetune",
                                options.finetuneSet};
    finetune.overrides.push_back("training.init_from=" + (folder / pretrain.name).string());
    std::vector<DemonstrationStage> stages = {pretrain, finetune};
    if (!options.report.empty()) {
        DemonstrationStage control = finetune;
        control.name = "nano-control";
        control.title = "Control: finetuning on shuffled bodies";
        control.overrides.emplace_back("data.train=builtin:exercises-shuffled");
        stages.push_back(control);
    }
    return stages;
}

Result<void> demonstrate(const DemonstrateOptions &options)
{
    // The workers get the terminal's Ctrl+C themselves and stop with a checkpoint; this process
    // waits for them.
    StopSignals::install();
    PHI1_ASSIGN(const std::filesystem::path folder, runsFolder(options));
    const std::vector<DemonstrationStage> stages = stagesOf(options, folder);
    if (options.fresh)
        PHI1_TRY(setAside(folder, stages));
    std::vector<std::string> common;
    if (!options.threads.empty())
        common = {"--threads", options.threads};

    std::vector<StageScore> scores;
    for (const DemonstrationStage &stage : stages) {
        PHI1_TRY(bringToEnd(stage, folder, common));
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled,
                           "the demonstration was interrupted; the same command goes on from here");
        PHI1_ASSIGN(StageScore score, scoreHeldOut(stage, folder, common));
        std::fprintf(stderr, "%s: %lld of %lld held-out exercises pass\n", stage.title.c_str(),
                     static_cast<long long>(score.passed), static_cast<long long>(score.total));
        scores.push_back(std::move(score));
    }

    const StageScore &base = scores[0];
    const StageScore &finetuned = scores[1];
    std::printf("\n%s", exampleColumns(base, finetuned, 3, terminalWidth(STDOUT_FILENO)).c_str());
    std::printf("Held-out exercises passed: base %lld of %lld (%.1f %%), finetuned %lld of %lld "
                "(%.1f %%)\n",
                static_cast<long long>(base.passed), static_cast<long long>(base.total),
                base.percent(), static_cast<long long>(finetuned.passed),
                static_cast<long long>(finetuned.total), finetuned.percent());
    std::printf(
        "The runs are in %s; try a prompt of your own:\n  phi1 complete %s %s --prompt-file FILE\n",
        folder.c_str(), (folder / stages[0].name).c_str(), (folder / stages[1].name).c_str());
    if (!options.report.empty()) {
        PHI1_TRY(
            writeReport({folder, stages, scores, "phi1 demonstrate --fresh --report docs/nano.md"},
                        std::filesystem::absolute(options.report)));
        std::fprintf(stderr, "The report is in %s\n", options.report.c_str());
    }
    return {};
}

} // namespace

void addDemonstrateCommand(CommandRegistry &registry)
{
    auto options = std::make_shared<DemonstrateOptions>();
    CLI::App *command = registry.add(
        "demonstrate", "train, finetune and try phi-1-nano: the paper's effect in minutes",
        [options] { return demonstrate(*options); });
    command->add_option("--folder", options->folder,
                        "where the runs go (default: runs/ of the workspace)");
    command->add_flag("--fresh", options->fresh,
                      "begin anew; earlier runs are kept under another name");
    command->add_option("--report", options->report,
                        "also train the control, and write a Markdown report with plots");
    command->add_option("--threads", options->threads, "CPU threads")->check(CLI::Range(1, 1024));
    command->add_option("--set-pretrain", options->pretrainSet, "KEY=VALUE for pretraining")
        ->take_all();
    command->add_option("--set-finetune", options->finetuneSet, "KEY=VALUE for finetuning")
        ->take_all();
}

} // namespace phi1
