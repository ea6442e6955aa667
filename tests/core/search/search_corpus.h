// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <vector>

#include "core/corpora/search/sample_search.h"
#include "core/corpora/store/corpus_files.h"
#include "tests/support/temporary_folder.h"

namespace phi1::test {

/// What a test knows of a sample without asking the code under test.
struct KnownSample {
    std::string text, title;
    std::vector<std::string> words, titleWords; ///< folded
    std::string source, topic;                  ///< "": none
    std::int64_t tokens = -1;                   ///< −1: none
    float score = 0;                            ///< NaN: none
    int label = 0;                              ///< 0: none
    bool odd = false;                           ///< zero bytes or no UTF-8
    SampleRow duplicateOf = noSample;
};

/// Words of a text by the rule that the manual gives: letters, digits and '_' make words, case and
/// accents do not matter. Knows the letters that the texts of these tests have.
std::vector<std::string> foldedWords(const std::string &text);

/// A corpus of made texts in a folder of its own, and the same as plain data.
class SearchCorpus
{
public:
    /// @param count  samples; each text once
    SearchCorpus(std::size_t count, unsigned seed);

    const CorpusFiles &files() const { return m_files; }
    const std::vector<KnownSample> &samples() const { return m_samples; }
    /// With columns tokens, score.made, label and duplicate_of in memory.
    CorpusView view() const;
    /// Imports more of them.
    void grow(std::size_t count);
    std::mt19937 &random() { return m_random; }
    std::size_t pick(std::size_t below) { return m_random() % below; }
    /// A word as it stands in texts.
    std::string anyWord();

private:
    KnownSample make();

    TemporaryFolder m_folder;
    CorpusFiles m_files;
    std::vector<KnownSample> m_samples;
    std::mt19937 m_random;
};

} // namespace phi1::test
