// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/corpora/store/sample_texts.h"

namespace phi1 {

/// Texts in memory as a corpus.
class TextsInMemory final : public SampleTexts
{
public:
    TextsInMemory(const std::vector<std::string> &texts, std::function<void(SampleRow)> onRead)
        : m_texts(texts)
        , m_onRead(std::move(onRead))
    {}
    Result<void> read(SampleRow first, SampleRow end,
                      const std::function<bool(SampleRow, std::string_view)> &take) override
    {
        for (SampleRow row = first; row < end && row < m_texts.size(); ++row) {
            if (m_onRead)
                m_onRead(row);
            if (!take(row, m_texts[row]))
                break;
        }
        return {};
    }

private:
    const std::vector<std::string> &m_texts;
    std::function<void(SampleRow)> m_onRead;
};

inline OpenSampleTexts opener(const std::vector<std::string> &texts,
                              std::function<void(SampleRow)> onRead = {})
{
    return [&texts, onRead]() -> Result<std::unique_ptr<SampleTexts>> {
        return std::make_unique<TextsInMemory>(texts, onRead);
    };
}

using Words = std::vector<std::string>;

/// Words over a small and a large vocabulary, as texts have them.
inline Words randomWords(std::mt19937 &random, std::size_t count)
{
    Words words;
    for (std::size_t i = 0; i < count; ++i) {
        const bool isCommon = random() % 2 == 0;
        words.push_back((isCommon ? "w" : "rare") +
                        std::to_string(random() % (isCommon ? 50 : 5000)));
    }
    return words;
}

inline std::string joined(const Words &words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i % 11 == 0 ? "\n" : " ") + words[i];
    return text;
}

/// What the Jaccard index is by its definition, over words as strings.
inline double jaccardByDefinition(const Words &a, const Words &b)
{
    const auto shingles = [](const Words &words) {
        std::set<Words> set;
        for (std::size_t i = 0; i + 5 <= words.size(); ++i)
            set.insert(Words(words.begin() + static_cast<std::ptrdiff_t>(i),
                             words.begin() + static_cast<std::ptrdiff_t>(i) + 5));
        return set;
    };
    const std::set<Words> first = shingles(a), second = shingles(b);
    std::size_t shared = 0;
    for (const Words &shingle : first)
        shared += second.count(shingle);
    return static_cast<double>(shared) / static_cast<double>(first.size() + second.size() - shared);
}

/// A copy with words replaced one by one until the index is below `highest`.
inline Words nearCopy(std::mt19937 &random, const Words &words, double highest)
{
    Words copy = words;
    while (jaccardByDefinition(words, copy) > highest)
        copy[random() % copy.size()] = "new" + std::to_string(random());
    return copy;
}

} // namespace phi1
