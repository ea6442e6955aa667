// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "app/phi1/columns.h"
#include "app/phi1/compute/complete_options.h"
#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/progress.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/inference/generator.h"
#include "model/kernels/hardware.h"
#include "model/torch_inference/model_engine.h"

namespace phi1 {

namespace {

/// What one checkpoint made of the prompt.
struct Answer {
    std::string path; ///< as the user gave it
    std::string name;
    std::string fingerprint;
    std::vector<Completion> completions;
};

/// Text of a model on a terminal: control characters are shown, not obeyed.
std::string harmless(std::string_view text)
{
    std::string out;
    for (const char &c : text) {
        const bool control =
            (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        out += control ? printable(std::string_view(&c, 1)) : std::string(1, c);
    }
    return out;
}

/// Writes a completion to standard output while it grows.
class Stream
{
public:
    void write(std::string_view text)
    {
        if (m_broken || text.empty())
            return;
        const std::string shown = m_terminal ? harmless(text) : std::string(text);
        m_broken = std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size() ||
                   std::fflush(stdout) != 0;
        m_lineOpen = text.back() != '\n';
    }
    /// On a terminal the prompt of the shell starts on a line of its own; a file gets the text
    /// alone.
    void end()
    {
        if (m_terminal && m_lineOpen)
            write("\n");
    }
    bool broken() const { return m_broken; }

private:
    bool m_terminal = ::isatty(STDOUT_FILENO) == 1;
    bool m_broken = false;
    bool m_lineOpen = false;
};

std::string_view finishWords(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndOfText:
        return "end of text";
    case FinishReason::StopString:
        return "stop string";
    case FinishReason::Length:
        return "--max-new-tokens reached";
    case FinishReason::Context:
        return "context full";
    case FinishReason::Cancelled:
        break;
    }
    return "interrupted";
}

std::string summary(const Completion &completion)
{
    char figures[96];
    std::snprintf(figures, sizeof(figures), "%zu tokens, first after %.2f s, then %.1f tokens/s, ",
                  completion.tokens.size(), completion.timeToFirstToken,
                  completion.tokensPerSecond);
    return concat(figures, finishWords(completion.finish));
}

class CompleteRun
{
public:
    explicit CompleteRun(const CompleteOptions &options)
        : m_options(options)
        , m_streaming(options.checkpoints.size() == 1 && options.completion.samples == 1 &&
                      !options.output.json)
    {}

    Result<void> run()
    {
        PHI1_TRY(m_options.completion.validate());
        for (const std::string &path : m_options.checkpoints) {
            std::error_code error;
            if (!std::filesystem::exists(path, error))
                return failure(
                    ErrorCode::NotFound,
                    concat("there is no checkpoint ", path,
                           "; expected a folder with config.json and weights, or a run"));
        }
        PHI1_ASSIGN(m_hardware, chooseHardware(m_options.hardware.device, m_options.hardware.dtype,
                                               m_options.hardware.threads));
        // The CPU engine computes in float32 whatever the weights are; only narrow them if asked
        // to.
        if (m_hardware.device.is_cpu() && m_options.hardware.dtype == "auto")
            m_hardware.dtype = c10::kFloat;
        StopSignals::install();
        if (!m_streaming)
            m_progress.emplace(m_options.output, "Completing", "tokens");
        for (const std::string &path : m_options.checkpoints) {
            if (StopSignals::stopRequested())
                break;
            PHI1_TRY(answer(path));
        }
        if (m_progress)
            m_progress->finish();
        sayWhichAreTheSame();
        show();
        if (m_stream.broken())
            return failure(ErrorCode::Io, "the completion could not be written to standard output");
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled,
                           "interrupted; what was generated until then is shown");
        return {};
    }

private:
    Result<void> answer(const std::string &path)
    {
        PHI1_ASSIGN(LoadedCheckpoint loaded,
                    loadCheckpoint(path, m_hardware.device, m_hardware.dtype));
        for (const std::string &warning : loaded.warnings)
            std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
        if (!loaded.tokenizer)
            return failure(ErrorCode::Incompatible,
                           concat(loaded.folder,
                                  " has no tokenizer (tokenizer.json, vocab.json with merges.txt, "
                                  "or tokenizer.model); copy the one of its training there"));
        PHI1_ASSIGN(std::shared_ptr<Engine> engine,
                    makeEngine(std::move(loaded.model), m_hardware.threads));
        Generator generator(std::move(engine), loaded.tokenizer);
        const std::vector<std::string> prompts = {m_options.prompt};
        const auto perCheckpoint = m_options.completion.maxNewTokens;
        const auto before = static_cast<std::int64_t>(m_answers.size()) * perCheckpoint;
        const auto total = static_cast<std::int64_t>(m_options.checkpoints.size()) * perCheckpoint;
        std::int64_t steps = 0;
        GenerationControl control;
        control.cancelled = [&] {
            if (m_progress)
                m_progress->update(before + std::min(steps++, perCheckpoint), total, loaded.name);
            return StopSignals::stopRequested() || m_stream.broken();
        };
        if (m_streaming)
            control.text = [&](std::size_t, std::string_view text) { m_stream.write(text); };
        auto completions = generator.completeAll(prompts, m_options.completion, control);
        if (!completions) {
            m_stream.end();
            return failure(completions.error().code,
                           concat(path, ": ", completions.error().message));
        }
        if (m_progress && !StopSignals::stopRequested())
            m_progress->update(before + perCheckpoint, total, loaded.name);
        m_answers.push_back({path, loaded.name, loaded.fingerprint, std::move(*completions)});
        return {};
    }

