// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/attention/attention_run.h"

#include <cstdio>

#include "app/phi1/engine_choice.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/inference/weights_fingerprint.h"

namespace phi1 {

namespace {

/// A checkpoint with the captures that are asked of it.
struct Captured {
    LoadedEngine loaded;
    std::shared_ptr<AttentionCapture> text;
};

Result<std::shared_ptr<AttentionCapture>> capture(Engine &engine, const std::vector<TokenId> &ids,
                                                  const OutputOptions &screen)
{
    Progress progress(screen, "Capturing", "tokens");
    PHI1_ASSIGN(const std::unique_ptr<CaptureBuilder> builder, engine.beginCapture(ids));
    for (;;) {
        PHI1_ASSIGN(const bool complete, builder->step());
        const auto tokens = std::ssize(ids);
        progress.update(
            static_cast<std::int64_t>(builder->progress() * static_cast<double>(tokens)), tokens);
        if (complete)
            return builder->capture();
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled, "the capture of attention was interrupted");
    }
}

Result<LoadedEngine> open(const std::string &checkpoint, const AttentionOptions &options,
                          const std::shared_ptr<ThreadPool> &pool)
{
    PHI1_ASSIGN(LoadedEngine loaded, openEngine(checkpoint, options.hardware, pool));
    for (const std::string &warning : loaded.source.warnings)
        std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
    if (!loaded.source.tokenizer)
        return failure(
            ErrorCode::Incompatible,
            concat(loaded.source.folder, " has no tokenizer; copy the one of its training there"));
    return loaded;
}

Result<void> checkHead(const PhiConfig &config, HeadId head)
{
    if (head.layer < 0 || head.layer >= config.layers || head.head < 0 || head.head >= config.heads)
        return failure(ErrorCode::Usage,
                       concat("there is no head ", head.head, " in layer ", head.layer,
                              ": the model has layers 0 to ", config.layers - 1, " of heads 0 to ",
                              config.heads - 1));
    return {};
}

/// The second checkpoint has to see the same tokens in heads of the same shape.
Result<void> checkAlike(const ModelSource &first, const ModelSource &second,
                        const std::vector<TokenId> &ids, const std::string &prompt)
{
    if (first.config.layers != second.config.layers || first.config.heads != second.config.heads)
        return failure(ErrorCode::Incompatible,
                       concat(second.name, " has ", second.config.layers, " layers of ",
                              second.config.heads, " heads, ", first.name, " ", first.config.layers,
                              " of ", first.config.heads,
                              ": only heads of models of one shape can be compared"));
    if (second.tokenizer->encode(prompt, SpecialTokens::Recognise) != ids)
        return failure(ErrorCode::Incompatible,
                       concat(second.name, " cuts the prompt into other tokens than ", first.name,
                              ": only maps of the same tokens can be compared"));
    return {};
}

Result<void> takeScores(const AttentionOptions &options, const std::string &prompt, Captured &first,
                        const AttentionLook &look, AttentionFindings &findings)
{
    Engine &engine = *first.loaded.engine;
    const std::vector<TokenId> random =
        randomInductionIds(*first.loaded.source.tokenizer, engine.vocabulary(), engine.context());
    std::shared_ptr<AttentionCapture> repeated;
    if (!random.empty()) {
        PHI1_ASSIGN(repeated, capture(engine, random, options.screen));
    }
    Progress progress(options.screen, "Measuring", "heads");
    const std::int64_t heads = first.text->layers() * first.text->heads();
    const auto goOn = [&](std::int64_t done) {
        progress.update(done, heads);
        return !StopSignals::stopRequested();
    };
    PHI1_ASSIGN(findings.measures, measureHeads(*first.text, prompt, findings.spans, look, goOn));
    if (repeated)
        PHI1_TRY(measureRandomInduction(*repeated, {.withoutFirst = look.withoutFirst},
                                        findings.measures, goOn));
    return {};
}

} // namespace

Result<AttentionFindings> findAttention(const AttentionOptions &options, const std::string &prompt)
{
    const auto pool = makeThreadPool(options.hardware.threads);
    Captured first, second;
    PHI1_ASSIGN(first.loaded, open(options.checkpoint, options, pool));
    const ModelSource &source = first.loaded.source;
    AttentionFindings findings;
    if (options.layer) {
        findings.head = HeadId{*options.layer, *options.head};
        PHI1_TRY(checkHead(source.config, *findings.head));
    }
    findings.name = source.name;
    findings.withoutFirst = options.withoutFirst;
    findings.facts = first.loaded.engine->facts();
    findings.ids = source.tokenizer->encode(prompt, SpecialTokens::Recognise);
    findings.spans = tokenSpans(*source.tokenizer, prompt, findings.ids);
    for (const TokenId id : findings.ids)
        findings.pieces.push_back(source.tokenizer->tokenBytes(id));

    StopSignals::install();
    AttentionLook look{.withoutFirst = options.withoutFirst};
    if (!options.minus.empty()) {
        PHI1_ASSIGN(second.loaded, open(options.minus, options, pool));
        PHI1_TRY(checkAlike(source, second.loaded.source, findings.ids, prompt));
        findings.minus = second.loaded.source.name;
        PHI1_ASSIGN(second.text, capture(*second.loaded.engine, findings.ids, options.screen));
        look.minus = second.text.get();
    }
    PHI1_ASSIGN(first.text, capture(*first.loaded.engine, findings.ids, options.screen));
    findings.measures.layers = first.text->layers();
    findings.measures.heads = first.text->heads();
    if (findings.head) {
        findings.map.resize(findings.ids.size() * findings.ids.size());
        PHI1_TRY(first.text->rows(*findings.head, 0, findings.tokens(), look, findings.map, {}));
    } else {
        PHI1_TRY(takeScores(options, prompt, first, look, findings));
    }
    if (options.screen.json || !options.output.empty()) {
        PHI1_ASSIGN(findings.fingerprint, source.fingerprint->wait());
        if (!options.minus.empty()) {
            PHI1_ASSIGN(findings.minusFingerprint, second.loaded.source.fingerprint->wait());
        }
    }
    return findings;
}

} // namespace phi1
