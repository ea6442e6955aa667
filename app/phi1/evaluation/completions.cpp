// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/evaluation/completions.h"

#include <cstdio>

#include "app/phi1/engine_choice.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/inference/generator.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// Where a function has certainly ended; the scorer cuts more finely.
const std::vector<std::string> functionEnds = {"\n\n\n", "\ndef ", "\nclass ", "\nprint",
                                               "\nif ",  "\n#",    "\n@",      "\nassert "};

/// The prompts that leave room for an answer; an answer to the others is empty.
struct Fitting {
    std::vector<std::size_t> indices;
    std::vector<std::vector<TokenId>> ids;
};

Fitting fittingPrompts(const std::vector<std::string> &prompts, const Tokenizer &tokenizer,
                       std::int64_t context)
{
    Fitting fitting;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        std::vector<TokenId> ids = tokenizer.encode(prompts[i], SpecialTokens::AsText);
        if (static_cast<std::int64_t>(ids.size()) < context) {
            fitting.indices.push_back(i);
            fitting.ids.push_back(std::move(ids));
        }
    }
    return fitting;
}

} // namespace

Result<std::vector<std::string>> completePrompts(const EvaluateOptions &options)
{
    PHI1_ASSIGN(LoadedEngine loaded, openEngine(options.checkpoint, options.hardware,
                                                makeThreadPool(options.hardware.threads)));
    const ModelSource &source = loaded.source;
    for (const std::string &warning : source.warnings)
        std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
    if (!source.tokenizer)
        return failure(
            ErrorCode::Incompatible,
            concat(source.folder, " has no tokenizer; copy the one of its training there"));

    const Fitting fitting =
        fittingPrompts(options.prompts, *source.tokenizer, source.config.context);
    const std::size_t tooLong = options.prompts.size() - fitting.indices.size();
    if (tooLong > 0)
        std::fprintf(stderr,
                     "phi1: warning: %zu of %zu prompts do not fit the context of %lld tokens and "
                     "count as failed\n",
                     tooLong, options.prompts.size(),
                     static_cast<long long>(source.config.context));
    PHI1_ASSIGN(const std::string fingerprint, source.fingerprint->wait());
    *options.about = {
        {"name", source.name}, {"fingerprint", fingerprint}, {"prompts_too_long", tooLong}};

    Generator generator(loaded.engine, source.tokenizer);
    CompletionOptions completion;
    completion.sampling.temperature = 0;
    completion.maxNewTokens = options.maxNewTokens;
    completion.stop = functionEnds;
    Progress progress(options.output, "Completing", "exercises");
    GenerationControl control;
    control.cancelled = [] { return StopSignals::stopRequested(); };
    control.progress = [&](std::size_t finished, std::size_t total) {
        progress.update(static_cast<std::int64_t>(finished), static_cast<std::int64_t>(total));
    };
    PHI1_ASSIGN(const std::vector<Completion> answers,
                generator.completeIds(fitting.ids, completion, control));
    progress.finish();
    if (StopSignals::stopRequested())
        return failure(ErrorCode::Cancelled, "interrupted before the completions were done");
    std::vector<std::string> completions(options.prompts.size());
    for (const Completion &answer : answers)
        completions[fitting.indices[answer.prompt]] = answer.text;
    return completions;
}

} // namespace phi1
