// SPDX-License-Identifier: Apache-2.0
#include "model/inference/text_embedder.h"

#include <algorithm>
#include <limits>

#include "model/inference/cpu_engine.h"
#include "model/inference/cpu_layers.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

struct TextEmbedder::State {
    State(std::shared_ptr<const CpuModel> of, std::shared_ptr<ThreadPool> pool, std::int64_t limit)
        : model(std::move(of))
        , cache(CpuLayers::cacheShape(*model, 1), CpuEngineOptions::defaultCacheBudget)
        , layers(model, std::move(pool), nullptr)
        , rowsPerCall(limit)
    {}

    std::shared_ptr<const CpuModel> model;
    KeyValueCache cache; ///< of one layer, whichever is computed
    CpuLayers layers;
    std::int64_t rowsPerCall;

    // Of one call, kept for the next.
    std::vector<EngineRow> rows;
    std::vector<TokenId> tokens;
    std::vector<float> hidden, normed; ///< [R, C]
    std::vector<std::uint8_t> spoiled; ///< [R]
};

TextEmbedder::TextEmbedder(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                           std::int64_t rowsPerCall)
    : m_state(std::make_unique<State>(std::move(model), std::move(pool), rowsPerCall))
{}

TextEmbedder::~TextEmbedder() = default;

std::int64_t TextEmbedder::width() const
{
    return m_state->model->config.hidden;
}

std::int64_t TextEmbedder::context() const
{
    return m_state->model->config.context;
}

Result<void> TextEmbedder::embed(std::span<const std::vector<TokenId>> texts, std::span<float> out)
{
    const auto width = static_cast<std::size_t>(this->width());
    const auto context = static_cast<std::size_t>(this->context());
    for (std::size_t first = 0; first < texts.size();) {
        std::size_t rows = std::min(texts[first].size(), context);
        std::size_t end = first + 1;
        for (; end < texts.size() && end - first < KeyValueCache::maximumSlots; ++end) {
            const std::size_t more = std::min(texts[end].size(), context);
            if (rows + more > static_cast<std::size_t>(m_state->rowsPerCall))
                break;
            rows += more;
        }
        PHI1_TRY(embedCall(texts.subspan(first, end - first),
                           out.subspan(first * width, (end - first) * width)));
        first = end;
    }
    return {};
}

Result<void> TextEmbedder::embedCall(std::span<const std::vector<TokenId>> texts,
                                     std::span<float> out)
{
    State &state = *m_state;
    const auto width = static_cast<std::size_t>(this->width());
    const auto limit = static_cast<std::size_t>(context());
    state.rows.clear();
    state.tokens.clear();
    std::vector<SlotId> slots;
    struct Closing {
        KeyValueCache &cache;
        std::vector<SlotId> &slots;
        ~Closing()
        {
            for (const SlotId slot : slots)
                cache.close(slot);
        }
    } const closing{state.cache, slots};
    for (const std::vector<TokenId> &text : texts) {
        if (text.empty())
            continue;
        PHI1_ASSIGN(const SlotId slot, state.cache.open());
        slots.push_back(slot);
        for (std::size_t i = 0; i < std::min(text.size(), limit); ++i) {
            // All want the last layer as a whole.
            state.rows.push_back({slot, text[i], true});
            state.tokens.push_back(text[i]);
        }
    }
    std::fill(out.begin(), out.end(), std::numeric_limits<float>::quiet_NaN());
    if (state.rows.empty())
        return {};
    CallPlan plan;
    PHI1_TRY(plan.make(state.rows, state.model->config.vocabulary, this->context(), state.cache));
    const std::size_t count = state.rows.size();
    state.hidden.resize(count * width);
    state.normed.resize(count * width);
    state.spoiled.assign(count, 0);
    state.layers.embed(state.tokens, state.hidden.data());
    for (std::int64_t layer = 0; layer < state.model->config.layers; ++layer)
        state.layers.run(layer, {.plan = plan,
                                 .cache = state.cache,
                                 .cacheLayer = 0,
                                 .hidden = state.hidden.data(),
                                 .spoiled = state.spoiled.data()});
    state.layers.finalNorm(static_cast<std::int64_t>(count), state.hidden.data(),
                           state.normed.data(), state.spoiled.data());
    PHI1_TRY(state.model->check());
    std::size_t row = 0;
    std::vector<double> sums(width);
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const std::size_t rows = std::min(texts[t].size(), limit);
        const auto begin = state.spoiled.begin() + static_cast<std::ptrdiff_t>(row);
        const bool finite = std::find(begin, begin + static_cast<std::ptrdiff_t>(rows), 1) ==
                            begin + static_cast<std::ptrdiff_t>(rows);
        if (rows > 0 && finite) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (std::size_t r = 0; r < rows; ++r) {
                const float *values = state.normed.data() + (row + r) * width;
                for (std::size_t c = 0; c < width; ++c)
                    sums[c] += static_cast<double>(values[c]);
            }
            for (std::size_t c = 0; c < width; ++c)
                out[t * width + c] = static_cast<float>(sums[c] / static_cast<double>(rows));
        }
        row += rows;
    }
    return {};
}

} // namespace phi1
