// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/export_facts.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "core/base/text.h"
#include "core/comparison/export_text.h"
#include "core/comparison/groups.h"

namespace phi1 {

namespace {

void add(Facts &facts, const char *label, std::string value)
{
    if (!value.empty())
        facts.emplace_back(label, std::move(value));
}

std::string stopTexts(const SamplingSettings &settings)
{
    std::string text;
    for (const std::string &stop : settings.stop)
        text += (text.empty() ? "" : "  ") + visibleLine(stop);
    return text;
}

std::string endText(const CompletionRecord &completion)
{
    switch (completion.state) {
    case CompletionState::Failed:
        return "failed: " + visibleLine(completion.error);
    case CompletionState::Cancelled:
        return "stopped by hand";
    case CompletionState::Complete:
        break;
    }
    if (completion.finish == "length")
        return "reached the limit of tokens";
    if (completion.stopString.empty())
        return "ended by itself";
    return "stopped at " + visibleLine(completion.stopString);
}

/// A token by its place, empty where it is not there.
std::string forcedText(const CompletionRecord &completion)
{
    const auto index = static_cast<std::size_t>(completion.branchIndex);
    if (completion.branchIndex < 0 || index >= completion.tokens.size())
        return concat("token ", completion.forcedToken);
    return visibleLine(completion.tokens[index].bytes);
}

} // namespace

std::string paneName(const PaneRecord &pane, std::size_t index)
{
    return pane.modelName.empty() ? concat("Pane ", static_cast<char>('A' + index % 26))
                                  : visibleLine(pane.modelName);
}

std::string stageText(const PaneRecord &pane)
{
    std::string text = visibleLine(pane.stage);
    if (pane.step >= 0)
        text += concat(text.empty() ? "" : ", ", "step ", pane.step);
    return text;
}

Facts paneFacts(const PaneRecord &pane)
{
    const SamplingSettings &settings = pane.settings;
    Facts facts;
    add(facts, "Weights", visibleLine(pane.fingerprint));
    add(facts, "Precision", visibleLine(pane.dtype));
    add(facts, "Device", visibleLine(pane.device));
    add(facts, "Kernels", visibleLine(pane.kernels));
    add(facts, "Sampling", settingsText(settings));
    add(facts, "Limit", concat(settings.maxTokens, " tokens"));
    add(facts, "Stop at", stopTexts(settings));
    add(facts, "Run", visibleLine(pane.run));
    add(facts, "Checkpoint", visibleLine(pane.path));
    add(facts, "Tokenizer", visibleLine(pane.tokenizer));
    return facts;
}

std::vector<std::string> completionNotes(const CompletionRecord &completion)
{
    std::vector<std::string> facts = {
        endText(completion),
        concat(completion.tokens.size(), completion.tokens.size() == 1 ? " token" : " tokens")};
    if (completion.timeToFirstToken > 0)
        facts.push_back("first token " + secondsText(completion.timeToFirstToken));
    if (completion.tokensPerSecond > 0)
        facts.push_back(fixedText(completion.tokensPerSecond, 1) + " tok/s");
    if (completion.promptTokens > 0)
        facts.push_back(concat("prompt ", completion.promptTokens, " tokens"));
    if (completion.promptTokensPerSecond > 0)
        facts.push_back("prompt " + fixedText(completion.promptTokensPerSecond, 0) + " tok/s");
    if (completion.queuedSeconds >= 0.001)
        facts.push_back("waited " + secondsText(completion.queuedSeconds));
    double sum = 0;
    for (const TokenRecord &token : completion.tokens)
        sum += std::exp(static_cast<double>(token.logProbability));
    if (!completion.tokens.empty() && std::isfinite(sum))
        facts.push_back(
            concat("mean p ", fixedText(sum / static_cast<double>(completion.tokens.size()), 2)));
    if (completion.memoryBytes > 0)
        facts.push_back(byteText(completion.memoryBytes));
    if (completion.drafted > 0)
        facts.push_back(concat(completion.accepted, " of ", completion.drafted,
                               " tokens looked up in the prompt held"));
    return facts;
}

std::string completionTitle(const CompletionRecord &completion, const PaneRecord &pane)
{
    if (completion.parent >= 0)
        return concat("Branch of completion ", completion.parent, " at token ",
                      completion.branchIndex + 1, ", forced: ", forcedText(completion));
    const auto samples =
        std::count_if(pane.completions.begin(), pane.completions.end(),
                      [](const CompletionRecord &other) { return other.parent < 0; });
    return samples > 1 ? concat("Sample ", completion.sample + 1, " of ", samples)
                       : std::string("Completion");
}

std::optional<Divergence> shownDivergence(const ComparisonRecord &comparison)
{
    std::vector<std::span<const TokenRecord>> shown;
    bool sameTokenizer = true;
    for (const PaneRecord &pane : comparison.panes) {
        const CompletionRecord *completion = shownCompletion(pane);
        if (!completion)
            return std::nullopt;
        shown.emplace_back(completion->tokens);
        sameTokenizer = sameTokenizer && sharesTokenizer(comparison.panes.front(), pane);
    }
    return firstDivergence(shown, sameTokenizer);
}

Verdict verdictOf(const ComparisonRecord &comparison)
{
    const auto hasNothing = [](const PaneRecord &pane) { return !shownCompletion(pane); };
    if (comparison.panes.size() < 2 ||
        std::any_of(comparison.panes.begin(), comparison.panes.end(), hasNothing))
        return Verdict::Open;
    return outputsAreIdentical(comparison) ? Verdict::Identical : Verdict::Differ;
}

std::string divergenceText(const ComparisonRecord &comparison)
{
    if (verdictOf(comparison) == Verdict::Open)
        return {};
    const auto divergence = shownDivergence(comparison);
    if (!divergence)
        return "The completions are identical.";
    std::string tokens;
    const bool isOnePlace = std::adjacent_find(divergence->tokens.begin(), divergence->tokens.end(),
                                               std::not_equal_to<>()) == divergence->tokens.end();
    for (const std::int64_t token : divergence->tokens) {
        tokens += concat(tokens.empty() ? "" : ", ", token + 1);
        if (isOnePlace)
            break;
    }
    return concat("The completions part at token ", tokens, " (byte ", divergence->byte + 1, ").");
}

std::vector<ToldCompletion> toldCompletions(const PaneRecord &pane)
{
    std::multimap<int, const CompletionRecord *> branches; // by parent, in their order
    for (const CompletionRecord &completion : pane.completions) {
        if (completion.parent >= 0)
            branches.emplace(completion.parent, &completion);
    }
    std::vector<ToldCompletion> told;
    const auto tellWithBranches = [&](const CompletionRecord &first, int firstDepth) {
        std::vector<ToldCompletion> open = {{&first, 1, firstDepth}};
        while (!open.empty()) {
            const ToldCompletion next = open.back();
            open.pop_back();
            told.push_back(next);
            const auto [begin, end] = branches.equal_range(next.completion->id);
            const auto place = open.end() - open.begin();
            for (auto branch = begin; branch != end; ++branch)
                open.push_back({branch->second, 1, next.depth + 1});
            std::reverse(open.begin() + place, open.end());
        }
    };
    for (const OutputGroup &group : groupOutputs(pane.completions)) {
        const std::size_t place = told.size();
        for (const std::size_t member : group.members) {
            tellWithBranches(pane.completions[member], 0);
            if (member != group.members.front()) // told with the first one already
                told.erase(std::find_if(told.begin() + static_cast<std::ptrdiff_t>(place),
                                        told.end(), [&](const ToldCompletion &completion) {
                                            return completion.completion ==
                                                   &pane.completions[member];
                                        }));
        }
        told[place].count = group.count();
    }
    // Branches whose origin is not in the record are told as well.
    for (const CompletionRecord &completion : pane.completions) {
        if (completion.parent >= 0 && !completionOf(pane, completion.parent))
            tellWithBranches(completion, 1);
    }
    return told;
}

std::string pText(double p)
{
    return p < 0.0001 ? "p < 0.0001" : "p = " + fixedText(p, p < 0.01 ? 4 : 3);
}

} // namespace phi1
