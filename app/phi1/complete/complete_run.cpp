// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/complete_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include <unistd.h>

#include "app/phi1/complete/live_columns.h"
#include "app/phi1/complete/pane_json.h"
#include "app/phi1/complete/same_weights.h"
#include "app/phi1/engine_choice.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/inference_thread.h"

namespace phi1 {

namespace {

/// How often an interrupt is looked for.
constexpr std::chrono::milliseconds patience(20);
/// Alternatives kept for the place where completions part.
constexpr std::int64_t comparedAlternatives = 10;

class CompleteRun
{
public:
    explicit CompleteRun(const CompleteOptions &options)
        : m_options(options)
        , m_terminal(::isatty(STDOUT_FILENO) == 1)
        , m_streaming(options.checkpoints.size() == 1 && options.completion.samples == 1 &&
                      !options.output.json)
    {}

    Result<void> run()
    {
        PHI1_TRY(m_options.completion.validate());
        PHI1_TRY(open());
        PHI1_TRY(start());
        follow();
        noteMemory();
        m_thread.shutdown();
        compareWeights();
        PHI1_TRY(show());
        return outcome();
    }

private:
    Result<void> open()
    {
        for (const std::string &path : m_options.checkpoints) {
            std::error_code error;
            if (!std::filesystem::exists(path, error))
                return failure(
                    ErrorCode::NotFound,
                    concat("there is no checkpoint ", path,
                           "; expected a folder with config.json and weights, or a run"));
        }
        StopSignals::install();
        const auto pool = makeThreadPool(m_options.hardware.threads);
        for (const std::string &path : m_options.checkpoints) {
            auto pane = std::make_unique<Pane>();
            PHI1_ASSIGN(pane->loaded, openEngine(path, m_options.hardware, pool));
            for (const std::string &warning : pane->loaded.source.warnings)
                std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
            if (!pane->loaded.source.tokenizer)
                return failure(
                    ErrorCode::Incompatible,
                    concat(pane->loaded.source.folder,
                           " has no tokenizer (tokenizer.json, vocab.json with merges.txt, "
                           "or tokenizer.model); copy the one of its training there"));
            describe(*pane);
            m_panes.push_back(std::move(pane));
        }
        return {};
    }

    void describe(Pane &pane) const
    {
        const ModelSource &source = pane.loaded.source;
        const EngineFacts facts = pane.loaded.engine->facts();
        const CompletionOptions &wanted = m_options.completion;
        PaneRecord &record = pane.record;
        record.modelName = source.name;
        record.path = source.folder.string();
        record.step = source.step.value_or(-1);
        record.dtype = facts.dtype;
        record.device = facts.device;
        record.kernels = facts.kernels;
        record.tokenizer = source.tokenizer->fingerprint();
        record.settings.temperature = wanted.sampling.temperature;
        record.settings.topK = static_cast<int>(wanted.sampling.topK);
        record.settings.topP = wanted.sampling.topP;
        record.settings.minP = wanted.sampling.minP;
        record.settings.repetitionPenalty = wanted.sampling.repetitionPenalty;
        record.settings.seed = wanted.sampling.seed;
        record.completions.resize(static_cast<std::size_t>(wanted.samples));
        pane.reasons.resize(record.completions.size(), FinishReason::Cancelled);
        for (std::size_t i = 0; i < record.completions.size(); ++i) {
            record.completions[i].id = static_cast<int>(i);
            record.completions[i].sample = static_cast<int>(i);
        }
    }

