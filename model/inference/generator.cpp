// SPDX-License-Identifier: Apache-2.0
#include "model/inference/generator.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/model_batch.h"

namespace phi1 {

namespace {

/// More sequences at once gain nothing: the arithmetic units are busy, and every one costs a row of
/// logits.
constexpr std::int64_t maximumSequences = 128;

/// The completions of a call, which its prompts fill in.
struct Results {
    const GenerationControl &control;
    std::vector<Completion> completions;
    std::size_t finished = 0;
    std::optional<Error> error;
};

/// Writes the completions of one prompt.
class CompletionWriter final : public GenerationSink
{
public:
    CompletionWriter(Results &results, std::size_t first)
        : m_results(results)
        , m_first(first)
    {}

    void onToken(const TokenReport &token, std::string_view text) override
    {
        Completion &completion = of(token.sample);
        completion.tokens.push_back(token.id);
        completion.logProbabilities.push_back(token.logProbability);
        show(token.sample, text);
    }
    void onSampleFinished(const SampleEnd &end) override
    {
        Completion &completion = of(end.sample);
        show(end.sample, end.text);
        completion.finish = end.reason;
        completion.timeToFirstToken = end.timeToFirstToken;
        completion.tokensPerSecond = end.tokensPerSecond;
        ++m_results.finished;
        if (m_results.control.progress)
            m_results.control.progress(m_results.finished, m_results.completions.size());
    }
    void onFailed(const Error &error) override
    {
        if (!m_results.error)
            m_results.error = error;
    }

private:
    std::size_t index(std::int64_t sample) const
    {
        return m_first + static_cast<std::size_t>(sample);
    }
    Completion &of(std::int64_t sample) { return m_results.completions[index(sample)]; }
    void show(std::int64_t sample, std::string_view text)
    {
        of(sample).text += text;
        if (m_results.control.text && !text.empty())
            m_results.control.text(index(sample), text);
    }

    Results &m_results;
    std::size_t m_first;
};

} // namespace

Generator::Generator(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer)
    : m_engine(std::move(engine))
    , m_tokenizer(std::move(tokenizer))
{}

Generator::~Generator() = default;
Generator::Generator(Generator &&) noexcept = default;
Generator &Generator::operator=(Generator &&) noexcept = default;

Result<std::vector<Completion>> Generator::completeAll(std::span<const std::string> prompts,
                                                       const CompletionOptions &options,
                                                       const GenerationControl &control)
{
    std::vector<std::vector<TokenId>> ids;
    ids.reserve(prompts.size());
    for (const std::string &prompt : prompts)
        ids.push_back(m_tokenizer->encode(prompt, SpecialTokens::Recognise));
    return completeIds(ids, options, control);
}

Result<std::vector<Completion>>
Generator::completeIds(std::span<const std::vector<TokenId>> prompts,
                       const CompletionOptions &options, const GenerationControl &control)
{
    PHI1_TRY(options.validate());
    const ModelLimits limits = {m_engine->context(), m_engine->vocabulary()};
    const auto samples = static_cast<std::size_t>(options.samples);
    Results results = {control, std::vector<Completion>(prompts.size() * samples)};
    // Nothing is kept from call to call: the weights may be those of a model in training.
    ModelBatch batch(m_engine, m_tokenizer,
                     {.activeSequences = maximumSequences, .prefixCache = false});
    std::vector<std::unique_ptr<RunningRequest>> requests;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        GenerationRequest request = {.prompt = prompts[i], .options = options};
        PHI1_TRY(checkRequest(request, limits,
                              prompts.size() > 1 ? concat("prompt ", i + 1) : "the prompt"));
        for (std::size_t sample = 0; sample < samples; ++sample) {
            Completion &completion = results.completions[i * samples + sample];
            completion.prompt = i;
            completion.sample = static_cast<std::int64_t>(sample);
            completion.promptTokens = static_cast<std::int64_t>(prompts[i].size());
        }
        requests.push_back(std::make_unique<RunningRequest>(
            i + 1, std::move(request), std::make_shared<CompletionWriter>(results, i * samples),
            RunningRequest::Clock::now()));
    }
    for (std::unique_ptr<RunningRequest> &request : requests)
        batch.submit(std::move(request));
    while (batch.hasWork(true) && !results.error) {
        if (control.cancelled && control.cancelled())
            batch.cancelAll();
        else
            batch.step({.batchLane = true, .promptRows = m_engine->promptRowsPerCall()});
    }
    if (results.error) {
        batch.failAll(*results.error);
        return failure(results.error->code, results.error->message);
    }
    return std::move(results.completions);
}

} // namespace phi1
