// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/comparison/export.h"
#include "core/comparison/export_facts.h"
#include "core/comparison/export_text.h"
#include "core/comparison/groups.h"
#include "core/comparison/html_page.h"
#include "core/comparison/html_tokens.h"

namespace phi1 {

namespace {

constexpr std::string_view tintScale =
    "<p class=\"scale\">sure <i></i><i class=\"t1\"></i><i class=\"t2\"></i><i class=\"t3\"></i>"
    "<i class=\"t4\"></i> surprised (probability below 0.9, 0.5, 0.2, 0.05)</p>\n";

std::string heading(std::string_view title, std::string_view fallback, const std::string &facts)
{
    return concat("<h1>", htmlLine(title.empty() ? fallback : title), "</h1>\n<p class=\"sub\">",
                  facts, "</p>\n");
}

std::string footer(const CompletionRecord &completion)
{
    constexpr std::array<const char *, 3> classes = {"complete", "cancelled", "failed"};
    std::string html = "<div class=\"foot\">";
    std::string_view state = classes.at(static_cast<std::size_t>(completion.state));
    for (const std::string &note : completionNotes(completion)) {
        html += concat("<span", state.empty() ? "" : concat(" class=\"", state, '"'), '>',
                       htmlLine(note), "</span>");
        state = {}; // the first one says how it ended
    }
    return html + "</div>\n";
}

std::string paneHead(const PaneRecord &pane, std::size_t index)
{
    const std::string stage = stageText(pane);
    return concat("<div class=\"head\"><span class=\"swatch\" style=\"background:var(--run",
                  index % 10, ")\"></span><h3>", htmlLine(paneName(pane, index)), "</h3>",
                  stage.empty() ? std::string()
                                : concat("<span class=\"chip\">", htmlLine(stage), "</span>"),
                  "</div>\n");
}

std::string paneFactList(const PaneRecord &pane)
{
    std::string html = "<dl class=\"facts\">";
    for (const auto &[label, value] : paneFacts(pane)) {
        const bool isCode = label == "Weights" || label == "Stop at" || label == "Checkpoint";
        html += concat("<div><dt>", label, "</dt><dd", isCode ? " class=\"mono\"" : "", '>',
                       htmlLine(value), "</dd></div>");
    }
    return html + "</dl>\n";
}

std::string paneHtml(const PaneRecord &pane, std::size_t index, std::int64_t marked, bool tint,
                     bool facts)
{
    std::string html = concat("<section class=\"card\">\n", paneHead(pane, index),
                              facts ? paneFactList(pane) : std::string());
    const std::vector<ToldCompletion> told = toldCompletions(pane);
    if (told.empty())
        html += "<p class=\"empty\">No completion</p>\n";
    const CompletionRecord *shown = shownCompletion(pane);
    for (const ToldCompletion &entry : told) {
        html += concat("<div class=\"told", entry.depth > 0 ? " branch\"" : "\"");
        if (entry.depth > 1)
            html += concat(" style=\"margin-left:", 16 * std::min(entry.depth, 8), "px\"");
        html += ">\n";
        if (told.size() > 1 || entry.count > 1)
            html += concat("<div class=\"label\"><h3>",
                           htmlLine(completionTitle(*entry.completion, pane)), "</h3>",
                           entry.count > 1
                               ? concat("<span class=\"count\">", entry.count, " identical</span>")
                               : std::string(),
                           "</div>\n");
        html += concat("<pre>",
                       htmlTokens(*entry.completion, tint, entry.completion == shown ? marked : -1),
                       "</pre>\n", footer(*entry.completion), "</div>\n");
    }
    return html + "</section>\n";
}

std::string panesHtml(const ComparisonRecord &comparison, bool tint, bool facts = true)
{
    const auto divergence = shownDivergence(comparison);
    std::string html = "<div class=\"panes\">\n";
    for (std::size_t i = 0; i < comparison.panes.size(); ++i)
        html +=
            paneHtml(comparison.panes[i], i, divergence ? divergence->tokens[i] : -1, tint, facts);
    return html + "</div>\n";
}

std::string promptHtml(const std::string &prompt)
{
    return concat("<div class=\"card\"><pre>", htmlText(prompt), "</pre></div>\n");
}

std::string cellHtml(const CompletionRecord *cell)
{
    if (!cell)
        return "<td class=\"same\">not run</td>";
    if (cell->state == CompletionState::Failed)
        return "<td class=\"failed\">failed</td>";
    const std::string size = cell->tokens.empty() ? concat(cell->text.size(), " bytes")
                                                  : concat(cell->tokens.size(), " tokens");
    return concat("<td>", size,
                  cell->state == CompletionState::Cancelled ? ", stopped by hand" : "", "</td>");
}

std::string verdictHtml(const ComparisonRecord &row)
{
    switch (verdictOf(row)) {
    case Verdict::Identical:
        return "<td class=\"same\">= identical</td>";
    case Verdict::Differ:
        return "<td class=\"differ\">◆ differ</td>";
    case Verdict::Open:
        break;
    }
    return "<td></td>";
}

/// What the columns of a grid run, once for all rows.
std::string columnsHtml(const std::vector<PaneRecord> &columns)
{
    std::string html = "<div class=\"panes\">\n";
    for (std::size_t i = 0; i < columns.size(); ++i)
        html += concat("<section class=\"card\">\n", paneHead(columns[i], i),
                       paneFactList(columns[i]), "</section>\n");
    return html + "</div>\n";
}

std::string gridHtml(const SetRunRecord &run)
{
    std::string html = "<div class=\"card scroll\"><table>\n<thead><tr><th>Prompt</th>";
    for (std::size_t i = 0; i < run.columns.size(); ++i)
        html += concat("<th>", htmlLine(paneName(run.columns[i], i)), "</th>");
    html += "<th>Completions</th></tr></thead>\n<tbody>\n";
    for (std::size_t row = 0; row < run.prompts.size(); ++row) {
        html += concat("<tr><th><a href=\"#p", row, "\">", htmlLine(run.prompts[row].title),
                       "</a></th>");
        for (std::size_t column = 0; column < run.columns.size(); ++column)
            html += cellHtml(cellOf(run, static_cast<int>(row), static_cast<int>(column)));
        html += verdictHtml(comparisonOfRow(run, static_cast<int>(row))) + "</tr>\n";
    }
    return html + "</tbody>\n</table></div>\n";
}

std::string candidateHtml(const VoteCandidate &candidate)
{
    return concat(htmlLine(candidate.name),
                  candidate.fingerprint.empty()
                      ? std::string()
                      : concat(" <span class=\"chip mono\">",
                               htmlLine(fingerprintText(candidate.fingerprint)), "</span>"));
}

std::string pairsHtml(std::span<const Vote> votes)
{
    std::string html =
        "<div class=\"card scroll\"><table>\n<thead><tr><th>A</th><th>B</th><th class=\"n\">A "
        "wins</th><th class=\"n\">B wins</th><th class=\"n\">Ties</th><th>Share of A, 95 % "
        "interval</th><th>Test</th></tr></thead>\n<tbody>\n";
    for (const PairedResult &result : pairedResults(votes))
        html +=
            concat("<tr><td>", candidateHtml(result.a), "</td><td>", candidateHtml(result.b),
                   "</td><td class=\"n\">", result.winsA, "</td><td class=\"n\">", result.winsB,
                   "</td><td class=\"n\">", result.ties, "</td><td>", fixedText(result.shareA, 2),
                   " (", fixedText(result.low, 2), " to ", fixedText(result.high, 2), ")</td><td>",
                   htmlLine(pText(result.p)), "</td></tr>\n");
    return html + "</tbody>\n</table></div>\n";
}

std::string voteListHtml(std::span<const Vote> votes)
{
    std::string html = "<div class=\"card scroll\"><table>\n<thead><tr><th>Time</th><th>Prompt</th>"
                       "<th>Shown from left to right</th><th>Winner</th></tr></thead>\n<tbody>\n";
    for (const Vote &vote : votes) {
        const auto nameOf = [&](int place) {
            return htmlLine(vote.candidates.at(static_cast<std::size_t>(place)).name);
        };
        std::string shown;
        for (const int place : vote.order)
            shown += (shown.empty() ? "" : ", ") + nameOf(place);
        html += concat("<tr><td>", isoTime(vote.time), "</td><td>", htmlLine(vote.promptTitle),
                       "</td><td>", shown, "</td><td>",
                       vote.winner < 0 ? "<span class=\"same\">tie</span>" : nameOf(vote.winner),
                       "</td></tr>\n");
    }
    return html + "</tbody>\n</table></div>\n";
}

} // namespace

std::string exportHtml(const ComparisonRecord &comparison, const ExportStyle &style)
{
    std::string body = heading(comparison.title, "Comparison",
                               concat(isoTime(comparison.createdAt), " · ", comparison.panes.size(),
                                      " checkpoints", comparison.blind ? " · blind" : ""));
    if (!comparison.warning.empty())
        body += concat("<p class=\"note warning\">", htmlLine(comparison.warning), "</p>\n");
    body += concat("<h2>Prompt</h2>\n", promptHtml(comparison.prompt), "<h2>Completions</h2>\n");
    if (const std::string divergence = divergenceText(comparison); !divergence.empty())
        body += concat("<p class=\"note info\">", htmlLine(divergence), "</p>\n");
    if (style.tint)
        body += tintScale;
    body += panesHtml(comparison, style.tint);
    return htmlPage(comparison.title.empty() ? "Comparison" : comparison.title, body, style);
}

std::string exportHtml(const SetRunRecord &run, const ExportStyle &style)
{
    std::string body = heading(run.title, "Set run",
                               concat(isoTime(run.createdAt), " · ", run.prompts.size(),
                                      " prompts · ", run.columns.size(), " checkpoints"));
    body += concat(gridHtml(run), "<h2>Checkpoints</h2>\n", columnsHtml(run.columns));
    if (style.tint)
        body += concat("<h2>Completions</h2>\n", tintScale);
    for (std::size_t row = 0; row < run.prompts.size(); ++row) {
        const ComparisonRecord comparison = comparisonOfRow(run, static_cast<int>(row));
        body += concat("<h2 id=\"p", row, "\">", htmlLine(run.prompts[row].title), "</h2>\n",
                       promptHtml(comparison.prompt), panesHtml(comparison, style.tint, false));
    }
    return htmlPage(run.title.empty() ? "Set run" : run.title, body, style);
}

std::string exportHtml(std::span<const Vote> votes, const ExportStyle &style)
{
    const SideBias bias = sideBias(votes);
    const std::string body = concat(
        heading("Votes", "Votes", concat(votes.size(), " votes")), pairsHtml(votes),
        "<p class=\"sub below\">Exact two-sided sign test, Clopper-Pearson interval; ties do not "
        "enter. The left pane won ",
        bias.left, " of ", bias.decided, " decided votes between two panes (",
        htmlLine(pText(bias.p)), ").</p>\n<h2>All votes</h2>\n", voteListHtml(votes));
    return htmlPage("Votes", body, style);
}

} // namespace phi1
