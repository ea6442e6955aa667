// SPDX-License-Identifier: Apache-2.0
#include "model/inference/generation_scheduler.h"

#include <algorithm>
#include <exception>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// While others decode, a prompt goes on in pieces of at most this share of what is best for it
/// alone, and of about so many seconds: text that somebody reads should not stop.
constexpr std::int64_t pieces = 4;
constexpr double pieceSeconds = 0.15;
constexpr std::int64_t smallestPiece = 16;
/// Beside more urgent work the batch lane takes part in every fourth round with few completions.
constexpr std::uint64_t batchRounds = 4;
constexpr std::size_t batchSequences = 4;

std::int64_t pieceOfPrompt(ModelBatch &model)
{
    const std::int64_t best = model.engine().promptRowsPerCall();
    const double each = model.secondsPerPromptRow();
    const auto timely = each > 0 ? static_cast<std::int64_t>(pieceSeconds / each) : best;
    return std::max(smallestPiece, std::min(best / pieces, timely));
}

} // namespace

void GenerationScheduler::add(ModelId model, std::shared_ptr<Engine> engine,
                              std::shared_ptr<const Tokenizer> tokenizer)
{
    m_models[model] =
        std::make_unique<ModelBatch>(std::move(engine), std::move(tokenizer), m_limits);
}

void GenerationScheduler::remove(ModelId model, const Error &error)
{
    const auto found = m_models.find(model);
    if (found == m_models.end())
        return;
    found->second->failAll(error);
    m_models.erase(found);
}

ModelBatch *GenerationScheduler::find(ModelId model)
{
    const auto found = m_models.find(model);
    return found == m_models.end() ? nullptr : found->second.get();
}

void GenerationScheduler::cancel(Ticket ticket)
{
    for (const auto &[id, model] : m_models) {
        if (model->cancel(ticket))
            return;
    }
}

void GenerationScheduler::cancelAll()
{
    for (const auto &[id, model] : m_models)
        model->cancelAll();
}

bool GenerationScheduler::idle() const
{
    return std::none_of(m_models.begin(), m_models.end(),
                        [](const auto &model) { return model.second->hasWork(true); });
}

ModelBatch *GenerationScheduler::next(bool batchLane)
{
    const auto after = m_models.upper_bound(m_last);
    const auto works = [&](const auto &model) { return model.second->hasWork(batchLane); };
    auto found = std::find_if(after, m_models.end(), works);
    if (found == m_models.end())
        found = std::find_if(m_models.begin(), after, works);
    if (found == m_models.end() || !works(*found))
        return nullptr;
    m_last = found->first;
    return found->second.get();
}

void GenerationScheduler::step()
{
    const bool urgent = std::any_of(m_models.begin(), m_models.end(),
                                    [](const auto &model) { return model.second->hasWork(false); });
    const auto rounds = m_steps++ / std::max<std::uint64_t>(1, m_models.size());
    const bool batchLane = !urgent || rounds % batchRounds == 0;
    ModelBatch *model = next(batchLane);
    if (model == nullptr)
        return;
    const bool decodes = std::any_of(m_models.begin(), m_models.end(),
                                     [](const auto &other) { return other.second->decodes(); });
    try {
        ModelBatch::Turn turn = {.batchLane = batchLane};
        if (urgent)
            turn.batchSequences = batchSequences;
        turn.promptRows = decodes ? pieceOfPrompt(*model) : model->engine().promptRowsPerCall();
        model->step(turn);
    } catch (const std::exception &error) {
        model->failAll({ErrorCode::Device, concat("the model failed to compute: ", error.what())});
    }
}

} // namespace phi1