    Result<void> start()
    {
        for (std::size_t i = 0; i < m_panes.size(); ++i) {
            Pane &pane = *m_panes[i];
            GenerationRequest request;
            request.prompt =
                pane.loaded.source.tokenizer->encode(m_options.prompt, SpecialTokens::Recognise);
            request.options = m_options.completion;
            request.lane = Lane::Interactive;
            request.promptLookup = m_options.promptLookup;
            request.topLogProbabilities = std::max<std::int64_t>(
                m_options.logProbabilities, m_panes.size() > 1 ? comparedAlternatives : 0);
            const Engine &engine = *pane.loaded.engine;
            if (const auto good = checkRequest(request, {engine.context(), engine.vocabulary()});
                !good)
                return failure(good.error().code,
                               concat(m_options.checkpoints[i], ": ", good.error().message));
            m_prompts.push_back(request.prompt);
            pane.model = m_thread.add(pane.loaded.engine, pane.loaded.source.tokenizer);
            pane.started = std::chrono::steady_clock::now();
            PHI1_ASSIGN(pane.ticket, m_thread.submit(pane.model, std::move(request),
                                                     std::make_shared<PaneSink>(m_board, pane)));
        }
        return {};
    }

    bool allDone() const
    {
        return std::all_of(m_panes.begin(), m_panes.end(),
                           [](const auto &pane) { return pane->done(); });
    }

    void follow()
    {
        std::optional<LiveColumns> live;
        std::optional<Progress> progress;
        if (m_terminal && m_panes.size() > 1 && m_options.completion.samples == 1 &&
            !m_options.output.json)
            live.emplace(STDOUT_FILENO);
        else if (!m_streaming)
            progress.emplace(m_options.output, "Completing", "tokens");
        bool cancelled = false;
        std::unique_lock lock(m_board.mutex);
        while (!allDone()) {
            m_board.changed.wait_for(lock, patience);
            if (!cancelled && (StopSignals::stopRequested() || m_broken)) {
                cancelled = true;
                for (const auto &pane : m_panes)
                    m_thread.cancel(pane->ticket);
            }
            if (m_streaming) {
                std::string fresh = std::move(m_panes.front()->fresh);
                m_panes.front()->fresh.clear();
                lock.unlock();
                stream(fresh);
                lock.lock();
            } else if (live && live->due()) {
                const std::vector<TextColumn> growing = columns(true);
                lock.unlock();
                live->draw(growing);
                lock.lock();
            } else if (progress) {
                report(*progress);
            }
        }
        if (m_streaming)
            stream(m_panes.front()->fresh);
        if (progress) {
            report(*progress);
            progress->finish();
        }
    }

    void report(Progress &progress) const
    {
        std::int64_t done = 0, ended = 0;
        for (const auto &pane : m_panes) {
            done += pane->tokens;
            ended += pane->ended;
        }
        const auto completions =
            static_cast<std::int64_t>(m_panes.size()) * m_options.completion.samples;
        // What ends early leaves fewer tokens to come than were asked for.
        progress.update(done, ended < completions ? completions * m_options.completion.maxNewTokens
                                                  : done);
    }

    void stream(const std::string &text)
    {
        if (m_broken || text.empty())
            return;
        const std::string shown = m_terminal ? harmlessText(text) : text;
        m_broken = std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size() ||
                   std::fflush(stdout) != 0;
        m_lineOpen = text.back() != '\n';
    }

    std::vector<TextColumn> columns(bool growing) const
    {
        const auto divergence =
            m_options.completion.samples == 1 ? paneDivergence(m_panes) : std::nullopt;
        std::vector<TextColumn> columns;
        for (const auto &pane : m_panes) {
            TextColumn column;
            column.title = paneTitle(*pane);
            column.facts =
                concat(paneFacts(*pane), '\n', growing ? paneProgress(*pane) : paneSummary(*pane));
            column.text = paneText(*pane);
            if (divergence)
                column.mark =
                    std::min(static_cast<std::size_t>(divergence->byte), column.text.size());
            columns.push_back(std::move(column));
        }
        return columns;
    }

    std::string paneSummary(const Pane &pane) const
    {
        return m_options.completion.samples == 1 || pane.error
                   ? paneProgress(pane)
                   : concat(pane.record.completions.size(), " samples, ", pane.tokens, " tokens");
    }

