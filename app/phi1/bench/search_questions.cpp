// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/search_questions.h"

#include <algorithm>
#include <random>
#include <set>

#include "core/base/text.h"
#include "core/corpora/search/fts_tokenizer.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

constexpr std::size_t questions = 200;
constexpr std::size_t samplesRead = 2000;
constexpr std::size_t needles = 40;
constexpr std::uint32_t seed = 20'230'620; // of every run the same

std::string inQuotes(const std::vector<std::string> &words, std::size_t first, std::size_t count)
{
    std::string text = "\"";
    for (std::size_t i = first; i < first + count; ++i)
        text += (i > first ? " " : "") + words[i];
    return text + "\"";
}

} // namespace

Result<SearchQuestions> searchQuestions(const CorpusFiles &files, SampleRow rows)
{
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(files));
    PHI1_ASSIGN(const FtsTokenizer tokenizer, FtsTokenizer::open());
    std::mt19937 random(seed);
    SearchQuestions made;
    std::set<std::string> different;
    for (std::size_t i = 0; i < samplesRead && rows > 0; ++i) {
        PHI1_ASSIGN(const std::string text, store.text(random() % rows));
        const auto words = tokenizer.words(text);
        if (words.size() < 4)
            continue;
        different.insert(words.begin(), words.end());
        const auto at = random() % (words.size() - 3);
        if (made.byOccurrence.size() < questions)
            made.byOccurrence.push_back(inQuotes(words, at, 1));
        else if (made.phrases.size() < questions)
            made.phrases.push_back(inQuotes(words, at, 2 + random() % 2));
        const auto length = 6 + random() % 15;
        if (made.needles.size() < needles && text.size() > 2 * length) {
            auto needle = text.substr(random() % (text.size() - length), length);
            if (isUtf8(needle) && needle.find('\n') == std::string::npos)
                made.needles.push_back(std::move(needle));
        }
    }
    std::vector<std::string> words(different.begin(), different.end());
    std::shuffle(words.begin(), words.end(), random);
    for (std::size_t i = 0; i < std::min(questions, words.size()); ++i)
        made.uniform.push_back(inQuotes(words, i, 1));
    if (made.uniform.empty() || made.byOccurrence.empty() || made.phrases.empty())
        return failure(ErrorCode::Incompatible, concat(files.database(), " has too little text to "
                                                                         "draw words from"));
    return made;
}

} // namespace phi1
