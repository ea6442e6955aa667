// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/choice_writer.h"
#include "app/phi1/serve/completion_fields.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"

namespace phi1 {

/// One completion request from its submission to the end of its answer: hands the prompts to the
/// model's thread, gathers what comes back, and writes it, in events or in one piece. Everything
/// but the sinks happens on the server's thread. Ends early when the client goes or does not read.
class CompletionJob : public std::enable_shared_from_this<CompletionJob>
{
public:
    struct Prompt {
        std::vector<TokenId> ids;
        std::string text; ///< bytes
    };

    CompletionJob(std::shared_ptr<Exchange> exchange, ServedModelPointer model,
                  CompletionFields fields, std::vector<Prompt> prompts);
    ~CompletionJob();

    /// Answers, with 429 if the model's queue is full.
    void start();

private:
    class Sink;
    struct PromptReports {
        std::vector<TokenReport> reports;
    };
    struct Token {
        TokenReport report;
        std::string text;
    };
    using What = std::variant<PromptReports, Token, SampleEnd, GenerationSummary, Error>;
    struct Event {
        std::size_t prompt = 0;
        What what;
    };

    /// Called by the sinks, on the computing thread.
    void push(std::size_t prompt, What what);

    void makeChoices();
    /// Hands over as many of the prompts left as may run at once. @return false if it failed
    bool submitMore();
    void drain();
    void drainNow();
    void apply(Event &event);
    void finishPrompt(std::size_t prompt, const GenerationSummary &summary);
    Json summaryOf(const SampleEnd &end, const GenerationSummary *whole) const;
    void writeEvents();
    bool isClientSlow() const;
    void finish();
    void fail(const ApiError &error);
    void cancel();
    Json usage() const;
    std::string envelope(const std::string &choices, bool withUsage) const;
    ChoiceWriter &choice(std::size_t prompt, std::int64_t sample);

    const std::shared_ptr<Exchange> m_exchange;
    const ServedModelPointer m_model;
    const CompletionFields m_fields;
    std::vector<Prompt> m_prompts;
    const std::string m_id;
    const std::int64_t m_created;

    std::vector<ChoiceWriter> m_choices; ///< prompt × samples + sample
    std::vector<std::int64_t> m_ended;   ///< per prompt: samples that have
    std::vector<SampleEnd> m_lastEnds;   ///< per prompt: waits for the summary
    std::vector<Ticket> m_tickets;       ///< of the prompts that were submitted
    std::size_t m_running = 0;
    std::size_t m_finished = 0;
    std::int64_t m_completionTokens = 0;
    std::size_t m_promptBytes = 0; ///< of events with echoed prompts, however long they are
    bool m_isStreaming = false;
    bool m_isOver = false;
    std::chrono::steady_clock::time_point m_lastWrite;

    std::mutex m_mutex; ///< of what follows
    std::vector<Event> m_events;
    bool m_isWoken = false;
    bool m_isDeaf = false; ///< nobody wants more
};

/// Refuses, before anything is computed, an answer in one piece that could take more memory than
/// one may: it is held until it is complete.
std::optional<ApiError> refuseHugeAnswer(const CompletionFields &fields,
                                         const std::vector<CompletionJob::Prompt> &prompts,
                                         std::int64_t context);

} // namespace phi1