    /// While the engines still hold the keys and values.
    void noteMemory()
    {
        for (const auto &pane : m_panes) {
            const EngineFacts facts = pane->loaded.engine->facts();
            for (CompletionRecord &completion : pane->record.completions)
                completion.memoryBytes =
                    static_cast<std::int64_t>(facts.weightBytes + facts.cacheBytes);
        }
    }

    /// After the last token, since it takes its time.
    void compareWeights()
    {
        m_warnings = sameWeights(m_panes, m_options.checkpoints, m_prompts);
        for (const std::string &warning : m_warnings)
            std::fprintf(stderr, "phi1: %s\n", warning.c_str());
    }

    Result<void> show()
    {
        std::string text;
        if (m_options.output.json) {
            text = dumpJsonPretty(completeDocument(m_panes, m_options, m_warnings));
        } else {
            if (!m_streaming)
                text = columnText();
            else if ((m_terminal || m_options.logProbabilities > 0) && m_lineOpen)
                text = "\n";
            if (m_options.diff && m_panes.size() > 1)
                text += concat('\n', wordDiff(m_panes, m_terminal));
            if (m_options.logProbabilities > 0)
                text +=
                    concat('\n', tokenTable(m_panes,
                                            static_cast<std::size_t>(m_options.logProbabilities)));
        }
        if (m_broken || std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
            std::fflush(stdout) != 0)
            return failure(ErrorCode::Io, "the completion could not be written to standard output");
        if (!m_options.output.json)
            sayCosts();
        return {};
    }

    std::string columnText() const
    {
        // As many beside each other as can be read, the others below.
        constexpr std::size_t readable = 32;
        const std::vector<TextColumn> all = columns(false);
        const std::size_t width = terminalWidth(STDOUT_FILENO);
        const std::size_t beside =
            std::max<std::size_t>({1, width / readable, std::min<std::size_t>(2, m_panes.size())});
        std::string text;
        for (std::size_t at = 0; at < all.size(); at += beside) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end = begin + static_cast<std::ptrdiff_t>(std::min(beside, all.size() - at));
            text += concat(at > 0 ? "\n" : "",
                           renderColumns(std::vector<TextColumn>(begin, end), width, m_terminal));
        }
        if (m_options.completion.samples == 1 && m_panes.size() > 1) {
            if (const auto divergence = paneDivergence(m_panes))
                text += concat('\n', divergenceText(m_panes, *divergence));
            else if (outcome())
                text += "\nThe completions are the same.\n";
        }
        return text;
    }

    /// One line a completion on standard error, where no column says it.
    void sayCosts() const
    {
        if (!m_streaming)
            return;
        const Pane &pane = *m_panes.front();
        std::fprintf(stderr, "phi1: %s: %s; %s\n", paneTitle(pane).c_str(),
                     paneCost(pane, 0).c_str(), paneFacts(pane).c_str());
    }

    Result<void> outcome() const
    {
        for (std::size_t i = 0; i < m_panes.size(); ++i) {
            if (m_panes[i]->error)
                return failure(m_panes[i]->error->code,
                               concat(m_options.checkpoints[i], ": ", m_panes[i]->error->message));
        }
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled,
                           "interrupted; what was generated until then is shown");
        return {};
    }

    const CompleteOptions &m_options;
    const bool m_terminal;
    const bool m_streaming; ///< one completion, shown while it grows
    PaneBoard m_board;
    Panes m_panes;
    std::vector<std::vector<TokenId>> m_prompts;
    std::vector<std::string> m_warnings;
    bool m_broken = false;   ///< standard output is closed
    bool m_lineOpen = false; ///< the streamed text does not end with a line break
    InferenceThread m_thread{{.queuedRequests = 1 << 20}};
};

} // namespace

Result<void> runComplete(const CompleteOptions &options)
{
    return CompleteRun(options).run();
}

} // namespace phi1
