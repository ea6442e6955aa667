// SPDX-License-Identifier: Apache-2.0
#include "tests/core/search/search_corpus.h"

#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "core/corpora/search/label_names.h"
#include "core/corpora/store/sample_writer.h"

namespace phi1::test {

namespace {

/// As they stand in texts; some differ in case and accents only.
const std::vector<std::string> vocabulary = {
    "alpha",  "Alpha",  "ALPHA",     "beta",  "gamma",   "delta", "total_size", "total",
    "size",   "_size",  "recursion", "Größe", "groesse", "naïve", "NAÏVE",      "naive",
    "Straße", "Éclair", "eclair",    "x1",    "x2",      "3",     "42",         "self",
    "return", "def",    "recursive", "rec",   "Omega",   "ωmega", "Ωmega",      "日本",
    "日本語", "tree",   "Tree",      "trees", "AND",     "NOT",   "or",         "don't",
};
const std::vector<std::string> separators = {" ",  " ", " ",   " ",    "\n",  ", ",
                                             ".",  "(", ")(",  " == ", "::",  "\t",
                                             "\"", "-", " * ", "…",    "\r\n"};
const std::map<std::string, std::string> letters = {
    {"ö", "o"}, {"ï", "i"}, {"Ï", "i"},   {"É", "e"},   {"é", "e"},  {"Ω", "ω"},
    {"ß", "ß"}, {"ω", "ω"}, {"日", "日"}, {"本", "本"}, {"語", "語"}};

} // namespace

std::vector<std::string> foldedWords(const std::string &text)
{
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (!word.empty())
            words.push_back(word);
        word.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            if (std::isalnum(c) || c == '_')
                word += static_cast<char>(std::tolower(c));
            else
                end();
            ++i;
            continue;
        }
        const std::size_t length = c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        const auto letter = letters.find(text.substr(i, length));
        if (letter == letters.end())
            end();
        else
            word += letter->second;
        i += length;
    }
    end();
    return words;
}

SearchCorpus::SearchCorpus(std::size_t count, unsigned seed)
    : m_random(seed)
{
    m_files.folder = m_folder.path() / "made";
    grow(count);
}

std::string SearchCorpus::anyWord()
{
    return vocabulary[pick(vocabulary.size())];
}

KnownSample SearchCorpus::make()
{
    KnownSample sample;
    const auto length = 3 + pick(pick(4) == 0 ? 60 : 12);
    for (std::size_t i = 0; i < length; ++i) {
        // Some words are frequent, most are not.
        sample.text += pick(3) == 0 ? vocabulary[pick(5)] : anyWord();
        sample.text += separators[pick(separators.size())];
    }
    if (pick(40) == 0) {
        sample.text.insert(pick(2) == 0 ? 0 : sample.text.size(), std::string(" \0 ", 3));
        sample.odd = true;
    }
    if (pick(40) == 0) {
        sample.text += " \xff\xa9 ";
        sample.odd = true;
    }
    sample.text += " n" + std::to_string(m_samples.size()); // each text once
    if (pick(2) == 0)
        sample.title = anyWord() + " " + anyWord();
    sample.words = foldedWords(sample.text);
    sample.titleWords = foldedWords(sample.title);
    const char *sources[] = {"", "books", "Books of code", "web", "a \"b\" c"};
    sample.source = sources[pick(5)];
    const char *topics[] = {"recursion › trees", "strings", ""};
    sample.topic = topics[pick(3)];
    sample.tokens = pick(8) == 0 ? -1 : static_cast<std::int64_t>(pick(pick(5) == 0 ? 3000 : 60));
    sample.score = pick(6) == 0 ? std::nanf("") : static_cast<float>(pick(21)) / 10.0f - 0.5f;
    sample.label = pick(3) == 0 ? static_cast<int>(1 + pick(5)) : 0;
    if (!m_samples.empty() && pick(6) == 0) {
        const auto other = static_cast<SampleRow>(pick(m_samples.size()));
        const auto first = m_samples[other].duplicateOf;
        sample.duplicateOf = first == noSample ? other : first;
        if (first == noSample)
            m_samples[other].duplicateOf = other;
    }
    return sample;
}

void SearchCorpus::grow(std::size_t count)
{
    auto writer = SampleWriter::open(m_files, "test");
    REQUIRE_MESSAGE(writer, writer.error().message);
    for (std::size_t i = 0; i < count; ++i) {
        m_samples.push_back(make());
        const auto &sample = m_samples.back();
        SampleOrigin origin;
        origin.title = sample.title;
        origin.source = sample.source;
        origin.topic = sample.topic;
        const auto added = writer->add(sample.text, origin);
        REQUIRE_MESSAGE(added, added.error().message);
        REQUIRE(added->isNew);
        if (i % 1000 == 999)
            REQUIRE(writer->commit());
    }
    REQUIRE(writer->commit());
}

CorpusView SearchCorpus::view() const
{
    auto view = CorpusView::open(m_files);
    REQUIRE_MESSAGE(view, view.error().message);
    REQUIRE(view->rows() == m_samples.size());
    std::vector<std::uint32_t> tokens, labels, clusters;
    std::vector<float> scores;
    for (const auto &sample : m_samples) {
        tokens.push_back(sample.tokens < 0 ? missingCount
                                           : static_cast<std::uint32_t>(sample.tokens));
        scores.push_back(sample.score);
        labels.push_back(sample.label == 0 ? missingCount
                                           : static_cast<std::uint32_t>(sample.label - 1));
        clusters.push_back(sample.duplicateOf);
    }
    scores.resize(scores.size() - 10); // a pass that has not come to the end
    view->setColumn(Column::ofCounts("tokens", std::move(tokens)));
    view->setColumn(Column::ofNumbers("score.made", std::move(scores)));
    view->setColumn(
        Column::ofCategories("label", {labelNames.begin(), labelNames.end()}, std::move(labels)));
    view->setColumn(Column::ofCounts("duplicate_of", std::move(clusters)));
    return *view;
}

} // namespace phi1::test
