// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/fasttext_pass.h"
#include "app/phi1/corpora/loss_pass.h"
#include "app/phi1/job.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/corpora/search/sample_filter.h"
#include "core/jobs/workspace.h"

namespace phi1 {

namespace {

struct ScoreCommand {
    FastTextPass fastText;
    LossPass loss; ///< what the command line gives once is copied from `fastText`
    HardwareOptions hardware;
    std::string job;
};

Result<void> score(ScoreCommand command)
{
    StopSignals::install();
    const FastTextPass &given = command.fastText;
    if (command.loss.checkpoint.empty())
        return runFastTextPass(given);
    LossPass &pass = command.loss;
    pass.corpus = given.corpus.corpus;
    pass.name = given.name;
    pass.replace = given.replace;
    pass.output = given.output;
    pass.hardware = command.hardware;
    if (!given.filter.empty()) {
        PHI1_ASSIGN(const Json json, readJsonFile(given.filter));
        PHI1_ASSIGN(pass.filter, sampleFilterFromJson(json));
    }
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(given.corpus.workspace));
    return runLossPass(workspace, pass);
}

} // namespace

void addScoreCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<ScoreCommand>();
    CLI::App *command = registry.add(
        "score", "give every sample of a corpus a number: by a classifier, or a model's loss",
        [options] {
            options->fastText.threads = options->hardware.threads;
            return runAsJob(options->job, "score", [&] { return score(*options); });
        });
    CLI::Option_group *by = command->add_option_group("by", "what scores");
    by->add_option("--fasttext", options->fastText.classifier,
                   "a classifier of fastText, .bin or .ftz: column score.NAME");
    by->add_option("--loss", options->loss.checkpoint,
                   "a checkpoint, by its mean loss of a sample's tokens: column loss.NAME");
    by->require_option(1);
    addCorpusOption(*command, options->fastText.corpus);
    command->add_option("--name", options->fastText.name,
                        "of the score (default: that of the classifier's file or checkpoint)");
    command->add_option("--weights", options->fastText.weights,
                        "with --fasttext: what each label counts; the score is the sum of weight × "
                        "probability (default: Low=0,Mid=1,High=2)");
    command
        ->add_option("--max-tokens", options->loss.maxTokens,
                     "with --loss: tokens of a sample that count (default: the model's context)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--rows-of", options->fastText.filter,
                        "score only samples that pass this filter, a JSON file");
    command->add_flag("--replace", options->fastText.replace,
                      "in the place of a score of this name that somebody else gave");
    addInferenceOptions(*command, options->hardware);
    addOutputOptions(*command, options->fastText.output);
    addJobOption(*command, options->job);
}

} // namespace phi1
