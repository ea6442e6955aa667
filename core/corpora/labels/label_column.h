// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/storage/label_store.h"

namespace phi1 {

/// Column "label" of a corpus in memory, from what people said by hash. Labels of texts that the
/// corpus does not hold (any more) are left out.
Column labelColumn(std::span<const StoredLabel> labels, std::span<const SampleHash> hashes);

/// A corpus with its labels from WORKSPACE/workbench.db; without that file nobody labelled.
/// Errors as CorpusView::open() and LabelStore::openToRead().
Result<CorpusView> openLabelledView(const CorpusFiles &files,
                                    const std::filesystem::path &workbenchDatabase);

} // namespace phi1
