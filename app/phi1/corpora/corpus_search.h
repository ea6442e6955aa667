// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/phi1/progress.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/search/hit_spans.h"
#include "core/corpora/search/sample_search.h"
#include "core/jobs/workspace.h"

namespace phi1 {

/// What `phi1 search` asks of each corpus.
struct CorpusQuestion {
    SampleFilter filter;
    std::vector<std::pair<std::string, std::string>> where; ///< key and value, as a person wrote it
    SampleOrder order;
    std::size_t limit = 20;
};

struct ShownHit {
    SampleRow row = noSample;
    std::string hash, title, source, kind, topic, audience;
    std::uint32_t tokens = missingCount;
    HitExcerpt excerpt;
};

struct CorpusAnswer {
    std::string corpus;
    SampleRow rows = 0;
    SampleHits hits;
    std::vector<ShownHit> shown; ///< the first of them
    double seconds = 0;          ///< of the search, without reading what is shown
};

/// NotFound, naming the corpora there are; Usage for a question that it cannot answer; Cancelled
/// after a signal.
Result<CorpusAnswer> askCorpus(const Workspace &workspace, const std::string &name,
                               const CorpusQuestion &question, Progress &progress);

Json toJson(const std::string &corpus, const ShownHit &hit);
/// Two or three lines for a terminal.
std::string toText(const ShownHit &hit);

} // namespace phi1
