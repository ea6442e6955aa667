// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/mixed_source.h"

#include <stop_token>

#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"

namespace phi1 {

Result<MixedSource> findSamples(const Workspace &workspace, const MixSource &source)
{
    MixedSource found;
    found.title = source.shownTitle();
    PHI1_ASSIGN(found.files, corpusFiles(workspace.corpora(), source.corpus));
    PHI1_ASSIGN(found.view, openLabelledView(found.files, workspace.database()));
    PHI1_ASSIGN(SampleSearch search, SampleSearch::open(found.view));
    PHI1_ASSIGN(const CompiledFilter filter, search.compile(source.filter));
    std::stop_source stop;
    PHI1_ASSIGN(found.hits,
                search.run(filter, {}, stop.get_token(), [&stop](const SearchProgress &) {
                    if (StopSignals::stopRequested())
                        stop.request_stop();
                }));
    if (found.hits.gaveUp() > 0)
        return failure(ErrorCode::Usage,
                       concat("the regular expression of ", printable(found.title), " gave up at ",
                              found.hits.gaveUp(),
                              " samples, so that what it selects is not known; simplify it"));
    if (found.hits.total() == 0)
        return failure(ErrorCode::Usage,
                       concat("none of the ", found.view.rows(), " samples of ",
                              printable(found.title),
                              " passes its filter; widen it or leave the source out"));
    PHI1_ASSIGN(SampleStore store, SampleStore::open(found.files));
    found.store = std::make_unique<SampleStore>(std::move(store));
    return found;
}

} // namespace phi1
