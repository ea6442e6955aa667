// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/completion_job.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "app/phi1/serve/token_text.h"
#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// Tokens that come within this time share an event: four panes at full speed cost the window less,
/// and no eye sees the difference.
constexpr auto coalescing = std::chrono::milliseconds(16);
/// What may wait for a client that reads slowly.
constexpr std::size_t unreadLimit = 1u << 20;
/// An answer in one piece is held in memory.
constexpr std::uint64_t answerLimit = 64u << 20;
/// Prompts of one request that are in the model's hands at once: enough to fill it, and other
/// requests still find a place in the queue.
constexpr std::size_t promptsAtOnce = 32;

std::string newId()
{
    std::random_device random;
    static constexpr char digits[] = "0123456789abcdef";
    std::string id = "cmpl-";
    for (int i = 0; i < 3; ++i) {
        for (unsigned bits = random(), k = 0; k < 8; ++k, bits >>= 4)
            id += digits[bits & 15];
    }
    return id;
}

Json known(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

} // namespace

/// Carries what the computing thread says of one prompt to the job.
class CompletionJob::Sink final : public GenerationSink
{
public:
    Sink(std::shared_ptr<CompletionJob> job, std::size_t prompt)
        : m_job(std::move(job))
        , m_prompt(prompt)
    {}

    void onPrompt(std::span<const TokenReport> tokens) override
    {
        m_job->push(m_prompt, PromptReports{{tokens.begin(), tokens.end()}});
    }
    void onToken(const TokenReport &token, std::string_view readyText) override
    {
        m_job->push(m_prompt, Token{token, std::string(readyText)});
    }
    void onSampleFinished(const SampleEnd &end) override { m_job->push(m_prompt, end); }
    void onFinished(const GenerationSummary &summary) override { m_job->push(m_prompt, summary); }
    void onFailed(const Error &error) override { m_job->push(m_prompt, error); }

private:
    const std::shared_ptr<CompletionJob> m_job;
    const std::size_t m_prompt;
};

CompletionJob::CompletionJob(std::shared_ptr<Exchange> exchange, ServedModelPointer model,
                             CompletionFields fields, std::vector<Prompt> prompts)
    : m_exchange(std::move(exchange))
    , m_model(std::move(model))
    , m_fields(std::move(fields))
    , m_prompts(std::move(prompts))
    , m_id(newId())
    , m_created(std::chrono::duration_cast<std::chrono::seconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count())
    , m_ended(m_prompts.size(), 0)
    , m_lastEnds(m_prompts.size())
{}

CompletionJob::~CompletionJob() = default;

void CompletionJob::start()
{
    makeChoices();
    m_exchange->onGone([job = weak_from_this()] {
        if (const auto self = job.lock())
            self->cancel();
    });
    if (m_isOver || !submitMore() || !m_fields.stream)
        return;
    m_isStreaming = true;
    m_exchange->beginStream("text/event-stream");
}

void CompletionJob::makeChoices()
{
    const ChoiceWriter::Form form{m_fields.wantsLogProbabilities,
                                  m_fields.request.topLogProbabilities, m_fields.phi1};
    for (std::size_t p = 0; p < m_prompts.size(); ++p) {
        for (std::int64_t s = 0; s < m_fields.samples(); ++s) {
            m_choices.emplace_back(static_cast<std::int64_t>(m_choices.size()), form,
                                   m_fields.echo ? 0 : charactersBegun(m_prompts[p].text),
                                   m_model->loaded.source.tokenizer);
            if (m_fields.echo)
                m_choices.back().addPromptText(m_prompts[p].text);
        }
    }
}

bool CompletionJob::submitMore()
{
    while (m_tickets.size() < m_prompts.size() && m_running < promptsAtOnce) {
        const std::size_t prompt = m_tickets.size();
        GenerationRequest request = m_fields.request;
        request.prompt = m_prompts[prompt].ids;
        const auto ticket = m_model->thread->submit(
            m_model->model, std::move(request), std::make_shared<Sink>(shared_from_this(), prompt));
        if (ticket) {
            m_tickets.push_back(*ticket);
            ++m_running;
            continue;
        }
        // The queue is full: with something of ours on its way the rest follows after it.
        if (ticket.error().code == ErrorCode::Busy && m_running > 0)
            return true;
        fail(apiError(ticket.error()));
        return false;
    }
    return true;
}