    void sayWhichAreTheSame() const
    {
        for (std::size_t i = 0; i < m_answers.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (m_answers[i].fingerprint == m_answers[j].fingerprint) {
                    std::fprintf(stderr, "phi1: %s and %s hold the same weights (%s)\n",
                                 m_answers[j].path.c_str(), m_answers[i].path.c_str(),
                                 m_answers[i].fingerprint.c_str());
                    break;
                }
            }
        }
    }

    void show()
    {
        if (m_options.output.json)
            return showJson();
        if (m_streaming) {
            m_stream.end();
            for (const Answer &answer : m_answers)
                std::fprintf(stderr, "phi1: %s\n", summary(answer.completions.front()).c_str());
            return;
        }
        showColumns();
    }

    void showColumns() const
    {
        std::vector<Column> columns;
        for (const Answer &answer : m_answers) {
            for (const Completion &completion : answer.completions) {
                std::string title = concat(answer.name, " ", answer.fingerprint.substr(0, 8));
                if (m_options.completion.samples > 1)
                    title += concat(" #", completion.sample);
                columns.push_back({std::move(title), completion.text});
                std::fprintf(stderr, "phi1: %s: %s\n", columns.back().title.c_str(),
                             summary(completion).c_str());
            }
        }
        // As many beside each other as can be read, the others below.
        constexpr std::size_t readable = 32;
        const std::size_t width = terminalWidth(STDOUT_FILENO);
        const std::size_t beside = std::max<std::size_t>(
            {1, width / readable, std::min<std::size_t>(2, m_answers.size())});
        for (std::size_t at = 0; at < columns.size(); at += beside) {
            const auto begin = columns.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end =
                begin + static_cast<std::ptrdiff_t>(std::min(beside, columns.size() - at));
            const std::string text = renderColumns(std::vector<Column>(begin, end), width);
            if (at > 0)
                std::fputc('\n', stdout);
            std::fputs(text.c_str(), stdout);
        }
    }

    void showJson() const
    {
        Json list = Json::array();
        for (const Answer &answer : m_answers) {
            for (const Completion &completion : answer.completions) {
                Json logProbabilities = Json::array();
                for (const float value : completion.logProbabilities)
                    logProbabilities.push_back(jsonNumber(value));
                Json entry;
                entry["checkpoint"] = answer.path;
                entry["name"] = answer.name;
                entry["fingerprint"] = answer.fingerprint;
                entry["sample"] = completion.sample;
                entry["text"] = completion.text;
                entry["tokens"] = completion.tokens;
                entry["logprobs"] = std::move(logProbabilities);
                entry["finish_reason"] = finishReasonName(completion.finish);
                entry["seed"] = m_options.completion.sampling.seed;
                entry["prompt_tokens"] = completion.promptTokens;
                entry["time_to_first_token"] = jsonNumber(completion.timeToFirstToken);
                entry["tokens_per_second"] = jsonNumber(completion.tokensPerSecond);
                list.push_back(std::move(entry));
            }
        }
        std::fputs(dumpJsonPretty(Json{{"completions", std::move(list)}}).c_str(), stdout);
    }

    const CompleteOptions &m_options;
    const bool m_streaming; ///< one completion, shown while it grows
    Hardware m_hardware;
    std::optional<Progress> m_progress;
    Stream m_stream;
    std::vector<Answer> m_answers;
};

} // namespace

Result<void> runComplete(const CompleteOptions &options)
{
    return CompleteRun(options).run();
}

} // namespace phi1
