// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/store/sample_store.h"
#include "core/jobs/workspace.h"
#include "core/mixing/recipe.h"

namespace phi1 {

/// The samples of a corpus that pass a filter, as they are now.
struct MixedSource {
    CorpusFiles files;
    std::string title;
    CorpusView view; ///< with labels
    SampleHits hits; ///< in the order of import
    std::unique_ptr<SampleStore> store;
};

/// Usage if nothing passes or a regular expression gave up; Cancelled by a signal.
Result<MixedSource> findSamples(const Workspace &workspace, const MixSource &source);

} // namespace phi1
