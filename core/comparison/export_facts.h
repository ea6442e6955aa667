// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/comparison/diff.h"
#include "core/comparison/records.h"
#include "core/comparison/vote.h"

/// What Markdown and HTML both say about panes and completions, before any markup.

namespace phi1 {

using Facts = std::vector<std::pair<std::string, std::string>>; ///< label and value

/// "phi-1-base", or the letter of a pane without a name.
std::string paneName(const PaneRecord &pane, std::size_t index);
/// "pretrained, step 24000", empty if nothing is known.
std::string stageText(const PaneRecord &pane);
/// What the pane runs: weights, device, settings.
Facts paneFacts(const PaneRecord &pane);

/// "stopped at \n\n\n", "87 tokens", "first token 22 ms" …
std::vector<std::string> completionNotes(const CompletionRecord &completion);
/// "Sample 2 of 5", "Branch of completion 0 at token 4: [ forced".
std::string completionTitle(const CompletionRecord &completion, const PaneRecord &pane);

/// The first divergence of the completions on view; nothing where fewer than two panes have one.
std::optional<Divergence> shownDivergence(const ComparisonRecord &comparison);
/// "The completions are identical.", "They part at token 4 (byte 13)."; empty with fewer than two.
std::string divergenceText(const ComparisonRecord &comparison);

/// Whether the panes show the same; Open where one has nothing to show.
enum class Verdict { Open, Identical, Differ };
Verdict verdictOf(const ComparisonRecord &comparison);

/// Completions of a pane in the order in which they are told: identical samples once with all of
/// them, each followed by the branches that begin in it.
struct ToldCompletion {
    const CompletionRecord *completion = nullptr;
    std::size_t count = 1;
    int depth = 0; ///< of branches
};
std::vector<ToldCompletion> toldCompletions(const PaneRecord &pane);

/// "p = 0.021 (exact two-sided sign test)"
std::string pText(double p);

} // namespace phi1
