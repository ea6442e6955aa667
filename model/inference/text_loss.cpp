// SPDX-License-Identifier: Apache-2.0
#include "model/inference/text_loss.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/logit_row.h"

namespace phi1 {

namespace {

/// Rows of logits that exist at a time: 51200 of them take 200 kB a row.
constexpr std::int64_t rowsAtATime = 128;

} // namespace

Result<std::vector<float>> textLoss(Engine &engine, std::span<const TokenId> ids,
                                    const TextLossOptions &options,
                                    const std::function<bool(std::size_t)> &progress)
{
    const std::int64_t window = options.window == 0 ? engine.context() : options.window;
    if (window < 2 || window > engine.context())
        return failure(ErrorCode::Usage,
                       concat("a window has ", window,
                              " tokens, expected 2 to the model's context of ", engine.context()));
    if (options.overlap < 0 || options.overlap >= window)
        return failure(ErrorCode::Usage, concat("windows overlap by ", options.overlap,
                                                " tokens, expected 0 to ", window - 1));
    const auto count = static_cast<std::int64_t>(ids.size());
    if (count < 2)
        return failure(ErrorCode::Usage,
                       concat("the text has ", count,
                              " tokens; a loss needs two at least, one to predict another from"));
    std::vector<float> losses(ids.size(), std::numeric_limits<float>::quiet_NaN());
    const std::int64_t step = std::min(rowsAtATime, engine.promptRowsPerCall());
    const auto vocabulary = static_cast<std::size_t>(engine.vocabulary());
    std::vector<float> logits(static_cast<std::size_t>(step) * vocabulary);
    LogitRow row;
    std::int64_t scored = 1; // tokens that have their loss, and the first
    while (scored < count) {
        // Its last token is only predicted, so a window may be one longer than what is computed.
        const std::int64_t begin = std::max<std::int64_t>(0, scored - 1 - options.overlap);
        const std::int64_t end = std::min(count - 1, begin + window);
        PHI1_ASSIGN(const SlotId id, engine.open());
        const ScopedSlot slot(engine, id);
        for (std::int64_t at = begin; at < end; at += step) {
            std::vector<EngineRow> rows;
            std::int64_t wanted = 0;
            for (std::int64_t i = at; i < std::min(end, at + step); ++i) {
                rows.push_back({slot.id(), ids[static_cast<std::size_t>(i)], i + 1 >= scored});
                wanted += i + 1 >= scored ? 1 : 0;
            }
            const std::span<float> some =
                std::span(logits).first(static_cast<std::size_t>(wanted) * vocabulary);
            PHI1_TRY(engine.run(rows, some));
            for (std::int64_t i = 0; i < wanted; ++i, ++scored) {
                const auto token = static_cast<std::size_t>(scored);
                PHI1_TRY(row.read(
                    some.subspan(static_cast<std::size_t>(i) * vocabulary, vocabulary), token));
                losses[token] = -row.logProbability(ids[token]);
            }
            if (!progress(static_cast<std::size_t>(scored)))
                return failure(ErrorCode::Cancelled, "interrupted before the text was scored");
        }
    }
    return losses;
}

} // namespace phi1
