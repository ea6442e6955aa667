// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "core/comparison/records.h"

namespace phi1::test {

/// Records as no model would write them: every field filled, texts with NULs, bytes that are not
/// UTF-8, markup and terminal escapes, numbers of every bit pattern.
class RandomRecords
{
public:
    explicit RandomRecords(unsigned seed)
        : m_random(seed)
    {}

    ComparisonRecord comparison()
    {
        ComparisonRecord record;
        record.title = text();
        record.prompt = text();
        record.promptEntry = text();
        record.createdAt = 1.7e9 + static_cast<double>(below(1'000'000)) / 7;
        record.warning = text();
        record.blind = below(2) == 0;
        const int panes = below(5);
        for (int i = 0; i < panes; ++i)
            record.panes.push_back(pane(true));
        return record;
    }

    SetRunRecord setRun()
    {
        SetRunRecord run;
        run.title = text();
        run.createdAt = 1.7e9 + below(1'000'000);
        const int rows = below(5);
        const int columns = below(4);
        for (int row = 0; row < rows; ++row)
            run.prompts.push_back({text(), text(), text(), text(), text(), below(2) == 0});
        for (int column = 0; column < columns; ++column)
            run.columns.push_back(pane(false));
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                if (below(4) != 0)
                    run.cells.push_back({row, column, completion(below(100))});
            }
        }
        return run;
    }

    PaneRecord pane(bool withCompletions)
    {
        PaneRecord pane;
        pane.modelName = text();
        pane.path = text();
        pane.stage = text();
        pane.run = text();
        pane.step = integer();
        pane.dtype = text();
        pane.device = text();
        pane.kernels = text();
        pane.fingerprint = text();
        pane.tokenizer = text();
        pane.settings = settings();
        const int count = withCompletions ? below(4) : 0;
        for (int i = 0; i < count; ++i)
            pane.completions.push_back(completion(3 * i + below(3)));
        pane.shown = below(9);
        return pane;
    }

    CompletionRecord completion(int id)
    {
        CompletionRecord c;
        c.id = id;
        c.sample = below(1000);
        c.parent = below(2) == 0 ? -1 : below(id + 1) - 1;
        c.branchIndex = integer();
        c.forcedToken = static_cast<std::int32_t>(m_random());
        c.text = text();
        c.finish = text();
        c.stopString = text();
        c.state = static_cast<CompletionState>(below(3));
        c.error = text();
        c.startedAt = number();
        c.queuedSeconds = number();
        c.timeToFirstToken = number();
        c.tokensPerSecond = number();
        c.promptTokensPerSecond = number();
        c.promptTokens = integer();
        c.memoryBytes = integer();
        c.drafted = integer();
        c.accepted = integer();
        const int count = below(20);
        for (int i = 0; i < count; ++i)
            c.tokens.push_back(token());
        return c;
    }

    TokenRecord token()
    {
        TokenRecord token{static_cast<std::int32_t>(m_random()), bytes(), logProbability(), {}};
        const int count = below(12);
        for (int i = 0; i < count; ++i)
            token.top.push_back({static_cast<std::int32_t>(m_random()), bytes(), logProbability()});
        return token;
    }

    SamplingSettings settings()
    {
        SamplingSettings s;
        s.temperature = number();
        s.topK = static_cast<int>(m_random());
        s.topP = number();
        s.minP = number();
        s.repetitionPenalty = number();
        s.maxTokens = static_cast<int>(m_random());
        s.seed = m_random();
        const int count = below(4);
        for (int i = 0; i < count; ++i)
            s.stop.push_back(text());
        s.stopAtEnd = below(2) == 0;
        s.samples = below(100);
        return s;
    }

    std::string text()
    {
        static const char *const awkward[] = {"",
                                              "def f(x):\n    return x",
                                              "<script>alert(1)</script>",
                                              "```\n````",
                                              "äöü",
                                              "\x1b[31mred\x1b[0m",
                                              "\xff\xfe",
                                              "\xe2\x82",
                                              "🐍",
                                              "\"quoted\" & 'twice'",
                                              "| a | b |",
                                              "line\r\nbreak"};
        std::string result;
        for (int i = below(4); i > 0; --i)
            result += below(4) == 0 ? bytes() : awkward[below(12)];
        return result;
    }

    std::string bytes()
    {
        std::string result(static_cast<std::size_t>(below(6)), '\0');
        for (char &c : result)
            c = static_cast<char>(m_random());
        return result;
    }

    /// Any bits, NaNs only as the one that JSON knows.
    double number()
    {
        const auto value = std::bit_cast<double>(m_random());
        return std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
    }

    float logProbability()
    {
        switch (below(8)) {
        case 0:
            return -std::numeric_limits<float>::infinity();
        case 1:
            return std::numeric_limits<float>::quiet_NaN();
        case 2:
            return -0.0F;
        default: {
            const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(m_random()));
            return std::isnan(value) ? std::numeric_limits<float>::quiet_NaN() : value;
        }
        }
    }

    std::int64_t integer() { return static_cast<std::int64_t>(m_random()) >> below(64); }

    /// 0 … limit − 1; 0 for a limit of 0
    int below(int limit)
    {
        return limit <= 0 ? 0 : static_cast<int>(m_random() % static_cast<unsigned>(limit));
    }

private:
    std::mt19937_64 m_random;
};

} // namespace phi1::test
