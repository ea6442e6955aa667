// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/base/text.h"
#include "core/comparison/export.h"
#include "core/comparison/export_facts.h"
#include "core/comparison/export_text.h"

namespace phi1 {

namespace {

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : " · ") + markdownLine(part);
    return text;
}

std::string paneMarkdown(const PaneRecord &pane, std::size_t index)
{
    std::string text = concat("## ", markdownLine(paneName(pane, index)));
    if (const std::string stage = stageText(pane); !stage.empty())
        text += concat(" (", markdownLine(stage), ')');
    text += "\n\n";
    for (const auto &[label, value] : paneFacts(pane))
        text += concat("- ", label, ": ", markdownLine(value), '\n');
    text += '\n';
    const std::vector<ToldCompletion> told = toldCompletions(pane);
    if (told.empty())
        text += "No completion.\n\n";
    for (const ToldCompletion &entry : told) {
        const bool isPlain = told.size() == 1 && entry.count == 1 && entry.depth == 0;
        if (!isPlain) {
            text += concat("### ", markdownLine(completionTitle(*entry.completion, pane)));
            if (entry.count > 1)
                text += concat(" (", entry.count, " identical)");
            text += "\n\n";
        }
        text += concat(markdownBlock(entry.completion->text, "python"), '\n',
                       joined(completionNotes(*entry.completion)), "\n\n");
    }
    return text;
}

std::string cellText(const CompletionRecord *cell)
{
    if (!cell)
        return "not run";
    if (cell->state == CompletionState::Failed)
        return "failed";
    return concat(cell->tokens.empty() ? cell->text.size() : cell->tokens.size(),
                  cell->tokens.empty() ? " bytes" : " tokens",
                  cell->state == CompletionState::Cancelled ? ", stopped" : "");
}

std::string candidateText(const VoteCandidate &candidate)
{
    const std::string name = markdownLine(candidate.name);
    return candidate.fingerprint.empty()
               ? name
               : concat(name, " (", markdownLine(fingerprintText(candidate.fingerprint)), ')');
}

} // namespace

std::string exportMarkdown(const ComparisonRecord &comparison)
{
    std::string text =
        concat("# ", comparison.title.empty() ? "Comparison" : markdownLine(comparison.title),
               "\n\n", isoTime(comparison.createdAt), comparison.blind ? ", blind" : "", "\n\n");
    if (!comparison.warning.empty())
        text += concat("**", markdownLine(comparison.warning), "**\n\n");
    text += concat("## Prompt\n\n", markdownBlock(comparison.prompt, "python"), '\n');
    if (const std::string divergence = divergenceText(comparison); !divergence.empty())
        text += divergence + "\n\n";
    for (std::size_t i = 0; i < comparison.panes.size(); ++i)
        text += paneMarkdown(comparison.panes[i], i);
    text.pop_back(); // one line break at the end
    return text;
}

std::string exportMarkdown(const SetRunRecord &run)
{
    std::string text = concat("# ", run.title.empty() ? "Set run" : markdownLine(run.title), "\n\n",
                              isoTime(run.createdAt), "\n\n| prompt |");
    std::string line = "|---|";
    for (std::size_t i = 0; i < run.columns.size(); ++i) {
        text += concat(' ', markdownLine(paneName(run.columns[i], i)), " |");
        line += "---|";
    }
    text += " completions |\n" + line + "---|\n";
    for (std::size_t row = 0; row < run.prompts.size(); ++row) {
        text += concat("| ", markdownLine(run.prompts[row].title), " |");
        for (std::size_t column = 0; column < run.columns.size(); ++column)
            text += concat(
                ' ', cellText(cellOf(run, static_cast<int>(row), static_cast<int>(column))), " |");
        constexpr std::array<const char *, 3> verdicts = {"  |\n", " identical |\n", " differ |\n"};
        const Verdict verdict = verdictOf(comparisonOfRow(run, static_cast<int>(row)));
        text += verdicts.at(static_cast<std::size_t>(verdict));
    }
    text += "\n## Checkpoints\n\n";
    for (std::size_t i = 0; i < run.columns.size(); ++i) {
        text += concat("- ", markdownLine(paneName(run.columns[i], i)));
        if (const std::string stage = stageText(run.columns[i]); !stage.empty())
            text += concat(" (", markdownLine(stage), ')');
        for (const auto &[label, value] : paneFacts(run.columns[i]))
            text += concat("; ", label, ": ", markdownLine(value));
        text += '\n';
    }
    for (std::size_t row = 0; row < run.prompts.size(); ++row) {
        text += concat("\n## ", markdownLine(run.prompts[row].title), "\n\n",
                       markdownBlock(run.prompts[row].text, "python"));
        for (std::size_t column = 0; column < run.columns.size(); ++column) {
            const auto *cell = cellOf(run, static_cast<int>(row), static_cast<int>(column));
            text += concat("\n### ", markdownLine(paneName(run.columns[column], column)), "\n\n",
                           cell ? concat(markdownBlock(cell->text, "python"), '\n',
                                         joined(completionNotes(*cell)), '\n')
                                : std::string("Not run.\n"));
        }
    }
    return text;
}

std::string exportMarkdown(std::span<const Vote> votes)
{
    std::string text = "# Votes\n\n"
                       "| A | B | A wins | B wins | ties | share of A, 95 % interval | test |\n"
                       "|---|---|---:|---:|---:|---|---|\n";
    for (const PairedResult &result : pairedResults(votes))
        text += concat("| ", candidateText(result.a), " | ", candidateText(result.b), " | ",
                       result.winsA, " | ", result.winsB, " | ", result.ties, " | ",
                       fixedText(result.shareA, 2), " (", fixedText(result.low, 2), " to ",
                       fixedText(result.high, 2), ") | ", markdownLine(pText(result.p)), " |\n");
    const SideBias bias = sideBias(votes);
    text += concat("\nExact two-sided sign test, Clopper-Pearson interval; ties do not enter.\n"
                   "The left pane won ",
                   bias.left, " of ", bias.decided, " decided votes between two panes (",
                   markdownLine(pText(bias.p)),
                   ").\n\n| time | prompt | shown | winner |\n"
                   "|---|---|---|---|\n");
    for (const Vote &vote : votes) {
        std::string shown;
        for (const int place : vote.order)
            shown += (shown.empty() ? "" : ", ") +
                     markdownLine(vote.candidates.at(static_cast<std::size_t>(place)).name);
        const std::string winner =
            vote.winner < 0
                ? "tie"
                : markdownLine(vote.candidates.at(static_cast<std::size_t>(vote.winner)).name);
        text += concat("| ", isoTime(vote.time), " | ", markdownLine(vote.promptTitle), " | ",
                       shown, " | ", winner, " |\n");
    }
    return text;
}

} // namespace phi1
