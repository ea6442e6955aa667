// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/attention/attention_output.h"
#include "app/phi1/attention/attention_run.h"
#include "app/phi1/attention/attention_text.h"
#include "app/phi1/commands.h"
#include "app/phi1/prompt_file.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

std::string scoreKeys()
{
    std::string keys;
    for (const HeadScoreFacts &facts : headScoreFacts())
        keys += concat(keys.empty() ? "" : ", ", facts.key);
    return keys;
}

Result<void> check(const AttentionOptions &options)
{
    if (options.layer.has_value() != options.head.has_value())
        return failure(ErrorCode::Usage, "--layer and --head together name the head to be shown");
    if (options.layer && options.allScores)
        return failure(ErrorCode::Usage,
                       "--scores measures all heads, --layer and --head show one: give either");
    if (!options.sort.empty() && !headScoreNamed(options.sort))
        return failure(ErrorCode::Usage, concat("--sort ", printable(options.sort),
                                                " is no score, expected one of ", scoreKeys()));
    return options.output.empty() ? Result<void>() : checkOutputName(options.output);
}

Result<void> attention(const AttentionOptions &options)
{
    PHI1_TRY(check(options));
    PHI1_ASSIGN(const std::string prompt, readPrompt(options.promptFile));
    if (prompt.empty())
        return failure(ErrorCode::Usage, concat("the prompt (", promptName(options.promptFile),
                                                ") is empty; attention needs at least one token"));
    PHI1_ASSIGN(const AttentionFindings findings, findAttention(options, prompt));
    if (!options.output.empty())
        PHI1_TRY(writeOutput(options.output, findings));
    std::string text;
    if (options.screen.json)
        text = dumpJson(attentionJson(findings)) + "\n";
    else if (!options.output.empty())
        text = concat("written to ", options.output, '\n');
    else if (findings.head)
        text = mapText(findings, options.top);
    else if (options.allScores || !options.sort.empty())
        text = scoreTableText(findings, options.sort);
    else
        text = strongestHeadsText(findings, options.top);
    std::fputs(text.c_str(), stdout);
    return {};
}

} // namespace

void addAttentionCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<AttentionOptions>();
    CLI::App *command =
        registry.add("attention", "where the heads of a checkpoint look: one head's map, or scores",
                     [options] { return attention(*options); });
    command
        ->add_option("CHECKPOINT", options->checkpoint,
                     "checkpoint folder, or a run for its newest checkpoint")
        ->required();
    command->add_option("--prompt-file", options->promptFile, "file with the prompt, - for stdin")
        ->required();
    command->add_option("--layer", options->layer, "with --head: the map of this head, from 0");
    command->add_option("--head", options->head, "of --layer, from 0");
    command->add_flag("--scores", options->allScores,
                      "all scores of every head, not only the strongest heads");
    command->add_option("--sort", options->sort, "list the heads by a score: " + scoreKeys());
    command
        ->add_option("--top", options->top, "heads of each score, or targets of each token, listed")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100000}))
        ->capture_default_str();
    command->add_option("--minus", options->minus,
                        "a second checkpoint: differences of maps, and how much each head changed");
    command->add_flag("--without-first", options->withoutFirst,
                      "leave out the first token and let the others add up to 1");
    command->add_option("--output", options->output,
                        "write the numbers to a file: .npy, .safetensors or .json");
    addInferenceOptions(*command, options->hardware);
    addOutputOptions(*command, options->screen);
}

} // namespace phi1
