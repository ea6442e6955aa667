// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/pane_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

#include "app/phi1/columns.h"
#include "core/base/text.h"
#include "core/comparison/groups.h"

namespace phi1 {

namespace {

/// Alternatives listed where completions part.
constexpr std::size_t listedAlternatives = 5;

std::string_view finishWords(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndOfText:
        return "end of text";
    case FinishReason::StopString:
        return "stop string";
    case FinishReason::Length:
        return "--max-new-tokens reached";
    case FinishReason::Context:
        return "context full";
    case FinishReason::Cancelled:
        break;
    }
    return "interrupted";
}

std::string inQuotes(std::string_view bytes)
{
    return concat('"', printable(bytes), '"');
}

std::string percent(float logProbability)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.1f %%", 100 * std::exp(logProbability));
    return text;
}

std::string alternatives(const TokenRecord &token, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(count, token.top.size()); ++i)
        text += concat(i > 0 ? ", " : "", percent(token.top[i].logProbability), ' ',
                       inQuotes(token.top[i].bytes));
    return text;
}

const std::vector<TokenRecord> &firstTokens(const Pane &pane)
{
    return pane.record.completions.front().tokens;
}

} // namespace

std::string paneTitle(const Pane &pane)
{
    std::string title = pane.record.modelName;
    if (pane.record.step >= 0)
        title += concat(", step ", pane.record.step);
    if (!pane.record.fingerprint.empty())
        title += concat(' ', pane.record.fingerprint.substr(0, 8));
    return title;
}

std::string paneFacts(const Pane &pane)
{
    const PaneRecord &record = pane.record;
    std::string text = concat(record.dtype, " on ", record.device, " (", record.kernels, ")");
    if (record.completions.front().memoryBytes > 0)
        text += concat(
            ", ", formatBytes(static_cast<std::uint64_t>(record.completions.front().memoryBytes)));
    return concat(text, ", ", settingsText(record.settings));
}

std::string paneCost(const Pane &pane, std::size_t index)
{
    const CompletionRecord &completion = pane.record.completions[index];
    if (completion.state == CompletionState::Failed)
        return concat("failed: ", completion.error);
    char figures[96];
    std::snprintf(figures, sizeof(figures), "%zu tokens, first after %.2f s, then %.1f tokens/s, ",
                  completion.tokens.size(), completion.timeToFirstToken,
                  completion.tokensPerSecond);
    std::string text = concat(figures, finishWords(pane.reasons[index]));
    if (completion.drafted > 0)
        text += concat(", ", completion.accepted, " of ", completion.drafted, " guesses right");
    return text;
}

std::string paneProgress(const Pane &pane)
{
    if (pane.error)
        return concat("failed: ", pane.error->message);
    if (pane.done())
        return paneCost(pane, 0);
    const double seconds = std::chrono::duration<double>(pane.latest - pane.started).count();
    char text[64];
    std::snprintf(text, sizeof(text), "%lld tokens, %.1f tokens/s",
                  static_cast<long long>(pane.tokens),
                  seconds > 0 ? static_cast<double>(pane.tokens) / seconds : 0.0);
    return pane.tokens > 0 ? text : "reading the prompt";
}

std::string paneText(const Pane &pane)
{
    if (pane.record.completions.size() == 1)
        return pane.record.completions.front().text;
    std::string text;
    for (const OutputGroup &group : groupOutputs(pane.record.completions)) {
        text += concat(text.empty() ? "" : "\n\n", "── ", group.count(), " of ",
                       pane.record.completions.size(), group.count() == 1 ? ": #" : ": #");
        for (std::size_t i = 0; i < group.members.size(); ++i)
            text += concat(i > 0 ? ", " : "", group.members[i]);
        text += concat(" ──\n", group.text);
    }
    return text;
}

std::optional<Divergence> paneDivergence(const Panes &panes)
{
    if (panes.size() < 2)
        return {};
    std::vector<std::span<const TokenRecord>> completions;
    bool sameTokenizer = true;
    for (const auto &pane : panes) {
        if (pane->error)
            return {};
        completions.emplace_back(firstTokens(*pane));
        sameTokenizer = sameTokenizer && sharesTokenizer(pane->record, panes.front()->record);
    }
    return firstDivergence(completions, sameTokenizer);
}

std::string divergenceText(const Panes &panes, const Divergence &divergence)
{
    std::string text = concat("First difference at token ", divergence.tokens.front(), " (byte ",
                              divergence.byte, "):\n");
    for (std::size_t i = 0; i < panes.size(); ++i) {
        const std::vector<TokenRecord> &tokens = firstTokens(*panes[i]);
        const auto at = static_cast<std::size_t>(divergence.tokens[i]);
        text += concat("  ", paneTitle(*panes[i]), ": ");
        if (at < tokens.size())
            text += concat(inQuotes(tokens[at].bytes), " (",
                           alternatives(tokens[at], listedAlternatives), ")\n");
        else
            text += "ended\n";
    }
    return text;
}

std::string tokenTable(const Panes &panes, std::size_t count)
{
    std::string text;
    for (const auto &pane : panes) {
        for (const CompletionRecord &completion : pane->record.completions) {
            text += concat(text.empty() ? "" : "\n", paneTitle(*pane), " #", completion.sample,
                           ": token, probability, logarithm, alternatives\n");
            for (std::size_t i = 0; i < completion.tokens.size(); ++i) {
                const TokenRecord &token = completion.tokens[i];
                char figures[64];
                std::snprintf(figures, sizeof(figures), "%8s %9.4f  ",
                              percent(token.logProbability).c_str(),
                              static_cast<double>(token.logProbability));
                char index[32];
                std::snprintf(index, sizeof(index), "%5zu  ", i);
                std::string name = inQuotes(token.bytes);
                name.resize(std::max<std::size_t>(name.size(), 18), ' ');
                text += concat(index, name, figures, alternatives(token, count), '\n');
            }
        }
    }
    return text;
}

std::string wordDiff(const Panes &panes, bool terminal)
{
    std::string text;
    const std::string &first = panes.front()->record.completions.front().text;
    for (std::size_t i = 1; i < panes.size(); ++i) {
        const std::string &other = panes[i]->record.completions.front().text;
        text += concat(text.empty() ? "" : "\n", "From ", paneTitle(*panes.front()), " to ",
                       paneTitle(*panes[i]), ":\n");
        for (const EditRun &run : diffWords(first, other)) {
            const auto part = [&](const std::string &of, std::int64_t begin, std::int64_t end) {
                return harmlessText(std::string_view(of).substr(
                    static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
            };
            switch (run.kind) {
            case EditRun::Kind::Equal:
                text += part(first, run.beginA, run.endA);
                break;
            case EditRun::Kind::Delete:
                text += concat(terminal ? "\x1b[31;9m" : "[-", part(first, run.beginA, run.endA),
                               terminal ? "\x1b[0m" : "-]");
                break;
            case EditRun::Kind::Insert:
                text += concat(terminal ? "\x1b[32m" : "{+", part(other, run.beginB, run.endB),
                               terminal ? "\x1b[0m" : "+}");
                break;
            }
        }
        if (text.back() != '\n')
            text += '\n';
    }
    return text;
}

} // namespace phi1
