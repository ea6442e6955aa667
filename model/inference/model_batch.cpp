// SPDX-License-Identifier: Apache-2.0
#include "model/inference/model_batch.h"

#include <algorithm>
#include <exception>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Kept for requests that begin alike, in contexts.
constexpr std::int64_t cachedContexts = 4;
/// A sequence may waste as many positions of its last page.
constexpr std::int64_t pageSlack = 64;
/// With more completions at once the arithmetic units are busy, and a guess costs what it saves.
constexpr std::size_t draftingSequences = 4;
/// Forced tokens computed in one call, each with a row of logits.
constexpr std::size_t forcedRows = 64;
/// Rows of logits of a prompt in one call; each is as large as the vocabulary.
constexpr std::size_t promptLogitRows = 128;

/// Fewer rows of prompts say little about what one takes.
constexpr std::size_t measuredPromptRows = 8;

double seconds(RunningRequest::Clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

ModelBatch::ModelBatch(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer,
                       const InferenceLimits &limits)
    : m_engine(std::move(engine))
    , m_tokenizer(std::move(tokenizer))
    , m_limits(limits)
    , m_cache(*m_engine, cachedContexts * m_engine->context())
{}

ModelBatch::~ModelBatch() = default;

void ModelBatch::submit(std::unique_ptr<RunningRequest> request)
{
    const auto after =
        std::upper_bound(m_requests.begin(), m_requests.end(), request->request.lane,
                         [](Lane lane, const auto &other) { return lane < other->request.lane; });
    m_requests.insert(after, std::move(request));
}

bool ModelBatch::cancel(Ticket ticket)
{
    for (const auto &request : m_requests) {
        if (request->ticket == ticket) {
            request->cancelled = true;
            return true;
        }
    }
    return false;
}

void ModelBatch::cancelAll()
{
    for (const auto &request : m_requests)
        request->cancelled = true;
    dropCancelled();
    sweep();
}

void ModelBatch::failAll(const Error &error)
{
    for (const auto &request : m_requests)
        fail(*request, error);
    sweep();
}

bool ModelBatch::hasWork(bool batchLane) const
{
    // The first one is of the most urgent lane.
    return !m_requests.empty() && (batchLane || m_requests.front()->request.lane != Lane::Batch);
}

bool ModelBatch::decodes() const
{
    return std::any_of(m_requests.begin(), m_requests.end(),
                       [](const auto &request) { return !request->sequences.empty(); });
}

ModelBatch::Counts ModelBatch::counts() const
{
    Counts counts;
    for (const auto &request : m_requests) {
        (request->phase == RunningRequest::Phase::Waiting ? counts.queued : counts.active) += 1;
        counts.sequences += static_cast<std::int64_t>(request->sequences.size());
    }
    return counts;
}

bool ModelBatch::takesPart(const RunningRequest &request, const Turn &turn) const
{
    return turn.batchLane || request.request.lane != Lane::Batch;
}

void ModelBatch::step(const Turn &turn)
{
    dropCancelled();
    sweep();
    admit(turn);
    collectRows(turn);
    if (m_rows.empty() && !turn.batchLane) {
        // What is urgent waits for room that the batch lane holds.
        admit({.batchLane = true, .promptRows = turn.promptRows});
        collectRows({.batchLane = true, .promptRows = turn.promptRows});
    }
    if (!m_rows.empty())
        compute();
    sweep();
}

void ModelBatch::sweep()
{
    for (const auto &request : m_requests)
        std::erase_if(request->sequences, [](const auto &sequence) { return sequence->slot < 0; });
    std::erase_if(m_requests, [](const auto &request) {
        return request->phase == RunningRequest::Phase::Ended;
    });
}

void ModelBatch::dropCancelled()
{
    for (const auto &request : m_requests) {
        if (request->cancelled)
            cancelNow(*request);
    }
}

bool ModelBatch::hasCapacity(Lane lane) const
{
    std::int64_t taken = 0, ofBatchLane = 0;
    for (const auto &request : m_requests) {
        const std::int64_t mine =
            request->liveSequences() + (request->phase == RunningRequest::Phase::Prompt ? 1 : 0);
        taken += mine;
        ofBatchLane += request->request.lane == Lane::Batch ? mine : 0;
    }
    // Half of the places stay free for what is more urgent than sets of prompts.
    const std::int64_t half = std::max<std::int64_t>(1, m_limits.activeSequences / 2);
    return taken < m_limits.activeSequences && (lane != Lane::Batch || ofBatchLane < half);
}

/// Of what is under way, each prompt was promised room for itself and one completion at a time.
std::int64_t ModelBatch::promised() const
{
    std::int64_t positions = 0;
    for (const auto &request : m_requests) {
        const std::int64_t growth = request->growth(m_engine->context()) + pageSlack;
        const std::int64_t prompt = request->promptTokens();
        for (const auto &sequence : request->sequences) {
            if (sequence->slot >= 0)
                positions += prompt + growth - m_engine->length(sequence->slot);
        }
        if (request->base >= 0)
            positions += prompt - m_engine->length(request->base) +
                         (request->liveSequences() == 0 ? growth : 0);
    }
    return positions;
}

bool ModelBatch::roomFor(std::int64_t positions, bool alone)
{
    while (!m_engine->hasRoom(promised() + positions)) {
        if (!m_cache.dropOldest())
            return alone; // one sequence always fits
    }
    return true;
}

void ModelBatch::admit(const Turn &turn)
{
    bool blocked = false;
    for (const auto &request : m_requests) {
        if (!takesPart(*request, turn))
            return;
        switch (request->phase) {
        case RunningRequest::Phase::Samples:
            // While somebody more urgent waits for room nobody takes more than gets him on.
            if (!blocked)
                beginSamples(*request);
            else if (request->liveSequences() == 0)
                beginSample(*request);
            break;
        case RunningRequest::Phase::Waiting:
            // Who comes later waits too, or a long prompt might wait for ever.
            blocked = blocked || !hasCapacity(request->request.lane) || !begin(*request);
            break;
        case RunningRequest::Phase::Prompt:
        case RunningRequest::Phase::Ended:
            break;
        }
    }
}

bool ModelBatch::begin(RunningRequest &request)
{
    const auto reusable = [&] {
        return m_limits.prefixCache ? m_cache.find(request.request.prompt, request.reusableRows())
                                    : PrefixCache::Match{};
    };
    const bool computes = request.promptRows() > 0;
    if (computes) {
        reusable(); // makes it the last to be dropped
        if (!roomFor(request.promptTokens() + request.growth(m_engine->context()) + pageSlack,
                     counts().active == 0))
            return false;
        const PrefixCache::Match match = reusable();
        auto slot = match.length > 0 ? m_engine->fork(match.slot, match.length) : m_engine->open();
        if (!slot && match.length > 0)
            slot = m_engine->open();
        if (!slot) {
            if (m_cache.dropOldest() || counts().active > 0)
                return false;
            fail(request, slot.error());
            return true;
        }
        request.base = *slot;
        request.summary.cachedPromptTokens = m_engine->length(*slot);
    }
    request.begun = RunningRequest::Clock::now();
    request.seat.reset();
    request.summary.queuedSeconds = seconds(request.begun - request.submitted);
    request.phase = RunningRequest::Phase::Prompt;
    if (request.reports(0)) {
        m_promptReports.assign(1, {});
        m_promptReports.front().id = request.request.prompt.front();
        m_promptReports.front().bytes = m_tokenizer->tokenBytes(request.request.prompt.front());
        request.tellPrompt(m_promptReports);
    }
    if (!computes)
        promptComputed(request);
    return true;
}

void ModelBatch::beginSamples(RunningRequest &request)
{
    while (request.phase == RunningRequest::Phase::Samples && !request.cancelled &&
           request.begunSamples < request.samples() && hasCapacity(request.request.lane)) {
        if (!beginSample(request))
            return;
    }
}

bool ModelBatch::beginSample(RunningRequest &request)
{
    if (request.liveSequences() > 0 &&
        !roomFor(request.growth(m_engine->context()) + pageSlack, false))
        return false;
    SlotId slot = request.base;
    if (request.begunSamples + 1 == request.samples()) {
        request.base = -1;
    } else {
        const auto copy = m_engine->fork(request.base, request.promptTokens());
        if (!copy) {
            if (!decodes() && !m_cache.dropOldest())
                fail(request, copy.error());
            return false;
        }
        slot = *copy;
    }
    auto sequence =
        std::make_unique<Sequence>(Sequence{.sample = request.begunSamples++,
                                            .slot = slot,
                                            .tokens = request.request.prompt,
                                            .text = CompletionText(request.request.options.stop)});
    Sequence &begun = *request.sequences.emplace_back(std::move(sequence));
    if (const auto read = m_row.read(request.nextLogits, begun.tokens.size()); !read) {
        fail(request, read.error());
        return false;
    }
    advance(request, begun);
    if (request.base < 0)
        request.nextLogits = {};
    return true;
}

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
    const double duration = seconds(m_computed - start);
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

void ModelBatch::promptComputed(RunningRequest &request)
{
    const double duration = seconds(RunningRequest::Clock::now() - request.begun);
    const auto computed =
        static_cast<double>(request.promptRows() - request.summary.cachedPromptTokens);
    if (duration > 0 && computed > 0)
        request.summary.promptTokensPerSecond = computed / duration;
    if (request.generates()) {
        request.phase = RunningRequest::Phase::Samples;
        beginSamples(request);
        return;
    }
    if (request.base >= 0)
        retire(request.base, request.request.prompt, true);
    request.base = -1;
    endUnbegunSamples(request, FinishReason::Length);
    request.tellFinished();
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

void ModelBatch::describe(const GenerationRequest &request, TokenId id, TokenReport &report)
{
    report.id = id;
    report.logProbability = id < 0 ? TokenReport::unknown : m_row.logProbability(id);
    report.entropy = request.entropy ? m_row.entropy() : TokenReport::unknown;
    m_row.top(static_cast<std::size_t>(request.topLogProbabilities), report.top);
    report.probeLogProbabilities.clear();
    for (const TokenId probe : request.probes)
        report.probeLogProbabilities.push_back(m_row.logProbability(probe));
    report.bytes = m_tokenizer->tokenBytes(id);
}

bool ModelBatch::advance(RunningRequest &request, Sequence &sequence)
{
    const CompletionOptions &options = request.request.options;
    const auto index = static_cast<std::size_t>(sequence.generated);
    const TokenId id =
        index < request.request.forced.size()
            ? request.request.forced[index]
            : m_sampler.choose(m_row, sequence.tokens, options.sampling,
                               static_cast<std::uint64_t>(sequence.sample), sequence.tokens.size());
    sequence.latest = RunningRequest::Clock::now();
    if (index == 0)
        sequence.first = sequence.latest;
    if (request.firstToken == RunningRequest::Clock::time_point())
        request.firstToken = sequence.latest;
    request.latestToken = sequence.latest;

    m_report.sample = sequence.sample;
    m_report.index = sequence.generated;
    describe(request.request, id, m_report);
    if (id == m_tokenizer->endOfText() && options.stopAtEndOfText) {
        endSample(request, sequence, FinishReason::EndOfText,
                  {.endOfTextChosen = true, .endOfText = m_report});
        return false;
    }
    sequence.tokens.push_back(id);
    ++sequence.generated;
    ++request.summary.completionTokens;
    const bool stopped = sequence.text.append(m_report.bytes);
    const std::string ready = sequence.text.takeReady(stopped);
    request.tellToken(m_report, ready);
    if (stopped)
        endSample(request, sequence, FinishReason::StopString,
                  {.stopString = sequence.text.foundStop()});
    else if (sequence.generated == options.maxNewTokens)
        endSample(request, sequence, FinishReason::Length);
    else if (static_cast<std::int64_t>(sequence.tokens.size()) > m_engine->context())
        endSample(request, sequence, FinishReason::Context);
    return sequence.slot >= 0 && !request.cancelled;
}

void ModelBatch::retire(SlotId slot, std::span<const TokenId> tokens, bool keep)
{
    const auto computed =
        std::min(m_engine->length(slot), static_cast<std::int64_t>(tokens.size()));
    if (!keep || !m_limits.prefixCache || computed == 0) {
        m_engine->close(slot);
        return;
    }
    if (m_engine->length(slot) > computed)
        m_engine->truncate(slot, computed);
    m_cache.keep(slot, tokens.first(static_cast<std::size_t>(computed)));
}

void ModelBatch::endSample(RunningRequest &request, Sequence &sequence, FinishReason reason,
                           SampleEnd end)
{
    // Of many completions of a prompt the first is kept: others rarely go on. Where the last token
    // stands, a wrong draft may have been computed.
    retire(sequence.slot, std::span(sequence.tokens).first(sequence.tokens.size() - 1),
           sequence.sample == 0);
    sequence.slot = -1;
    end.sample = sequence.sample;
    end.reason = reason;
    end.text = sequence.text.takeReady(true);
    end.tokens = sequence.generated;
    end.timeToFirstToken = seconds(sequence.first - request.submitted);
    const double decoding = seconds(sequence.latest - sequence.first);
    if (decoding > 0 && sequence.generated > 1)
        end.tokensPerSecond = static_cast<double>(sequence.generated - 1) / decoding;
    request.tellSampleEnd(end);
    if (++request.endedSamples == request.samples())
        request.tellFinished();
}

void ModelBatch::endUnbegunSamples(RunningRequest &request, FinishReason reason)
{
    while (request.begunSamples < request.samples()) {
        SampleEnd end;
        end.sample = request.begunSamples++;
        end.reason = reason;
        request.tellSampleEnd(end);
        ++request.endedSamples;
    }
}

void ModelBatch::cancelNow(RunningRequest &request)
{
    if (request.phase == RunningRequest::Phase::Ended)
        return;
    if (request.base >= 0)
        retire(request.base, request.request.prompt, true);
    request.base = -1;
    // The end of the last sample ends the request, so those that never began go first.
    endUnbegunSamples(request, FinishReason::Cancelled);
    if (request.endedSamples == request.samples())
        request.tellFinished();
    for (const auto &sequence : request.sequences) {
        if (sequence->slot >= 0)
            endSample(request, *sequence, FinishReason::Cancelled);
    }
}

void ModelBatch::fail(RunningRequest &request, const Error &error)
{
    if (request.phase == RunningRequest::Phase::Ended)
        return;
    if (request.base >= 0)
        retire(request.base, request.request.prompt, false);
    request.base = -1;
    for (const auto &sequence : request.sequences) {
        if (sequence->slot >= 0)
            retire(sequence->slot, sequence->tokens, false);
        sequence->slot = -1;
    }
    request.tellFailed(error);
}

} // namespace phi1
