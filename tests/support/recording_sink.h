// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/inference/generation_request.h"

namespace phi1::test {

/// Remembers all a sink is told, and lets a test wait for the end.
class RecordingSink final : public GenerationSink
{
public:
    struct Sample {
        std::vector<TokenReport> tokens;
        std::string text;
        std::optional<SampleEnd> end;
    };

    void onPrompt(std::span<const TokenReport> tokens) override
    {
        prompt.insert(prompt.end(), tokens.begin(), tokens.end());
    }
    void onToken(const TokenReport &token, std::string_view text) override
    {
        samples[token.sample].tokens.push_back(token);
        samples[token.sample].text += text;
        if (onEveryToken)
            onEveryToken();
    }
    void onSampleFinished(const SampleEnd &end) override
    {
        samples[end.sample].text += end.text;
        samples[end.sample].end = end;
    }
    void onFinished(const GenerationSummary &value) override
    {
        const std::lock_guard lock(m_mutex);
        summary = value;
        ++m_calls;
        m_ended.notify_all();
    }
    void onFailed(const Error &value) override
    {
        const std::lock_guard lock(m_mutex);
        error = value;
        ++m_calls;
        m_ended.notify_all();
    }

    /// Whether the last call came within a minute; it is the only one of its kind.
    bool wait()
    {
        std::unique_lock lock(m_mutex);
        return m_ended.wait_for(lock, std::chrono::minutes(1), [this] { return m_calls > 0; }) &&
               m_calls == 1;
    }

    /// Everything about the results, floats as bits; nothing about times.
    std::string fingerprint() const
    {
        std::string text;
        const auto number = [&](std::int64_t value) { text += std::to_string(value) + ' '; };
        const auto bits = [&](float value) { number(std::bit_cast<std::int32_t>(value)); };
        const auto report = [&](const TokenReport &token) {
            number(token.index);
            number(token.id);
            bits(token.logProbability);
            bits(token.entropy);
            for (const TokenAlternative &alternative : token.top) {
                number(alternative.id);
                bits(alternative.logProbability);
            }
            for (const float value : token.probeLogProbabilities)
                bits(value);
            text += token.bytes + '\n';
        };
        for (const TokenReport &token : prompt)
            report(token);
        for (const auto &[index, sample] : samples) {
            text += "sample ";
            number(index);
            for (const TokenReport &token : sample.tokens)
                report(token);
            text += sample.text;
            if (sample.end) {
                number(static_cast<std::int64_t>(sample.end->reason));
                text += sample.end->stopString;
                if (sample.end->endOfTextChosen)
                    report(sample.end->endOfText);
            }
        }
        return text + (error ? error->message : std::string());
    }

    std::vector<TokenReport> prompt;
    std::map<std::int64_t, Sample> samples;
    std::optional<GenerationSummary> summary;
    std::optional<Error> error;
    std::function<void()> onEveryToken;

private:
    std::mutex m_mutex;
    std::condition_variable m_ended;
    int m_calls = 0;
};

} // namespace phi1::test