void CompletionJob::push(std::size_t prompt, What what)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isDeaf)
            return;
        m_events.push_back({prompt, std::move(what)});
        if (std::exchange(m_isWoken, true))
            return;
    }
    m_exchange->post([self = shared_from_this()] { self->drain(); });
}

void CompletionJob::drain()
{
    const auto now = std::chrono::steady_clock::now();
    const auto due = m_lastWrite + coalescing;
    if (m_fields.stream && now < due) {
        m_exchange->after(std::chrono::ceil<std::chrono::milliseconds>(due - now),
                          [self = shared_from_this()] { self->drainNow(); });
        return;
    }
    drainNow();
}

void CompletionJob::drainNow()
{
    std::vector<Event> events;
    {
        const std::lock_guard lock(m_mutex);
        events.swap(m_events);
        m_isWoken = false;
    }
    m_lastWrite = std::chrono::steady_clock::now();
    for (Event &event : events) {
        if (m_isOver)
            return;
        apply(event);
    }
    if (m_isOver || !submitMore())
        return;
    if (m_isStreaming)
        writeEvents();
    if (m_finished == m_prompts.size() && !m_isOver)
        finish();
}

void CompletionJob::apply(Event &event)
{
    if (const auto *prompt = std::get_if<PromptReports>(&event.what)) {
        for (std::int64_t s = 0; s < m_fields.samples(); ++s) {
            for (const TokenReport &report : prompt->reports)
                choice(event.prompt, s).addPromptToken(report);
        }
    } else if (const auto *token = std::get_if<Token>(&event.what)) {
        choice(event.prompt, token->report.sample).addToken(token->report, token->text);
    } else if (auto *end = std::get_if<SampleEnd>(&event.what)) {
        ChoiceWriter &ended = choice(event.prompt, end->sample);
        m_completionTokens += end->tokens;
        // The last one's end waits for the summary, which comes at once.
        if (++m_ended[event.prompt] == m_fields.samples()) {
            m_lastEnds[event.prompt] = std::move(*end);
            return;
        }
        ended.end(*end);
        if (m_fields.phi1)
            ended.setSummary(summaryOf(*end, nullptr));
    } else if (const auto *summary = std::get_if<GenerationSummary>(&event.what)) {
        finishPrompt(event.prompt, *summary);
    } else if (const auto *error = std::get_if<Error>(&event.what)) {
        ApiError told = apiError(*error);
        if (error->code == ErrorCode::NotFound) // removed, or the engine ends
            told.status = 503;
        fail(told);
    }
}

void CompletionJob::finishPrompt(std::size_t prompt, const GenerationSummary &summary)
{
    --m_running;
    ++m_finished;
    // A prompt that is only scored has no samples of its own to end.
    if (m_ended[prompt] < m_fields.samples()) {
        SampleEnd end;
        end.reason = summary.cancelled ? FinishReason::Cancelled : FinishReason::Length;
        for (std::int64_t s = 0; s < m_fields.samples(); ++s) {
            end.sample = s;
            choice(prompt, s).end(end);
        }
        m_lastEnds[prompt] = end;
    }
    const SampleEnd &last = m_lastEnds[prompt];
    choice(prompt, last.sample).end(last);
    if (m_fields.phi1)
        choice(prompt, last.sample).setSummary(summaryOf(last, &summary));
}

Json CompletionJob::summaryOf(const SampleEnd &end, const GenerationSummary *whole) const
{
    const LoadedEngine &loaded = m_model->loaded;
    const EngineFacts facts = loaded.engine->facts();
    const auto fingerprint =
        loaded.source.fingerprint ? loaded.source.fingerprint->value() : std::nullopt;
    Json summary = {
        {"prompt_tokens", whole ? Json(whole->promptTokens) : Json()},
        {"completion_tokens", end.tokens},
        {"queued_seconds", whole ? known(whole->queuedSeconds) : Json()},
        {"time_to_first_token", known(end.timeToFirstToken)},
        {"tokens_per_second", known(end.tokensPerSecond)},
        {"prompt_tokens_per_second", whole ? known(whole->promptTokensPerSecond) : Json()},
        {"seed", m_fields.request.options.sampling.seed},
        {"drafted", whole ? Json(whole->drafted) : Json()},
        {"accepted", whole ? Json(whole->accepted) : Json()},
        {"finish", finishDetail(end.reason)},
        {"stop_string", end.stopString.empty() ? Json() : Json(end.stopString)},
        {"model", m_model->id},
        {"fingerprint", fingerprint ? Json(*fingerprint) : Json()},
        {"dtype", facts.dtype},
        {"device", facts.device},
        {"kernels", facts.kernels},
        {"memory_bytes", facts.weightBytes + facts.cacheBytes}};
    if (end.endOfTextChosen)
        summary["end_token"] =
            Json::parse(phi1Token(end.endOfText, *m_model->loaded.source.tokenizer));
    return summary;
}

