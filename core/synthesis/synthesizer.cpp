// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/synthesizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/jobs/job_files.h"
#include "core/synthesis/answer_log.h"
#include "core/synthesis/answer_text.h"
#include "core/synthesis/endpoint.h"
#include "core/synthesis/http_client.h"
#include "core/synthesis/request_queue.h"

namespace phi1 {

namespace {

using Clock = RequestQueue::Clock;

constexpr double longestDelay = 60;        ///< s, between attempts
constexpr double longestRetryAfter = 3600; ///< s
constexpr double stopPatience = 20;        ///< s, for requests under way once it was asked to stop
constexpr std::size_t refusalsInARow = 5;  ///< before the endpoint, not the prompts, is to blame
constexpr double secondsBetweenNotices = 10;

Clock::duration seconds(double value)
{
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(value));
}

bool isWorthRetrying(int status)
{
    return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

/// One start of a job.
class Synthesis
{
public:
    Synthesis(const SynthesisSpec &spec, const PromptPlan &plan, ApiKey key, AnswerFilter filter,
              const SynthesisHooks &hooks)
        : m_spec(spec)
        , m_plan(plan)
        , m_key(std::move(key))
        , m_filter(std::move(filter))
        , m_hooks(hooks)
        , m_queue(plan.size(), static_cast<double>(spec.requests.concurrency))
    {
        m_counts.planned = plan.size();
    }

    Result<SynthesisResult> run(const std::filesystem::path &folder);

private:
    struct UnderWay {
        RequestQueue::Request request;
        PlannedPrompt prompt;
        std::uint64_t reserved = 0; ///< tokens it may take
    };

    bool asks(const std::function<bool()> &question) const { return question && question(); }
    void notice(const std::string &sentence);
    Result<void> submit();
    /// Whether another request may take so many tokens; if not, says which budget ends it.
    bool withinBudget(std::uint64_t reserve);
    Result<void> handle(HttpAnswer &&answer);
    void retry(UnderWay &&under, const HttpAnswer &answer, const std::string &why);
    Result<void> refuse(UnderWay &&under, const HttpAnswer &answer);
    Result<void> accept(UnderWay &&under, const HttpAnswer &answer, ModelAnswer &&said);
    AnswerRecord recordOf(const UnderWay &under, const HttpAnswer &answer) const;
    void judge(AnswerRecord &record) const;
    Result<void> write(AnswerRecord &&record);
    void needPerson(const std::string &sentence);
    SynthesisResult result(SynthesisEnd end, std::string sentence) const;

    const SynthesisSpec &m_spec;
    const PromptPlan &m_plan;
    ApiKey m_key;
    AnswerFilter m_filter;
    const SynthesisHooks &m_hooks;
    RequestQueue m_queue;
    std::optional<HttpClient> m_client;
    std::optional<AnswerLog> m_log;
    EndpointAddress m_address;
    SynthesisCounts m_counts;
    std::map<std::uint64_t, UnderWay> m_underWay; ///< by item
    std::uint64_t m_reserved = 0;                 ///< tokens of those
    std::vector<AnswerRecord> m_refusals;         ///< held back until something else comes
    bool m_answeredOnce = false;                  ///< in this start
    std::uint64_t m_failuresInARow = 0;
    std::optional<SynthesisResult> m_end; ///< what it will end with once nothing is under way
    Clock::time_point m_noticed{};
};

void Synthesis::notice(const std::string &sentence)
{
    const auto now = Clock::now();
    if (!m_hooks.notice ||
        (m_noticed != Clock::time_point{} && now - m_noticed < seconds(secondsBetweenNotices)))
        return;
    m_noticed = now;
    m_hooks.notice(sentence);
}

SynthesisResult Synthesis::result(SynthesisEnd end, std::string sentence) const
{
    return {end, std::move(sentence), m_counts};
}

void Synthesis::needPerson(const std::string &sentence)
{
    m_end = result(SynthesisEnd::NeedsPerson, sentence);
}

bool Synthesis::withinBudget(std::uint64_t reserve)
{
    const SynthesisSpec::Budget &budget = m_spec.budget;
    if (budget.requests > 0 && m_counts.answered + m_underWay.size() >= budget.requests) {
        // One under way may fail and leave its place to another.
        if (m_underWay.empty())
            m_end = result(SynthesisEnd::RequestBudget,
                           concat("the budget of ", budget.requests, " requests is used up"));
        return false;
    }
    if (budget.tokens > 0 && m_counts.tokens() + m_reserved + reserve > budget.tokens) {
        if (m_underWay.empty())
            m_end = result(SynthesisEnd::TokenBudget,
                           concat("the budget of ", budget.tokens,
                                  " tokens is used up: ", m_counts.tokens(),
                                  " were taken, and another answer may take ", reserve));
        return false;
    }
    return true;
}

Result<void> Synthesis::submit()
{
    while (!m_end) {
        const auto request = m_queue.take(m_underWay.size(), Clock::now());
        if (!request)
            return {};
        UnderWay under{*request, m_plan.at(request->item), 0};
        // A token has one byte at least, but text of four is usual: two is on the safe side.
        under.reserved = m_spec.generation.maxTokens +
                         (under.prompt.prompt.size() + under.prompt.system.size()) / 2;
        if (!withinBudget(under.reserved)) {
            m_queue.putBack(*request);
            return {};
        }
        PHI1_TRY(m_client->post(request->item, m_address.url, requestBody(m_spec, under.prompt),
                                m_spec.requests.timeout));
        m_reserved += under.reserved;
        m_underWay.emplace(request->item, std::move(under));
    }
    return {};
}

void Synthesis::retry(UnderWay &&under, const HttpAnswer &answer, const std::string &why)
{
    ++m_counts.retries;
    ++m_failuresInARow;
    const std::uint64_t attempt = under.request.attempt;
    const double jitter =
        0.5 +
        0.5 *
            static_cast<double>(Philox::block(m_spec.seed, under.request.item, attempt << 44)[0]) *
            0x1.0p-32;
    double delay =
        std::min(longestDelay,
                 m_spec.requests.retryDelay *
                     std::ldexp(1.0, static_cast<int>(std::min<std::uint64_t>(attempt - 1, 30)))) *
        jitter;
    if (answer.retryAfter) {
        delay = std::max(delay, std::min(*answer.retryAfter, longestRetryAfter));
        // The server speaks for all requests, not for this one.
        m_queue.holdUntil(Clock::now() + seconds(delay));
    }
    if (answer.status == 429)
        m_queue.slowDown();
    notice(concat(why, "; trying again in ", formatDuration(delay)));
    if (attempt < m_spec.requests.attempts) {
        m_queue.retryAt({under.request.item, attempt + 1}, Clock::now() + seconds(delay));
        return;
    }
    ++m_counts.setAside;
    if (m_failuresInARow >= m_spec.requests.attempts)
        m_end = result(SynthesisEnd::Stopped, why);
}

AnswerRecord Synthesis::recordOf(const UnderWay &under, const HttpAnswer &answer) const
{
    const PlannedPrompt &prompt = under.prompt;
    AnswerRecord record;
    record.item = prompt.item;
    record.topic = m_plan.topics()[prompt.topic];
    record.audience = m_plan.audiences()[prompt.audience];
    record.seedWords = prompt.seedWords;
    record.functionName = prompt.functionName;
    record.system = prompt.system;
    record.prompt = prompt.prompt;
    record.endpoint = m_address.url;
    record.api = m_spec.generation.api;
    record.requestedModel = m_spec.endpoint.model;
    record.settings = settingsOf(m_spec, prompt);
    record.requestId = answer.requestId;
    record.attempts = under.request.attempt;
    record.seconds = answer.seconds;
    record.time = unixTime();
    return record;
}

void Synthesis::judge(AnswerRecord &record) const
{
    const SampleHash hash = hashOfSample(record.text);
    record.hash = hash.hex();
    if (record.finishReason == "length" && m_spec.answers.truncated == "refuse") {
        record.outcome = AnswerOutcome::Truncated;
    } else if (record.text.size() < m_spec.answers.minimumBytes) {
        record.outcome = AnswerOutcome::TooShort;
    } else {
        const AnswerFilter::Verdict verdict = m_filter.judge(record.text, hash);
        record.outcome = verdict.outcome;
        record.message = verdict.message;
    }
}

Result<void> Synthesis::write(AnswerRecord &&record)
{
    PHI1_TRY(m_log->append(record));
    if (record.outcome == AnswerOutcome::Kept)
        m_filter.add(record.item, record.text, hashOfSample(record.text));
    m_counts.add(record);
    if (m_hooks.answered)
        m_hooks.answered(record);
    return {};
}

Result<void> Synthesis::accept(UnderWay &&under, const HttpAnswer &answer, ModelAnswer &&said)
{
    m_answeredOnce = true;
    m_failuresInARow = 0;
    m_queue.speedUp();
    for (AnswerRecord &held : m_refusals)
        PHI1_TRY(write(std::move(held)));
    m_refusals.clear();

    AnswerRecord record = recordOf(under, answer);
    record.model = m_key.redacted(printable(said.model, 200));
    record.answerId = m_key.redacted(printable(said.id, 200));
    record.finishReason = printable(said.finishReason, 40);
    record.tokensEstimated = !said.promptTokens || !said.completionTokens;
    record.promptTokens =
        said.promptTokens.value_or((record.prompt.size() + record.system.size()) / 4);
    record.completionTokens = said.completionTokens.value_or(said.text.size() / 4);
    // Once more behind the JSON, where a key may have stood escaped.
    std::string text = m_key.redacted(std::move(said.text));
    if (m_spec.answers.take == "code") {
        if (const auto code = firstCodeBlock(text))
            text = std::string(*code);
    }
    record.text = m_spec.answers.keepPrompt ? record.prompt + text : std::move(text);
    judge(record);
    return write(std::move(record));
}

Result<void> Synthesis::refuse(UnderWay &&under, const HttpAnswer &answer)
{
    AnswerRecord record = recordOf(under, answer);
    record.outcome = AnswerOutcome::Refused;
    record.message =
        m_key.redacted(concat("status ", answer.status, ": ", refusalText(answer.body)));
    if (m_answeredOnce)
        return write(std::move(record));
    notice(concat("a prompt was refused with ", record.message));
    m_refusals.push_back(std::move(record));
    if (m_refusals.size() >= std::min<std::size_t>(refusalsInARow, m_plan.size()))
        return failure(ErrorCode::Incompatible,
                       concat(m_address.url, " refuses every request, the last with ",
                              m_refusals.back().message,
                              "; look at model and generation settings"));
    return {};
}

Result<void> Synthesis::handle(HttpAnswer &&answer)
{
    const auto found = m_underWay.find(answer.tag);
    UnderWay under = std::move(found->second);
    m_reserved -= under.reserved;
    m_underWay.erase(found);
    const std::string &url = m_address.url;
    if (!answer.problem.empty()) {
        retry(std::move(under), answer, concat(url, ": ", answer.problem));
        return {};
    }
    if (answer.status == 200) {
        auto said = parseAnswer(answer.body, m_spec.generation.api);
        if (said)
            return accept(std::move(under), answer, std::move(*said));
        retry(std::move(under), answer, m_key.redacted(concat(url, ": ", said.error().message)));
        return {};
    }
    // Once more behind the JSON, where a key may have stood escaped.
    const std::string text = m_key.redacted(refusalText(answer.body));
    if (answer.status == 401 || answer.status == 403) {
        needPerson(concat("key needed: ", url,
                          m_key.isEmpty() ? " asks for one" : " refuses this one", " (status ",
                          answer.status, ": ", text,
                          "); give one in PHI1_API_KEY or with --key-stdin and start it again"));
        return {};
    }
    if (answer.status == 402 || isOutOfQuota(answer.body)) {
        needPerson(concat("credit needed: ", url, " says (status ", answer.status, "): ", text));
        return {};
    }
    if (isWorthRetrying(answer.status)) {
        retry(std::move(under), answer, concat(url, ": status ", answer.status, ", ", text));
        return {};
    }
    if (answer.status == 404 || answer.status == 405 || answer.status < 400)
        return failure(ErrorCode::NotFound,
                       concat(url, " answers with status ", answer.status, " (", text,
                              "); is the address one like http://host:port/v1, and the model \"",
                              printable(m_spec.endpoint.model, 100), "\" there?"));
    return refuse(std::move(under), answer);
}

Result<SynthesisResult> Synthesis::run(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(m_address, endpointAddress(m_spec.endpoint.url, m_spec.generation.api));
    if (!m_key.isEmpty() && !m_address.isEncrypted && !m_address.isLoopback)
        notice(concat("the key travels to ", m_address.url,
                      " unencrypted; use https where others can listen"));
    PHI1_ASSIGN(m_log, AnswerLog::open(folder, [&](AnswerRecord &&record) {
                    m_queue.markDone(record.item);
                    if (record.outcome == AnswerOutcome::Kept)
                        m_filter.add(record.item, record.text, hashOfSample(record.text));
                    m_counts.add(record);
                    if (m_hooks.read)
                        m_hooks.read(record);
                }));
    if (m_log->damaged() > 0)
        notice(concat(m_log->damaged(), " lines of ", folder / answersFileName,
                      " are damaged and left out"));
    PHI1_ASSIGN(m_client, HttpClient::make(m_key));

    bool failing = false; // m_end holds why no answer comes
    Clock::time_point stopAsked{};
    while (true) {
        if (stopAsked == Clock::time_point{} && asks(m_hooks.stopRequested))
            stopAsked = Clock::now();
        const bool stopping = stopAsked != Clock::time_point{};
        if (stopping && (m_underWay.empty() || asks(m_hooks.stopNow) ||
                         Clock::now() - stopAsked > seconds(stopPatience)))
            return m_end && m_end->end == SynthesisEnd::NeedsPerson
                       ? *m_end
                       : result(SynthesisEnd::Stopped, "stopped on request");
        if (!stopping && !m_end)
            PHI1_TRY(submit());
        if (m_end && m_underWay.empty())
            break;
        if (!m_end && m_underWay.empty() && m_queue.isEmpty())
            break;
        m_counts.underWay = m_underWay.size();
        m_counts.waiting = std::max(
            0.0, std::chrono::duration<double>(m_queue.heldUntil() - Clock::now()).count());
        if (m_hooks.progressed)
            m_hooks.progressed(m_counts);
        // Short while something is due soon; a signal is seen at the latest after this.
        const double patience = m_spec.requests.retryDelay < 0.1 ? 0.01 : 0.1;
        PHI1_ASSIGN(std::vector<HttpAnswer> answers, m_client->wait(patience));
        for (HttpAnswer &answer : answers)
            PHI1_TRY(handle(std::move(answer)));
        failing = m_end && m_end->end == SynthesisEnd::Stopped;
        if (failing)
            break; // what is under way goes to the same place
    }
    m_counts.underWay = 0;
    if (failing)
        return failure(ErrorCode::Io, concat("no answer in ", m_spec.requests.attempts,
                                             " attempts: ", m_end->sentence,
                                             "; look at the endpoint and start it again"));
    if (!m_refusals.empty() && m_counts.answered == 0)
        return failure(ErrorCode::Incompatible, concat(m_address.url, " refuses every request: ",
                                                       m_refusals.back().message));
    for (AnswerRecord &held : m_refusals)
        PHI1_TRY(write(std::move(held)));
    if (m_end) {
        m_end->counts = m_counts;
        return *m_end;
    }
    if (m_counts.setAside > 0)
        return failure(ErrorCode::Io, concat(m_counts.setAside, " prompts got no answer in ",
                                             m_spec.requests.attempts,
                                             " attempts each; start it again to ask them anew"));
    return result(SynthesisEnd::Complete, "complete");
}

} // namespace

void SynthesisCounts::add(const AnswerRecord &record)
{
    ++answered;
    ++outcomes[static_cast<std::size_t>(record.outcome)];
    promptTokens += record.promptTokens;
    completionTokens += record.completionTokens;
    tokensEstimated = tokensEstimated || record.tokensEstimated;
}

Result<SynthesisResult> synthesize(const SynthesisSpec &spec, const PromptPlan &plan, ApiKey key,
                                   const std::filesystem::path &folder, AnswerFilter known,
                                   const SynthesisHooks &hooks)
{
    return Synthesis(spec, plan, std::move(key), std::move(known), hooks).run(folder);
}

} // namespace phi1
