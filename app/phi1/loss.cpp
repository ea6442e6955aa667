// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/engine_choice.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/inference/text_loss.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// Hours of work on any machine; a file of this size is a mistake.
constexpr std::uint64_t textLimit = 1ull << 30;

struct LossOptions {
    std::string checkpoint;
    std::string textFile;
    TextLossOptions windows;
    HardwareOptions hardware;
    OutputOptions output;
};

struct Scored {
    LoadedEngine loaded;
    std::vector<TokenId> ids;
    std::vector<float> losses;
    double mean = 0;
};

void printText(const Scored &scored)
{
    std::printf("%zu tokens, mean loss %.5f nats, perplexity %.4f (%s on %s)\n",
                scored.ids.size() - 1, scored.mean, std::exp(scored.mean),
                scored.loaded.engine->facts().dtype.c_str(),
                scored.loaded.engine->facts().device.c_str());
}

Result<void> printJson(const Scored &scored)
{
    PHI1_ASSIGN(const std::string fingerprint, scored.loaded.source.fingerprint->wait());
    const EngineFacts facts = scored.loaded.engine->facts();
    Json losses = {nullptr}; // the first token is not predicted
    for (const float loss : std::span(scored.losses).subspan(1))
        losses.push_back(jsonNumber(loss));
    const Json json = {{"name", scored.loaded.source.name},
                       {"fingerprint", fingerprint},
                       {"device", facts.device},
                       {"dtype", facts.dtype},
                       {"kernels", facts.kernels},
                       {"scored_tokens", scored.ids.size() - 1},
                       {"loss", jsonNumber(scored.mean)},
                       {"perplexity", jsonNumber(std::exp(scored.mean))},
                       {"tokens", scored.ids},
                       {"losses", std::move(losses)}};
    std::fputs((dumpJson(json) + "\n").c_str(), stdout);
    return {};
}

Result<void> loss(const LossOptions &options)
{
    PHI1_ASSIGN(const std::string text, readFile(options.textFile, textLimit));
    PHI1_ASSIGN(LoadedEngine loaded, openEngine(options.checkpoint, options.hardware,
                                                makeThreadPool(options.hardware.threads)));
    Scored scored{.loaded = std::move(loaded)};
    const ModelSource &source = scored.loaded.source;
    for (const std::string &warning : source.warnings)
        std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
    if (!source.tokenizer)
        return failure(
            ErrorCode::Incompatible,
            concat(source.folder, " has no tokenizer; copy the one of its training there"));
    scored.ids = source.tokenizer->encode(text, SpecialTokens::Recognise);
    StopSignals::install();
    Progress progress(options.output, "Scoring", "tokens");
    PHI1_ASSIGN(scored.losses,
                textLoss(*scored.loaded.engine, scored.ids, options.windows, [&](std::size_t done) {
                    progress.update(static_cast<std::int64_t>(done),
                                    static_cast<std::int64_t>(scored.ids.size()));
                    return !StopSignals::stopRequested();
                }));
    progress.finish();
    for (std::size_t i = 1; i < scored.losses.size(); ++i)
        scored.mean += static_cast<double>(scored.losses[i]);
    scored.mean /= static_cast<double>(scored.losses.size() - 1);
    if (options.output.json)
        return printJson(scored);
    printText(scored);
    return {};
}

} // namespace

void addLossCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<LossOptions>();
    CLI::App *command = registry.add("loss", "loss of every token of a text, and its perplexity",
                                     [options] { return loss(*options); });
    command
        ->add_option("CHECKPOINT", options->checkpoint,
                     "checkpoint folder, or a run for its newest checkpoint")
        ->required();
    command->add_option("--text-file", options->textFile, "the text, UTF-8")->required();
    command
        ->add_option("--window", options->windows.window,
                     "tokens a model sees of a longer text at a time, 0 for its context")
        ->capture_default_str();
    command
        ->add_option("--overlap", options->windows.overlap,
                     "tokens before them that a further window repeats")
        ->capture_default_str();
    addInferenceOptions(*command, options->hardware);
    addOutputOptions(*command, options->output);
}

} // namespace phi1
