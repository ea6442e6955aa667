// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/phi1/complete/complete_options.h"
#include "app/phi1/complete/pane.h"
#include "core/comparison/diff.h"

namespace phi1 {

using Panes = std::vector<std::unique_ptr<Pane>>;

/// What can be said of finished or growing completions, for people.

/// "base/step-2000 1a2b3c4d".
std::string paneTitle(const Pane &pane);
/// What was loaded and how it draws: "bfloat16 on cpu (avx512-bf16), 2.6 GiB, seed 0".
std::string paneFacts(const Pane &pane);
/// What it cost: "40 tokens, first after 0.21 s, then 14.2 tokens/s, end of text".
std::string paneCost(const Pane &pane, std::size_t completion);
/// While it is generated: "17 tokens, 14.2 tokens/s"; the error if there was one.
std::string paneProgress(const Pane &pane);

/// All completions of a pane, identical ones once with their number; a single one as it is.
std::string paneText(const Pane &pane);

/// Where the first completions of all panes part; nothing where one has none or all are the same.
std::optional<Divergence> paneDivergence(const Panes &panes);
/// The distributions there, a line per pane, as text for standard output.
std::string divergenceText(const Panes &panes, const Divergence &divergence);

/// Every token of every completion with its `count` most probable alternatives.
std::string tokenTable(const Panes &panes, std::size_t count);

/// The words of the first pane's first completion that the others changed: [-gone-]{+new+}.
/// @param terminal  in colour instead
std::string wordDiff(const Panes &panes, bool terminal);

} // namespace phi1
