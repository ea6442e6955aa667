// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/sample_hits.h"
#include "core/corpora/search/sample_search.h"
#include "views/state/samples_types.h"

namespace phi1 {

/// A corpus as it is open, for threads that read from it.
struct CorpusSnapshot {
    CorpusView view;
    CorpusFacts facts;
};
using SharedCorpus = std::shared_ptr<const CorpusSnapshot>;

/// What the list shows: what a page of it is made with.
struct SampleContext {
    SharedCorpus corpus;
    std::shared_ptr<const CompiledFilter> filter; ///< null: nothing is to be highlighted
    SampleOrder order;
};
using SharedContext = std::shared_ptr<const SampleContext>;

/// What was said about a sample of the open corpus.
struct RowLabel {
    int label = noLabel;
    QString note;

    bool operator==(const RowLabel &) const = default;
};

/// Facts of a corpus from its columns: a pass over some of them, not for the GUI thread.
CorpusFacts factsOf(const CorpusView &view);
/// The name of a Category of a row, "" without.
QString nameIn(const CorpusView &view, std::string_view key, SampleRow row);
/// The value of a Number or Count of a row, NaN without.
double numberIn(const CorpusView &view, std::string_view key, SampleRow row);

} // namespace phi1
