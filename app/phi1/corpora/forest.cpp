// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/forest.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/job.h"

namespace phi1 {

namespace {

void addCommonOptions(CLI::App &command, ForestCommand &options)
{
    addCorpusOption(command, options.corpus);
    command.add_option("--name", options.name, "of the forest")->capture_default_str();
    addOutputOptions(command, options.output);
    addJobOption(command, options.job);
}

void addEmbeddingsOption(CLI::App &command, ForestCommand &options)
{
    command.add_option(
        "--embeddings", options.embeddings,
        "which embeddings of the corpus: their name, how it begins, or the checkpoint "
        "they were made with (default: the only ones)");
}

void addTrainOptions(CLI::App &command, ForestCommand &options)
{
    addEmbeddingsOption(command, options);
    command
        .add_option("--also", options.also,
                    "another corpus whose labels teach too; it has embeddings of the same model")
        ->allow_extra_args(false);
    command
        .add_option("--good-from", options.goodFrom,
                    "labels from this one on are good: 4 is good and textbook")
        ->check(CLI::Range(2, 5))
        ->capture_default_str();
    command.add_option("--folds", options.folds, "of the cross-validation")
        ->check(CLI::Range(2, 100))
        ->capture_default_str();
    command.add_option("--threshold", options.threshold, "share of trees from which good is said")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--trees", options.forest.trees, "of the forest")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command.add_option("--depth", options.forest.depth, "of a tree, at most")
        ->check(CLI::Range(1, 25)) // OpenCV's limit
        ->capture_default_str();
    command.add_option("--leaf-samples", options.forest.leafSamples, "fewer are not split further")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    command.add_option("--seed", options.forest.seed, "of the trees and folds")
        ->check(CLI::Range(0, 2147483647))
        ->capture_default_str();
}

} // namespace

void addForestCommand(CommandRegistry &registry)
{
    CLI::App *forest = registry.app.add_subcommand(
        "forest", "the paper's filter: a random forest on embeddings that learns from labels");
    forest->require_subcommand(1);
    const auto add = [&registry, forest](const char *name, const char *description,
                                         Result<void> (*work)(const ForestCommand &)) {
        const auto options = std::make_shared<ForestCommand>();
        CLI::App *command = forest->add_subcommand(name, description);
        addCommonOptions(*command, *options);
        command->callback([&registry, options, work, name] {
            registry.run = [options, work, name] {
                return runAsJob(options->job, std::string("forest ") + name,
                                [&] { return work(*options); });
            };
        });
        return std::make_pair(command, options);
    };
    const auto [train, trainOptions] =
        add("train", "train on the labels of a corpus; report how good it is", trainForest);
    addTrainOptions(*train, *trainOptions);
    const auto [apply, applyOptions] =
        add("apply", "score the samples of a corpus that have embeddings", applyForest);
    apply->add_option("--score", applyOptions->score, "name of the score (default: the forest's)");
    apply->add_flag("--replace", applyOptions->replace,
                    "in the place of a score of this name that somebody else gave");
    const auto [suggest, suggestOptions] =
        add("suggest", "the samples whose labels would teach it most", suggestSamples);
    addEmbeddingsOption(*suggest, *suggestOptions);
    suggest->add_option("--count", suggestOptions->count, "how many")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
}

} // namespace phi1
