// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/attention_recorder.h"

#include <algorithm>
#include <utility>

#include <ATen/Parallel.h>

#include "app/phi1/attention/head_measures.h"
#include "core/attention/array_file.h"
#include "core/base/log_code.h"
#include "core/base/text.h"
#include "model/torch_inference/model_engine.h"

namespace phi1 {

namespace {

constexpr std::int64_t mostCells = 64; ///< edge of a thumbnail
constexpr std::int64_t rowsAtOnce = 256;

Result<std::shared_ptr<AttentionCapture>> captureAll(Engine &engine, std::vector<TokenId> ids,
                                                     const std::function<bool()> &cancelled)
{
    PHI1_ASSIGN(const std::unique_ptr<CaptureBuilder> builder, engine.beginCapture(std::move(ids)));
    for (;;) {
        PHI1_ASSIGN(const bool complete, builder->step());
        if (complete)
            return builder->capture();
        if (cancelled && cancelled())
            return failure(ErrorCode::Cancelled, "the record of attention was interrupted");
    }
}

} // namespace

AttentionRecorder::AttentionRecorder(const PhiModel &model, const Tokenizer &tokenizer,
                                     const std::vector<std::string> &prompts,
                                     std::vector<PinnedHead> heads, std::filesystem::path run)
    : m_model(model)
    , m_tokenizer(tokenizer)
    , m_heads(std::move(heads))
    , m_run(std::move(run))
{
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        std::vector<TokenId> ids = tokenizer.encode(prompts[i], SpecialTokens::Recognise);
        const std::int64_t context = model.config().context;
        if (ids.empty() || std::ssize(ids) > context) {
            m_leftOut.push_back(concat("the attention of prompt ", i + 1,
                                       " of probes.prompts is not recorded: it has ", ids.size(),
                                       " tokens, expected 1 to the context of ", context));
            continue;
        }
        auto spans = tokenSpans(tokenizer, prompts[i], ids);
        m_prompts.push_back({prompts[i], std::move(ids), std::move(spans)});
    }
}

Result<std::filesystem::path>
AttentionRecorder::record(std::int64_t step, const std::function<bool()> &cancelled) const
{
    // Made anew each time: vectors are copied, and the training may want the memory back.
    const std::shared_ptr<const PhiModel> model(std::shared_ptr<const void>(), &m_model);
    PHI1_ASSIGN(const std::shared_ptr<Engine> engine, makeEngine(model, at::get_num_threads()));
    AttentionProbe probed{.step = step,
                          .layers = static_cast<std::int32_t>(m_model.config().layers),
                          .heads = static_cast<std::int32_t>(m_model.config().heads),
                          .pinned = m_heads};
    for (const Prompt &prompt : m_prompts) {
        PHI1_ASSIGN(ProbedPrompt found, probe(*engine, prompt, cancelled));
        probed.prompts.push_back(std::move(found));
    }
    PHI1_TRY(addRandomInduction(*engine, probed, cancelled));
    PHI1_TRY(writeProbe(m_run, probed));
    return std::filesystem::path("attention") / probePath(m_run, step).filename();
}

Result<ProbedPrompt> AttentionRecorder::probe(Engine &engine, const Prompt &prompt,
                                              const std::function<bool()> &cancelled) const
{
    PHI1_ASSIGN(const std::shared_ptr<AttentionCapture> capture,
                captureAll(engine, prompt.ids, cancelled));
    ProbedPrompt probed{.text = prompt.text, .ids = prompt.ids};
    for (const TokenId id : prompt.ids)
        probed.lengths.push_back(static_cast<std::int32_t>(m_tokenizer.tokenBytes(id).size()));
    if (prompt.spans) // a blank that the tokenizer put in front is none of the text
        probed.lengths.front() = static_cast<std::int32_t>(prompt.spans->front().end);
    PHI1_TRY(addThumbnails(*capture, probed));
    PHI1_ASSIGN(HeadMeasures measures,
                measureHeads(*capture, prompt.text, prompt.spans, {},
                             [&](std::int64_t) { return !cancelled || !cancelled(); }));
    probed.scores = std::move(measures.values);
    const std::int64_t tokens = capture->tokens();
    std::vector<float> rows;
    for (const PinnedHead &head : m_heads) {
        for (std::int64_t first = 0; first < tokens; first += rowsAtOnce) {
            const std::int64_t count = std::min(rowsAtOnce, tokens - first);
            rows.resize(static_cast<std::size_t>(count * tokens));
            PHI1_TRY(capture->rows({head.layer, head.head}, first, count, {}, rows, {}));
            std::transform(rows.begin(), rows.end(), std::back_inserter(probed.maps), halfOf);
        }
    }
    return probed;
}

Result<void> AttentionRecorder::addThumbnails(AttentionCapture &capture, ProbedPrompt &probed) const
{
    std::int64_t level = 0;
    while (capture.tokens() > mostCells << level)
        ++level;
    const std::int64_t block = std::int64_t{1} << level;
    const std::int64_t cells = (capture.tokens() + block - 1) / block;
    probed.block = static_cast<std::int32_t>(block);
    probed.cells = static_cast<std::int32_t>(cells);
    const auto heads = static_cast<std::size_t>(capture.heads());
    const auto each = static_cast<std::size_t>(cells * cells);
    std::vector<float> tiles(heads * each);
    for (std::int64_t layer = 0; layer < capture.layers(); ++layer) {
        std::vector<TileRequest> requests;
        for (std::int64_t head = 0; head < capture.heads(); ++head)
            requests.push_back({.head = {layer, head}, .level = level});
        PHI1_TRY(capture.tiles(requests, cells, {}, tiles, {}));
        for (const float value : tiles)
            probed.thumbnails.push_back(logCodeOf(value));
    }
    return {};
}

Result<void> AttentionRecorder::addRandomInduction(Engine &engine, AttentionProbe &probe,
                                                   const std::function<bool()> &cancelled) const
{
    std::vector<TokenId> ids =
        randomInductionIds(m_tokenizer, engine.vocabulary(), engine.context());
    if (ids.empty())
        return {};
    PHI1_ASSIGN(const std::shared_ptr<AttentionCapture> capture,
                captureAll(engine, std::move(ids), cancelled));
    for (ProbedPrompt &prompt : probe.prompts) {
        HeadMeasures measures{
            .layers = probe.layers, .heads = probe.heads, .values = std::move(prompt.scores)};
        PHI1_TRY(measureRandomInduction(*capture, {}, measures,
                                        [&](std::int64_t) { return !cancelled || !cancelled(); }));
        prompt.scores = std::move(measures.values);
    }
    return {};
}

} // namespace phi1
