// SPDX-License-Identifier: Apache-2.0
#include "model/inference/model_batch.h"

#include <algorithm>

namespace phi1 {

namespace {

/// Kept for requests that begin alike, in contexts.
constexpr std::int64_t cachedContexts = 4;
/// A sequence may waste as many positions of its last page.
constexpr std::int64_t pageSlack = 64;

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
    request.summary.queuedSeconds = RunningRequest::seconds(request.begun - request.submitted);
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

} // namespace phi1
