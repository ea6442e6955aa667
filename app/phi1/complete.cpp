// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/complete/complete_options.h"
#include "app/phi1/complete/complete_run.h"
#include "app/phi1/prompt_file.h"
#include "core/base/text.h"
#include "model/inference/generation_request.h"

namespace phi1 {

namespace {

Result<void> complete(CompleteOptions &options)
{
    PHI1_ASSIGN(options.prompt, readPrompt(options.promptFile));
    if (options.prompt.empty())
        return failure(ErrorCode::Usage,
                       concat("the prompt (", promptName(options.promptFile),
                              ") is empty; a completion needs something to go on from"));
    return runComplete(options);
}

} // namespace

void addCompleteCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<CompleteOptions>();
    CLI::App *command =
        registry.add("complete", "complete a prompt with one checkpoint or several side by side",
                     [options] { return complete(*options); });
    CompletionOptions &completion = options->completion;
    SamplingOptions &sampling = completion.sampling;
    command
        ->add_option("CHECKPOINT", options->checkpoints,
                     "checkpoint folders, or runs for their newest checkpoint")
        ->required();
    command->add_option("--prompt-file", options->promptFile, "file with the prompt, - for stdin")
        ->required();
    command
        ->add_option("--max-new-tokens", completion.maxNewTokens,
                     "tokens after which a completion ends")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30))
        ->capture_default_str();
    command
        ->add_option("--temperature", sampling.temperature,
                     "0 takes the most probable token, higher draws more freely")
        ->capture_default_str();
    command
        ->add_option("--top-p", sampling.topP, "draw from the tokens that make up this probability")
        ->capture_default_str();
    command->add_option("--top-k", sampling.topK, "draw from the k most probable tokens, 0 for all")
        ->capture_default_str();
    command
        ->add_option("--min-p", sampling.minP,
                     "drop tokens below this share of the most probable one")
        ->capture_default_str();
    command
        ->add_option("--repetition-penalty", sampling.repetitionPenalty,
                     "above 1 avoids tokens that were there before")
        ->capture_default_str();
    command->add_option("--seed", sampling.seed, "the same seed draws the same completion")
        ->capture_default_str();
    command
        ->add_option("--stop", completion.stop,
                     "text before which a completion ends; may be given several times")
        ->allow_extra_args(false);
    command->add_option("-n,--n", completion.samples, "completions of each checkpoint")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100000}))
        ->capture_default_str();
    command
        ->add_option("--logprobs", options->logProbabilities,
                     "list every token with its probability and so many alternatives")
        ->check(CLI::Range(std::int64_t{0}, maximumTopLogProbabilities))
        ->capture_default_str();
    command->add_flag("--diff", options->diff,
                      "show which words of the first checkpoint the others changed");
    command->add_flag("--prompt-lookup,!--no-prompt-lookup", options->promptLookup,
                      "guess repetitions ahead and check them: quicker, the same text");
    addInferenceOptions(*command, options->hardware);
    addOutputOptions(*command, options->output);
}

} // namespace phi1
