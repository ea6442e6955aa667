// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/groups.h"

#include <algorithm>
#include <map>
#include <utility>

namespace phi1 {

std::vector<OutputGroup> groupOutputs(std::span<const CompletionRecord> completions)
{
    std::vector<OutputGroup> groups;
    std::map<std::pair<std::string_view, CompletionState>, std::size_t> known;
    for (std::size_t i = 0; i < completions.size(); ++i) {
        const CompletionRecord &completion = completions[i];
        if (completion.parent >= 0)
            continue;
        const auto [place, isNew] =
            known.try_emplace({std::string_view(completion.text), completion.state}, groups.size());
        if (isNew)
            groups.push_back({completion.text, completion.state, {}});
        groups[place->second].members.push_back(i);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const OutputGroup &a, const OutputGroup &b) {
        return a.count() > b.count();
    });
    return groups;
}

bool outputsAreIdentical(const ComparisonRecord &comparison)
{
    if (comparison.panes.size() < 2)
        return false;
    const CompletionRecord *first = shownCompletion(comparison.panes.front());
    return first && std::all_of(comparison.panes.begin(), comparison.panes.end(),
                                [&](const PaneRecord &pane) {
                                    const CompletionRecord *shown = shownCompletion(pane);
                                    return shown && shown->text == first->text;
                                });
}

} // namespace phi1
