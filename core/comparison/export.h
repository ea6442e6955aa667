// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/comparison/records.h"
#include "core/comparison/vote.h"

/// Comparisons as files for people and programs. Numbers are plain ASCII, times are ISO 8601 in
/// UTC. Text of a model is shown, never interpreted: neither HTML, Markdown nor a terminal's
/// escapes in it do anything.

namespace phi1 {

/// Colours of the HTML, by name of resources/themes/tokens.json, as CSS colours.
struct ExportTheme {
    std::map<std::string, std::string> colours; ///< "surface", "text", "border", "accent", …
    std::vector<std::string> runs;              ///< per pane
    std::vector<std::string> surprise;          ///< tint for p < 0.9, < 0.5, < 0.2, < 0.05
};

struct ExportStyle {
    ExportTheme light;
    ExportTheme dark;
    bool tint = true; ///< tokens tinted by probability
};

/// The colours of the desktop program.
const ExportStyle &defaultExportStyle();

/// One comparison: prompt, per pane what it runs, the settings, the timings, the fingerprint, every
/// completion with its groups and branches, the first divergence.
std::string exportMarkdown(const ComparisonRecord &comparison);
/// Reads back to an equal record with parseComparison().
std::string exportJson(const ComparisonRecord &comparison);
/// One file without anything to load; light or dark as the reader's system is.
std::string exportHtml(const ComparisonRecord &comparison,
                       const ExportStyle &style = defaultExportStyle());

/// A grid: prompts down, checkpoints across.
std::string exportMarkdown(const SetRunRecord &run);
std::string exportJson(const SetRunRecord &run);
std::string exportHtml(const SetRunRecord &run, const ExportStyle &style = defaultExportStyle());

/// Votes with their paired tests.
std::string exportMarkdown(std::span<const Vote> votes);
std::string exportJson(std::span<const Vote> votes);
std::string exportHtml(std::span<const Vote> votes,
                       const ExportStyle &style = defaultExportStyle());

} // namespace phi1
