// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/comparison/records.h"

namespace phi1 {

/// Samples of one prompt with the same text and the same state.
struct OutputGroup {
    std::string text;
    CompletionState state = CompletionState::Complete;
    std::vector<std::size_t> members; ///< indexes into the completions, ascending

    std::size_t count() const { return members.size(); }
};

/// Identical outputs together: the most frequent first, equal ones in the order of their first
/// sample. Branches are left out: they were forced, so their number says nothing.
std::vector<OutputGroup> groupOutputs(std::span<const CompletionRecord> completions);

/// Whether the completions on view in all panes have the same text (and there are two or more).
bool outputsAreIdentical(const ComparisonRecord &comparison);

} // namespace phi1
