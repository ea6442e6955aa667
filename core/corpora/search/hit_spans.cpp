// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/hit_spans.h"

#include <algorithm>
#include <deque>

#include "core/base/text.h"
#include "core/corpora/search/fts_tokenizer.h"
#include "core/corpora/search/query_node.h"
#include "core/corpora/search/text_pattern.h"

namespace phi1 {

namespace {

struct Phrase {
    std::vector<std::string> words;
    bool prefix = false; ///< of the last one
};

void collectPhrases(const QueryNode &node, const FtsTokenizer &tokenizer,
                    std::vector<Phrase> &phrases)
{
    if (node.kind == QueryNode::Kind::Words && node.place != QueryNode::Place::Title)
        phrases.push_back({tokenizer.words(node.words), node.prefix});
    if (node.kind == QueryNode::Kind::And || node.kind == QueryNode::Kind::Or) {
        for (const auto &child : node.children)
            collectPhrases(*child, tokenizer, phrases);
    }
}

struct Word {
    std::string text;
    std::size_t begin = 0, end = 0;
};

/// Whether the last words are the phrase.
bool endsWith(const std::deque<Word> &words, const Phrase &phrase)
{
    const auto count = phrase.words.size();
    if (count == 0 || words.size() < count)
        return false;
    const auto first = words.size() - count;
    for (std::size_t i = 0; i < count; ++i) {
        const auto &word = words[first + i].text;
        const bool fits = phrase.prefix && i + 1 == count ? word.starts_with(phrase.words[i])
                                                          : word == phrase.words[i];
        if (!fits)
            return false;
    }
    return true;
}

/// Ascending and apart: those that overlap become one.
std::vector<ByteSpan> merged(std::vector<ByteSpan> spans)
{
    std::sort(spans.begin(), spans.end(),
              [](const auto &a, const auto &b) { return a.begin < b.begin; });
    std::vector<ByteSpan> apart;
    for (const auto &span : spans) {
        if (!apart.empty() && span.begin < apart.back().end)
            apart.back().end = std::max(apart.back().end, span.end);
        else
            apart.push_back(span);
    }
    return apart;
}

std::vector<ByteSpan> wordSpans(std::string_view text, const QueryNode &tree, std::size_t limit)
{
    const auto *tokenizer = threadTokenizer();
    if (!tokenizer)
        return {};
    std::vector<Phrase> phrases;
    collectPhrases(tree, *tokenizer, phrases);
    std::size_t longest = 0;
    for (const auto &phrase : phrases)
        longest = std::max(longest, phrase.words.size());
    if (longest == 0)
        return {};
    std::deque<Word> words; // as many as the longest phrase has
    std::vector<ByteSpan> spans;
    tokenizer->visit(text, [&](std::string_view word, std::size_t begin, std::size_t end) {
        if (words.size() == longest)
            words.pop_front();
        words.push_back({std::string(word), begin, end});
        for (const auto &phrase : phrases) {
            if (endsWith(words, phrase))
                spans.push_back({words[words.size() - phrase.words.size()].begin, end});
        }
        return spans.size() < limit;
    });
    return merged(std::move(spans));
}

std::vector<ByteSpan> patternSpans(std::string_view text, const TextQuery &query, std::size_t limit)
{
    std::vector<ByteSpan> spans;
    const auto pattern = TextPattern::compile(query);
    if (!pattern)
        return spans;
    ByteSpan match;
    std::size_t from = 0;
    while (spans.size() < limit &&
           pattern->find(text, from, match) == TextPattern::Outcome::Found) {
        if (match.end > match.begin) // an empty match shows nothing
            spans.push_back(match);
        from = std::max(match.end + (match.end > match.begin ? 0 : 1), from + 1);
        while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xc0) == 0x80)
            ++from; // not into the middle of a character
    }
    return spans;
}

} // namespace

std::vector<ByteSpan> hitSpans(std::string_view text, const CompiledFilter &filter,
                               std::size_t limit)
{
    const auto &query = filter.filter().text;
    if (query.text.empty() || limit == 0)
        return {};
    if (query.mode == TextMode::Words)
        return filter.words() ? wordSpans(text, *filter.words(), limit) : std::vector<ByteSpan>();
    return patternSpans(text, query, limit);
}

} // namespace phi1
