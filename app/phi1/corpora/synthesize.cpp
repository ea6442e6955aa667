// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/synthesis_job.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/jobs/workspace.h"
#include "core/synthesis/endpoint.h"
#include "core/synthesis/prompt_plan.h"

namespace phi1 {

namespace {

struct SynthesizeOptions {
    std::string spec;
    std::string endpoint, model;
    std::string workspace, corpus;
    std::string job;
    std::uint64_t samples = 0, requests = 0, tokens = 0;
    std::uint64_t preview = 0;
    bool keyFromInput = false;
    bool specFromInput = false;
    bool detach = false;
    OutputOptions output;
};

/// Prompts as they would be sent; nothing is.
Result<void> preview(const SynthesisSpec &spec, const SynthesizeOptions &options)
{
    PHI1_ASSIGN(const PromptPlan plan, PromptPlan::make(spec));
    Json prompts = Json::array();
    for (std::uint64_t i = 0; i < std::min(options.preview, plan.size()); ++i) {
        const PlannedPrompt prompt = plan.at(i);
        prompts.push_back({{"item", i},
                           {"topic", plan.topics()[prompt.topic]},
                           {"audience", plan.audiences()[prompt.audience]},
                           {"seed_words", prompt.seedWords},
                           {"function_name", prompt.functionName},
                           {"system", prompt.system},
                           {"prompt", prompt.prompt},
                           {"seed", prompt.seed}});
        if (!options.output.json)
            std::printf("--- %llu: %s, for %s\n%s\n", static_cast<unsigned long long>(i),
                        plan.topics()[prompt.topic].c_str(),
                        plan.audiences()[prompt.audience].c_str(), prompt.prompt.c_str());
    }
    if (options.output.json)
        std::fputs(dumpJsonPretty({{"planned", plan.size()},
                                   {"topics", plan.topics().size()},
                                   {"audiences", plan.audiences().size()},
                                   {"prompts", std::move(prompts)}})
                       .c_str(),
                   stdout);
    return {};
}

/// The job's folder: as given, or named after the corpus, so that the same command goes on.
Result<std::filesystem::path> jobFolder(const SynthesizeOptions &options,
                                        const Workspace &workspace)
{
    std::error_code error;
    const std::filesystem::path folder = options.job.empty()
                                             ? workspace.jobs() / ("synthesize-" + options.corpus)
                                             : std::filesystem::path(options.job);
    std::filesystem::path absolute = std::filesystem::absolute(folder, error).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

/// Standard input to its end, behind the line of the key if there is one.
Result<std::string> readRest(int fd)
{
    constexpr std::size_t largestSpec = 64u << 20;
    std::string text;
    std::array<char, 65536> bytes{};
    while (text.size() <= largestSpec) {
        const ssize_t got = ::read(fd, bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(ErrorCode::Io,
                           concat("standard input cannot be read: ", systemMessage(errno)));
        if (got == 0)
            return text;
        text.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return failure(ErrorCode::Usage, concat("the specification on standard input is longer than ",
                                            formatBytes(largestSpec)));
}

Result<SynthesisSpec> specOf(const SynthesizeOptions &options)
{
    SynthesisSpec spec;
    if (options.specFromInput) {
        PHI1_ASSIGN(const std::string text, readRest(STDIN_FILENO));
        PHI1_ASSIGN(spec, readSynthesisSpec(text, "the specification on standard input", {}));
    } else if (!options.spec.empty()) {
        PHI1_ASSIGN(spec, loadSynthesisSpec(options.spec));
    } else if (!options.job.empty()) {
        PHI1_ASSIGN(spec, readSynthesisPlan(options.job));
    } else {
        return failure(ErrorCode::Usage,
                       "what is to be generated? Give a specification (a TOML file, "
                       "builtin:textbooks or builtin:exercises), or --job with one that was begun");
    }
    if (!options.endpoint.empty())
        spec.endpoint.url = options.endpoint;
    if (!options.model.empty())
        spec.endpoint.model = options.model;
    if (options.samples > 0)
        spec.samples = options.samples;
    if (options.requests > 0)
        spec.budget.requests = options.requests;
    if (options.tokens > 0)
        spec.budget.tokens = options.tokens;
    return spec;
}

Result<void> synthesizeCommand(SynthesizeOptions &options)
{
    // First, so that it is in the environment of nothing that follows.
    PHI1_ASSIGN(ApiKey key, ApiKey::fromEnvironment());
    if (options.keyFromInput) {
        PHI1_ASSIGN(ApiKey typed, ApiKey::fromDescriptor(STDIN_FILENO));
        if (!typed.isEmpty()) // an empty line leaves the environment's
            key = std::move(typed);
    }
    SynthesisStart start;
    PHI1_ASSIGN(start.spec, specOf(options));
    if (options.preview > 0)
        return preview(start.spec, options);

    if (!options.job.empty()) {
        if (const auto record = readSynthesisRecord(options.job)) {
            start.record = *record;
            if (options.workspace.empty())
                options.workspace = record->workspace.string();
            if (options.corpus.empty())
                options.corpus = record->corpus;
        } else if (record.error().code != ErrorCode::NotFound) {
            return tl::unexpected<Error>(record.error());
        }
    }
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(options.workspace));
    if (options.corpus.empty())
        return failure(ErrorCode::Usage, "into which corpus? Give --corpus NAME");
    PHI1_ASSIGN(start.corpus, corpusFiles(workspace.corpora(), options.corpus));
    PHI1_ASSIGN(start.job, jobFolder(options, workspace));
    if (options.job.empty()) {
        if (const auto record = readSynthesisRecord(start.job))
            start.record = *record;
    }
    if (!start.record.corpus.empty() && start.record.corpus != options.corpus)
        return failure(ErrorCode::Usage,
                       concat(start.job, " writes into the corpus ", start.record.corpus, ", not ",
                              options.corpus, "; give a new folder with --job"));
    start.record.workspace = workspace.root;
    start.record.corpus = options.corpus;
    if (start.spec.endpoint.url.empty() || start.spec.endpoint.model.empty())
        return failure(ErrorCode::Usage,
                       "which model is asked, and where? Give --endpoint URL and --model NAME, or "
                       "both in [endpoint] of the specification");
    PHI1_TRY(endpointAddress(start.spec.endpoint.url, start.spec.generation.api));
    start.key = std::move(key);
    start.output = options.output;
    if (!options.detach)
        return runSynthesis(std::move(start));
    const std::filesystem::path job = start.job;
    PHI1_TRY(detachSynthesis(std::move(start)));
    if (options.output.json)
        std::printf("%s\n", dumpJson({{"job", job.string()}}).c_str());
    else
        std::printf("started; follow it with: phi1 follow %s\n", job.c_str());
    return {};
}

} // namespace

void addSynthesizeCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<SynthesizeOptions>();
    CLI::App *command =
        registry.add("synthesize", "let a language model write textbooks and exercises",
                     [options] { return synthesizeCommand(*options); });
    command->add_option("SPEC", options->spec,
                        "TOML file, builtin:textbooks or builtin:exercises; without it the plan in "
                        "the folder of --job goes on");
    command->add_option("--endpoint", options->endpoint,
                        "address of an OpenAI-compatible server: http://127.0.0.1:8080/v1");
    command->add_option("--model", options->model, "as the endpoint calls it");
    command->add_option("--workspace", options->workspace,
                        "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
    command->add_option("--corpus", options->corpus, "corpus that gets the samples");
    command
        ->add_option("--samples", options->samples, "prompts of the plan, over the specification")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000000}));
    command->add_option("--requests", options->requests,
                        "stop when so many prompts of the job were answered");
    command->add_option("--budget-tokens", options->tokens,
                        "stop before prompts and answers of the job take more tokens");
    command->add_option("--preview", options->preview,
                        "print the first prompts of the plan and ask for nothing");
    command->add_flag("--key-stdin", options->keyFromInput,
                      "read the endpoint's key from the first line of standard input (else "
                      "PHI1_API_KEY or OPENAI_API_KEY)");
    command->add_flag("--spec-stdin", options->specFromInput,
                      "read the specification from standard input, behind the key");
    command->add_flag("--detach", options->detach, "go on in a process of its own and return");
    command->add_option(
        "--job", options->job,
        "folder of the job: answers, plan, status, events and log; it goes on where "
        "it stopped (default: jobs/synthesize-CORPUS of the workspace)");
    addOutputOptions(*command, options->output);
}

} // namespace phi1
