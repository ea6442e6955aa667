// SPDX-License-Identifier: Apache-2.0
#include "model/inference/model_batch.h"

#include <algorithm>
#include <exception>

#include "core/base/text.h"

/// From requests to rows of one call of the engine, and from its logits back.

namespace phi1 {

namespace {

/// With more completions at once the arithmetic units are busy, and a guess costs what it saves.
constexpr std::size_t draftingSequences = 4;
/// Forced tokens computed in one call, each with a row of logits.
constexpr std::size_t forcedRows = 64;
/// Rows of logits of a prompt in one call; each is as large as the vocabulary.
constexpr std::size_t promptLogitRows = 128;
/// Fewer rows of prompts say little about what one takes.
constexpr std::size_t measuredPromptRows = 8;

} // namespace

double ModelBatch::draftRowCost() const
{
    return m_limits.draftRowCost > 0 ? m_limits.draftRowCost : m_rowCost.value();
}

void ModelBatch::addRow(Part &part, SlotId slot, TokenId token, bool wantsLogits)
{
    m_rows.push_back({slot, token, wantsLogits});
    ++part.rows;
    part.logits += wantsLogits ? 1 : 0;
}

void ModelBatch::collectSequence(RunningRequest &request, Sequence &sequence, std::size_t sequences)
{
    const std::vector<TokenId> &forced = request.request.forced;
    const auto generated = static_cast<std::size_t>(sequence.generated);
    // Nothing is drafted that would not be shown or lies beyond the context.
    const auto useful = static_cast<std::size_t>(std::max<std::int64_t>(
        0, std::min(request.request.options.maxNewTokens - sequence.generated - 1,
                    m_engine->context() - static_cast<std::int64_t>(sequence.tokens.size()))));
    Part part = {.request = &request,
                 .sequence = &sequence,
                 .firstRow = m_rows.size(),
                 .before = static_cast<std::int64_t>(sequence.tokens.size()) - 1};
    sequence.drafts.clear();
    if (generated < forced.size()) {
        const std::size_t count = std::min({forced.size() - generated, useful, forcedRows});
        const auto from = forced.begin() + static_cast<std::ptrdiff_t>(generated);
        sequence.drafts.assign(from, from + static_cast<std::ptrdiff_t>(count));
    } else if (request.request.promptLookup && sequences <= draftingSequences) {
        const std::size_t allowed = sequence.budget.allowed(draftRowCost());
        draftFromText(sequence.tokens, std::min(allowed, useful), sequence.drafts);
        part.lookup = true;
    }
    addRow(part, sequence.slot, sequence.tokens.back(), true);
    for (const TokenId draft : sequence.drafts)
        addRow(part, sequence.slot, draft, true);
    m_parts.push_back(part);
}

void ModelBatch::collectPrompt(RunningRequest &request, std::int64_t &rowsLeft)
{
    Part part = {
        .request = &request, .firstRow = m_rows.size(), .before = m_engine->length(request.base)};
    for (std::int64_t i = part.before; i < request.promptRows() && rowsLeft > 0; ++i) {
        const bool wanted = request.needsLogits(i);
        if (wanted && part.logits == promptLogitRows)
            break;
        addRow(part, request.base, request.request.prompt[static_cast<std::size_t>(i)], wanted);
        --rowsLeft;
    }
    if (part.rows > 0)
        m_parts.push_back(part);
}

void ModelBatch::collectSequences(const Turn &turn)
{
    std::size_t urgent = 0, batch = 0;
    for (const auto &request : m_requests) {
        std::size_t &lane = request->request.lane == Lane::Batch ? batch : urgent;
        lane += static_cast<std::size_t>(request->liveSequences());
    }
    const std::size_t taking = turn.batchLane ? std::min(batch, turn.batchSequences) : 0;
    std::size_t number = 0; ///< among those of the batch lane
    for (const auto &request : m_requests) {
        if (!takesPart(*request, turn))
            break;
        for (const auto &sequence : request->sequences) {
            if (sequence->slot < 0)
                continue;
            if (request->request.lane == Lane::Batch &&
                (number++ + batch - m_batchTurn % batch) % batch >= taking)
                continue;
            collectSequence(*request, *sequence, urgent + taking);
        }
    }
    m_batchTurn += taking;
}

void ModelBatch::collectRows(const Turn &turn)
{
    m_rows.clear();
    m_parts.clear();
    collectSequences(turn);
    std::int64_t promptRows = std::max<std::int64_t>(1, turn.promptRows);
    for (const auto &request : m_requests) {
        if (takesPart(*request, turn) && request->phase == RunningRequest::Phase::Prompt)
            collectPrompt(*request, promptRows);
    }
    std::size_t logits = 0;
    for (Part &part : m_parts) {
        part.firstLogits = logits;
        logits += part.logits;
    }
    m_logits.resize(logits * static_cast<std::size_t>(m_engine->vocabulary()));
}

Result<void> ModelBatch::run(std::span<const Part> parts)
{
    const auto vocabulary = static_cast<std::size_t>(m_engine->vocabulary());
    const Part &first = parts.front();
    std::size_t rows = 0, logits = 0;
    for (const Part &part : parts) {
        rows += part.rows;
        logits += part.logits;
    }
    try {
        return m_engine->run(
            std::span(m_rows).subspan(first.firstRow, rows),
            std::span(m_logits).subspan(first.firstLogits * vocabulary, logits * vocabulary));
    } catch (const std::exception &error) {
        // Unlike a failure, an exception says nothing of what was computed.
        for (const Part &part : parts) {
            const SlotId slot = m_rows[part.firstRow].slot;
            if (m_engine->length(slot) > part.before)
                m_engine->truncate(slot, part.before);
        }
        return failure(ErrorCode::Device, concat("the model failed to compute: ", error.what()));
    }
}

void ModelBatch::compute()
{
    const bool lonely = m_parts.size() == 1 && m_parts.front().sequence != nullptr &&
                        (m_parts.front().lookup || m_parts.front().rows == 1);
    const auto start = RunningRequest::Clock::now();
    std::size_t promptRows = 0;
    for (const Part &part : m_parts)
        promptRows += part.sequence == nullptr ? part.rows : 0;
    if (m_parts.size() > 1 && run(m_parts)) {
        m_computed = RunningRequest::Clock::now();
        finishParts(m_parts);
    } else {
        computeAlone();
    }
    const double duration = RunningRequest::seconds(m_computed - start);
    if (lonely)
        m_rowCost.record(m_parts.front().rows, duration);
    if (promptRows >= measuredPromptRows)
        m_secondsPerPromptRow = duration / static_cast<double>(promptRows);
}

/// One call for each part, so that the error of one does not touch the others.
void ModelBatch::computeAlone()
{
    bool progress = false;
    const Part *full = nullptr;
    Error error;
    for (const Part &part : m_parts) {
        if (part.request->phase == RunningRequest::Phase::Ended)
            continue; // failed with another of its completions
        const auto result = run({&part, 1});
        m_computed = RunningRequest::Clock::now();
        if (result) {
            progress = true;
            finishParts({&part, 1});
        } else if (result.error().code == ErrorCode::Busy) {
            full = &part;
            error = result.error();
        } else {
            fail(*part.request, result.error());
        }
    }
    // Without memory one waits for the others; when nobody gets on, the last one must go.
    if (full != nullptr && !progress && !m_cache.dropOldest())
        fail(*full->request, error);
}

void ModelBatch::finishParts(std::span<const Part> parts)
{
    for (const Part &part : parts) {
        if (part.request->phase == RunningRequest::Phase::Ended)
            continue; // failed with another of its completions
        if (part.sequence == nullptr)
            finishPrompt(part);
        else
            verify(part);
    }
}

void ModelBatch::finishPrompt(const Part &part)
{
    RunningRequest &request = *part.request;
    const auto vocabulary = static_cast<std::size_t>(m_engine->vocabulary());
    m_promptReports.clear();
    std::size_t at = part.firstLogits;
    const std::int64_t end = part.before + static_cast<std::int64_t>(part.rows);
    for (std::int64_t i = part.before; i < end; ++i) {
        if (!request.needsLogits(i))
            continue;
        const auto logits = std::span<const float>(m_logits).subspan(at++ * vocabulary, vocabulary);
        const std::int64_t index = i + 1;
        if (const auto read = m_row.read(logits, static_cast<std::uint64_t>(index)); !read) {
            fail(request, read.error());
            return;
        }
        if (request.reports(index)) {
            TokenReport &report = m_promptReports.emplace_back();
            report.index = index;
            describe(request.request,
                     index < request.promptTokens()
                         ? request.request.prompt[static_cast<std::size_t>(index)]
                         : -1,
                     report);
        }
        if (request.generates() && index == request.promptTokens())
            request.nextLogits.assign(logits.begin(), logits.end());
    }
    if (!m_promptReports.empty())
        request.tellPrompt(m_promptReports);
    if (end == request.promptRows())
        promptComputed(request);
}

void ModelBatch::verify(const Part &part)
{
    RunningRequest &request = *part.request;
    Sequence &sequence = *part.sequence;
    const auto vocabulary = static_cast<std::size_t>(m_engine->vocabulary());
    const std::size_t drafted = sequence.drafts.size();
    std::size_t accepted = 0;
    for (;;) {
        const auto logits = std::span<const float>(m_logits).subspan(
            (part.firstLogits + accepted) * vocabulary, vocabulary);
        if (const auto read = m_row.read(logits, sequence.tokens.size()); !read) {
            fail(request, read.error());
            return;
        }
        const bool goesOn = advance(request, sequence);
        if (!goesOn || accepted == drafted || sequence.tokens.back() != sequence.drafts[accepted])
            break;
        ++accepted;
    }
    if (part.lookup) {
        request.summary.drafted += static_cast<std::int64_t>(drafted);
        request.summary.accepted += static_cast<std::int64_t>(accepted);
        sequence.budget.settle(drafted, accepted, draftRowCost());
    }
    if (sequence.slot >= 0 && accepted < drafted)
        m_engine->truncate(sequence.slot, static_cast<std::int64_t>(sequence.tokens.size()) - 1);
}

} // namespace phi1
