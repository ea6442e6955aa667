// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <stop_token>
#include <string>

#include "core/corpora/search/sample_search.h"
#include "core/jobs/workspace.h"
#include "views/mix/mix_types.h"

namespace phi1 {

/// Looks into corpora and sets for the Mix page; for one thread, which is not the GUI's. What was
/// found for texts is remembered by corpus.
class MixLook
{
public:
    explicit MixLook(Workspace workspace)
        : m_workspace(std::move(workspace))
    {}

    /// Errors are sentences of the sources that have them. Stopped: what was counted so far.
    MixCounts count(const MixRecipe &recipe, const std::stop_token &stop);
    SetList sets() const;
    /// @param limit  documents whose titles are looked up
    SetDocuments documents(const TrainingSet &set, int part, bool validation, int limit) const;

private:
    Result<SampleHits> hitsOf(const MixSource &source, const std::stop_token &stop,
                              CorpusView &view);

    Workspace m_workspace;
    std::map<std::string, SampleSearch> m_searches; ///< by corpus
};

} // namespace phi1
