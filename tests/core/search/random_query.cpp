// SPDX-License-Identifier: Apache-2.0
#include "tests/core/search/random_query.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/corpora/search/label_names.h"

namespace phi1::test {

namespace {

std::string inQuotes(const std::string &text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result + '"';
}

RandomQuery randomWords(SearchCorpus &corpus)
{
    std::string text;
    const auto count = corpus.pick(4) == 0 ? 2 + corpus.pick(2) : 1;
    if (count > 1 && corpus.pick(2) == 0) { // a phrase that occurs
        const auto &words = corpus.samples()[corpus.pick(corpus.samples().size())].words;
        const auto first = corpus.pick(words.size());
        for (auto i = first; i < std::min(words.size(), first + count); ++i)
            text += (i > first ? " " : "") + words[i];
    } else {
        for (std::size_t i = 0; i < count; ++i)
            text += (i > 0 ? " " : "") + corpus.anyWord();
    }
    const bool prefix = corpus.pick(4) == 0;
    if (prefix && corpus.pick(2) == 0 && static_cast<unsigned char>(text.back()) < 0x80 &&
        text.size() > 2)
        text.pop_back();
    auto phrase = foldedWords(text);
    if (phrase.empty())
        return randomWords(corpus);
    const auto place = corpus.pick(6);
    const std::string before = place == 0 ? "title:" : place == 1 ? "text:" : "";
    const bool bare = text.find(' ') == std::string::npos && text != "AND" && text != "NOT" &&
                      corpus.pick(2) == 0;
    return {before + (bare ? text : inQuotes(text)) + (prefix ? "*" : ""),
            [=](const KnownSample &sample, std::size_t) {
                return (place != 0 && hasPhrase(sample.words, phrase, prefix)) ||
                       (place != 1 && hasPhrase(sample.titleWords, phrase, prefix));
            }};
}

RandomQuery randomField(SearchCorpus &corpus)
{
    const auto limit = static_cast<std::int64_t>(corpus.pick(70));
    const auto number = std::to_string(limit);
    switch (corpus.pick(9)) {
    case 0:
        return {"tokens:>" + number,
                [=](const auto &sample, auto) { return sample.tokens > limit; }};
    case 1:
        return {"tokens:<=" + number, [=](const auto &sample, auto) {
                    return sample.tokens >= 0 && sample.tokens <= limit;
                }};
    case 2:
        return {"tokens:" + number + "..1k", [=](const auto &sample, auto) {
                    return sample.tokens >= limit && sample.tokens <= 1000;
                }};
    case 3:
        return {"tokens:none", [](const auto &sample, auto) { return sample.tokens < 0; }};
    case 4: // the whole name before a part of one
        return {"source:BOOKS", [](const auto &sample, auto) { return sample.source == "books"; }};
    case 5:
        return {"topic:recursion",
                [](const auto &sample, auto) { return sample.topic == "recursion › trees"; }};
    case 6:
        return {"label:>=4", [](const auto &sample, auto) { return sample.label >= 4; }};
    case 7:
        return {"label:none", [](const auto &sample, auto) { return sample.label == 0; }};
    default:
        return {"made:>0.3", [&corpus](const auto &, auto row) {
                    return scoreOf(corpus, row) > 0.3f; // false for NaN
                }};
    }
}

} // namespace

float scoreOf(const SearchCorpus &corpus, std::size_t row)
{
    return row + 10 < corpus.samples().size() ? corpus.samples()[row].score : std::nanf("");
}

bool hasPhrase(const std::vector<std::string> &words, const std::vector<std::string> &phrase,
               bool prefix)
{
    for (std::size_t start = 0; start + phrase.size() <= words.size(); ++start) {
        bool same = true;
        for (std::size_t i = 0; same && i < phrase.size(); ++i)
            same = prefix && i + 1 == phrase.size() ? words[start + i].starts_with(phrase[i])
                                                    : words[start + i] == phrase[i];
        if (same)
            return true;
    }
    return false;
}

RandomQuery randomQuery(SearchCorpus &corpus, int depth, bool fields)
{
    const auto kind = depth > 0 ? corpus.pick(5) : 3;
    if (kind >= 3)
        return fields && corpus.pick(4) == 0 ? randomField(corpus) : randomWords(corpus);
    if (kind == 2) {
        const auto inner = randomQuery(corpus, depth - 1, fields);
        return {"NOT (" + inner.text + ")", [passes = inner.passes](const auto &sample, auto row) {
                    return !passes(sample, row);
                }};
    }
    const bool both = kind == 0;
    auto left = randomQuery(corpus, depth - 1, fields);
    auto right = randomQuery(corpus, depth - 1, fields);
    const char *between = !both ? " OR " : corpus.pick(2) == 0 ? " AND " : " ";
    return {"(" + left.text + ")" + between + "(" + right.text + ")",
            [=, a = left.passes, b = right.passes](const auto &sample, auto row) {
                return both ? a(sample, row) && b(sample, row) : a(sample, row) || b(sample, row);
            }};
}

RandomFilter randomColumnFilter(SearchCorpus &corpus)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    RandomFilter random;
    const auto low = static_cast<double>(corpus.pick(50));
    const bool tokens = corpus.pick(2) == 0, scores = corpus.pick(2) == 0;
    const bool sources = corpus.pick(2) == 0, labels = corpus.pick(3) == 0;
    const bool missing = corpus.pick(2) == 0, clusters = corpus.pick(3) == 0;
    if (tokens)
        random.filter.numbers.push_back({"tokens", low + 0.5, 1500, missing});
    if (scores)
        random.filter.numbers.push_back({"score.made", 0.1, infinity, !missing});
    if (sources)
        random.filter.categories.push_back({"source", {"web", missing ? "" : "books"}});
    if (labels)
        random.filter.categories.push_back({"label", {"good", "textbook"}});
    random.filter.withoutNearDuplicates = clusters;
    random.passes = [=, &corpus](const KnownSample &sample, std::size_t row) {
        const auto score = scoreOf(corpus, row);
        if (tokens && !(sample.tokens < 0 ? missing : sample.tokens > low && sample.tokens <= 1500))
            return false;
        if (scores && !(std::isnan(score) ? !missing : score >= 0.1f))
            return false;
        if (sources && sample.source != "web" && sample.source != (missing ? "" : "books"))
            return false;
        if (labels && sample.label < 4)
            return false;
        return !clusters || sample.duplicateOf == noSample || sample.duplicateOf == row;
    };
    return random;
}

} // namespace phi1::test
