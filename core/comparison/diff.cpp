// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/diff.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace phi1 {

namespace {

using Tokens = std::span<const TokenRecord>;

/// Bytes one after the other, over the borders of tokens.
class ByteCursor
{
public:
    explicit ByteCursor(Tokens tokens)
        : m_tokens(tokens)
    {
        settle();
    }
    bool atEnd() const { return m_token == m_tokens.size(); }
    char byte() const { return m_tokens[m_token].bytes[m_byte]; }
    std::int64_t token() const { return static_cast<std::int64_t>(m_token); }
    /// Where the current token begins.
    std::int64_t tokenBegin() const { return m_begin; }
    void advance()
    {
        ++m_byte;
        settle();
    }

private:
    void settle()
    {
        while (!atEnd() && m_byte == m_tokens[m_token].bytes.size()) {
            m_begin += static_cast<std::int64_t>(m_byte);
            m_byte = 0;
            ++m_token;
        }
    }

    Tokens m_tokens;
    std::size_t m_token = 0;
    std::size_t m_byte = 0;
    std::int64_t m_begin = 0;
};

/// How many bytes all completions begin with.
/// @return the cursors there, nothing if all ended at once
std::optional<std::vector<ByteCursor>> commonBytes(std::span<const Tokens> completions,
                                                   std::int64_t &count)
{
    std::vector<ByteCursor> cursors(completions.begin(), completions.end());
    for (count = 0;; ++count) {
        const auto ended = [](const ByteCursor &cursor) { return cursor.atEnd(); };
        if (std::all_of(cursors.begin(), cursors.end(), ended))
            return std::nullopt;
        if (std::any_of(cursors.begin(), cursors.end(), ended))
            return cursors;
        const char byte = cursors.front().byte();
        if (!std::all_of(cursors.begin(), cursors.end(),
                         [&](const ByteCursor &cursor) { return cursor.byte() == byte; }))
            return cursors;
        for (ByteCursor &cursor : cursors)
            cursor.advance();
    }
}

std::optional<Divergence> divergenceByBytes(std::span<const Tokens> completions)
{
    Divergence result;
    const auto cursors = commonBytes(completions, result.byte);
    if (!cursors)
        return std::nullopt;
    for (const ByteCursor &cursor : *cursors) {
        result.tokens.push_back(cursor.token());
        result.tokenBytes.push_back(cursor.tokenBegin());
    }
    return result;
}

std::optional<Divergence> divergenceByTokens(std::span<const Tokens> completions)
{
    const Tokens first = completions.front();
    std::size_t shortest = first.size();
    std::size_t longest = first.size();
    for (const Tokens tokens : completions) {
        shortest = std::min(shortest, tokens.size());
        longest = std::max(longest, tokens.size());
    }
    std::int64_t byte = 0;
    std::size_t index = 0;
    const auto agrees = [&](Tokens tokens) { return tokens[index].id == first[index].id; };
    for (; index < shortest && std::all_of(completions.begin(), completions.end(), agrees); ++index)
        byte += static_cast<std::int64_t>(first[index].bytes.size());
    if (index == longest)
        return std::nullopt;
    Divergence result;
    result.tokens.assign(completions.size(), static_cast<std::int64_t>(index));
    result.tokenBytes.assign(completions.size(), byte);
    commonBytes(completions, result.byte);
    return result;
}

/// Numbers for units, the same for equal ones of both sides.
class UnitNumbers
{
public:
    std::uint32_t operator()(std::string_view unit)
    {
        return m_numbers.emplace(unit, static_cast<std::uint32_t>(m_numbers.size())).first->second;
    }

private:
    std::unordered_map<std::string_view, std::uint32_t> m_numbers;
};

/// Diff of two texts cut into units, with byte offsets.
std::vector<EditRun> diffTexts(std::span<const std::string_view> a,
                               std::span<const std::string_view> b)
{
    UnitNumbers numbers;
    const auto numbered = [&](std::span<const std::string_view> units,
                              std::vector<std::int64_t> &offsets) {
        std::vector<std::uint32_t> result;
        offsets = {0};
        for (const std::string_view unit : units) {
            result.push_back(numbers(unit));
            offsets.push_back(offsets.back() + static_cast<std::int64_t>(unit.size()));
        }
        return result;
    };
    std::vector<std::int64_t> offsetsA;
    std::vector<std::int64_t> offsetsB;
    const auto unitsA = numbered(a, offsetsA);
    const auto unitsB = numbered(b, offsetsB);
    std::vector<EditRun> runs = diffUnits(unitsA, unitsB);
    for (EditRun &run : runs) {
        run.beginA = offsetsA[static_cast<std::size_t>(run.beginA)];
        run.endA = offsetsA[static_cast<std::size_t>(run.endA)];
        run.beginB = offsetsB[static_cast<std::size_t>(run.beginB)];
        run.endB = offsetsB[static_cast<std::size_t>(run.endB)];
    }
    return runs;
}

} // namespace

std::optional<Divergence> firstDivergence(std::span<const Tokens> completions, bool sameTokenizer)
{
    if (completions.size() < 2)
        return std::nullopt;
    return sameTokenizer ? divergenceByTokens(completions) : divergenceByBytes(completions);
}

std::optional<Divergence> firstDivergence(Tokens a, Tokens b, bool sameTokenizer)
{
    const std::array<Tokens, 2> both = {a, b};
    return firstDivergence(both, sameTokenizer);
}

bool sharesTokenizer(const PaneRecord &a, const PaneRecord &b)
{
    return a.tokenizer == b.tokenizer || a.tokenizer.empty() || b.tokenizer.empty();
}

std::vector<EditRun> diffTokens(Tokens a, Tokens b)
{
    UnitNumbers numbers;
    const auto numbered = [&](Tokens tokens) {
        std::vector<std::uint32_t> result;
        result.reserve(tokens.size());
        for (const TokenRecord &token : tokens)
            result.push_back(numbers(token.bytes));
        return result;
    };
    const auto unitsA = numbered(a);
    const auto unitsB = numbered(b);
    return diffUnits(unitsA, unitsB);
}

std::vector<EditRun> diffWords(std::string_view a, std::string_view b)
{
    return diffTexts(splitWords(a), splitWords(b));
}

std::vector<EditRun> diffLines(std::string_view a, std::string_view b)
{
    return diffTexts(splitLines(a), splitLines(b));
}

} // namespace phi1