void CompletionJob::writeEvents()
{
    if (isClientSlow()) {
        cancel();
        m_exchange->abandonStream();
        return;
    }
    for (ChoiceWriter &each : m_choices) {
        if (!each.hasNews() || each.isTaken())
            continue;
        const bool hasPrompt = each.hasPrompt();
        const std::string event = "data: " + envelope(each.take(), false) + "\n\n";
        if (hasPrompt)
            m_promptBytes += event.size();
        m_exchange->write(event);
    }
}

bool CompletionJob::isClientSlow() const
{
    return m_exchange->pendingBytes() > unreadLimit + m_promptBytes;
}

void CompletionJob::finish()
{
    m_isOver = true;
    if (m_isStreaming) {
        if (m_fields.includeUsage)
            m_exchange->write("data: " + envelope("", true) + "\n\n");
        m_exchange->write("data: [DONE]\n\n");
        m_exchange->endStream();
        return;
    }
    std::string choices;
    for (ChoiceWriter &each : m_choices) {
        if (!choices.empty())
            choices += ',';
        choices += each.take();
    }
    m_exchange->answer({200, envelope(choices, true), "application/json", {}});
}

void CompletionJob::fail(const ApiError &error)
{
    cancel();
    if (!m_isStreaming) {
        m_exchange->answer(errorResponse(error));
        return;
    }
    m_exchange->write("data: " + dumpJson(errorBody(error)) + "\n\n");
    m_exchange->endStream();
}

void CompletionJob::cancel()
{
    m_isOver = true;
    {
        const std::lock_guard lock(m_mutex);
        m_isDeaf = true;
        m_events.clear();
    }
    for (const Ticket ticket : m_tickets)
        m_model->thread->cancel(ticket);
}

Json CompletionJob::usage() const
{
    std::int64_t promptTokens = 0;
    for (const Prompt &prompt : m_prompts)
        promptTokens += static_cast<std::int64_t>(prompt.ids.size());
    return {{"prompt_tokens", promptTokens},
            {"completion_tokens", m_completionTokens},
            {"total_tokens", promptTokens + m_completionTokens}};
}

std::string CompletionJob::envelope(const std::string &choices, bool withUsage) const
{
    std::string out =
        concat("{\"id\":\"", m_id, "\",\"object\":\"text_completion\",\"created\":", m_created,
               ",\"model\":");
    appendJsonText(out, m_model->id);
    out += ",\"choices\":[" + choices + "]";
    if (withUsage)
        out += ",\"usage\":" + dumpJson(usage());
    else if (m_fields.includeUsage)
        out += ",\"usage\":null";
    return out + "}";
}

ChoiceWriter &CompletionJob::choice(std::size_t prompt, std::int64_t sample)
{
    return m_choices[prompt * static_cast<std::size_t>(m_fields.samples()) +
                     static_cast<std::size_t>(sample)];
}

std::optional<ApiError> refuseHugeAnswer(const CompletionFields &fields,
                                         const std::vector<CompletionJob::Prompt> &prompts,
                                         std::int64_t context)
{
    if (fields.stream)
        return std::nullopt;
    const bool isDetailed = fields.wantsLogProbabilities || fields.phi1;
    // What tokens take as JSON, on the generous side; texts are mostly shorter.
    const std::int64_t tokenBytes = isDetailed ? 64 + 48 * fields.request.topLogProbabilities : 8;
    std::int64_t tokens = 0;
    for (const auto &prompt : prompts) {
        const auto length = static_cast<std::int64_t>(prompt.ids.size());
        const std::int64_t grows =
            std::min(fields.request.options.maxNewTokens, context + 1 - length);
        tokens += fields.samples() * (grows + (fields.echo ? length : 0));
    }
    const auto bytes = static_cast<std::uint64_t>(tokens * tokenBytes);
    if (bytes <= answerLimit)
        return std::nullopt;
    return ApiError{400,
                    concat("the answer could take ", formatBytes(bytes), ", at most ",
                           formatBytes(answerLimit),
                           " are expected; ask for a stream, or for fewer completions or logprobs"),
                    "", "answer_too_large", Json::object()};
}

} // namespace phi1
