// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpora/store/corpus_files.h"

namespace phi1::test {

/// How many samples writeExampleCorpus() makes, and what is in them by construction.
struct ExampleCorpus {
    int samples = 0;
    int textbooks = 0;  ///< kind "textbook"; the others are "exercise"
    int recursion = 0;  ///< samples with the word "recursion"
    int recursive = 0;  ///< … "recursive"
    int beginners = 0;  ///< audience "beginner"
    int highScores = 0; ///< score.textbook >= 0.5
};

/// A corpus of textbook pages and exercises with scores, tokens and parse states, and a few samples
/// with bytes that are no text. Aborts where it cannot be written.
ExampleCorpus writeExampleCorpus(const CorpusFiles &files, int samples = 300);

} // namespace phi1::test
