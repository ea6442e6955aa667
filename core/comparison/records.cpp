// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/records.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <tuple>

#include "core/base/text.h"

namespace phi1 {

namespace {

template<typename Bits, typename Float>
bool sameBits(Float a, Float b)
{
    return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b) || (std::isnan(a) && std::isnan(b));
}

bool same(float a, float b)
{
    return sameBits<std::uint32_t>(a, b);
}

bool same(double a, double b)
{
    return sameBits<std::uint64_t>(a, b);
}

Result<void> checkTime(double createdAt)
{
    if (std::isfinite(createdAt))
        return {};
    return failure(ErrorCode::Corrupt,
                   concat("The time of the record is ", createdAt, ", expected unix seconds"));
}

Result<void> checkIds(const PaneRecord &pane, std::size_t index)
{
    std::set<int> ids;
    for (const CompletionRecord &completion : pane.completions) {
        if (completion.id < 0 || !ids.insert(completion.id).second)
            return failure(ErrorCode::Corrupt,
                           concat("Pane ", index + 1, " has completion ", completion.id,
                                  ", expected ids from 0, each once"));
        if (completion.parent >= completion.id)
            return failure(ErrorCode::Corrupt,
                           concat("Completion ", completion.id, " of pane ", index + 1,
                                  " branches off completion ", completion.parent,
                                  ", expected one that came before it"));
    }
    return {};
}

} // namespace

bool SamplingSettings::operator==(const SamplingSettings &other) const
{
    return same(temperature, other.temperature) && same(topP, other.topP) &&
           same(minP, other.minP) && same(repetitionPenalty, other.repetitionPenalty) &&
           std::tie(topK, maxTokens, seed, stop, stopAtEnd, samples) ==
               std::tie(other.topK, other.maxTokens, other.seed, other.stop, other.stopAtEnd,
                        other.samples);
}

bool AlternativeRecord::operator==(const AlternativeRecord &other) const
{
    return id == other.id && bytes == other.bytes && same(logProbability, other.logProbability);
}

bool TokenRecord::operator==(const TokenRecord &other) const
{
    return id == other.id && bytes == other.bytes && same(logProbability, other.logProbability) &&
           top == other.top;
}

bool CompletionRecord::operator==(const CompletionRecord &other) const
{
    const auto exact = [](const CompletionRecord &c) {
        return std::tie(c.id, c.sample, c.parent, c.branchIndex, c.forcedToken, c.tokens, c.text,
                        c.finish, c.stopString, c.state, c.error, c.promptTokens, c.memoryBytes,
                        c.drafted, c.accepted);
    };
    return exact(*this) == exact(other) && same(startedAt, other.startedAt) &&
           same(queuedSeconds, other.queuedSeconds) &&
           same(timeToFirstToken, other.timeToFirstToken) &&
           same(tokensPerSecond, other.tokensPerSecond) &&
           same(promptTokensPerSecond, other.promptTokensPerSecond);
}

Result<void> checkRecord(const ComparisonRecord &record)
{
    PHI1_TRY(checkTime(record.createdAt));
    for (std::size_t i = 0; i < record.panes.size(); ++i)
        PHI1_TRY(checkIds(record.panes[i], i));
    return {};
}

Result<void> checkRecord(const SetRunRecord &run)
{
    PHI1_TRY(checkTime(run.createdAt));
    std::set<std::pair<int, int>> places;
    for (const SetCell &cell : run.cells) {
        const bool inside = cell.row >= 0 && cell.column >= 0 &&
                            static_cast<std::size_t>(cell.row) < run.prompts.size() &&
                            static_cast<std::size_t>(cell.column) < run.columns.size();
        if (!inside || !places.insert({cell.row, cell.column}).second)
            return failure(ErrorCode::Corrupt,
                           concat("The grid of ", run.prompts.size(), " prompts and ",
                                  run.columns.size(), " checkpoints has a cell at row ", cell.row,
                                  ", column ", cell.column, "; expected each place once"));
    }
    for (const PaneRecord &column : run.columns) {
        if (!column.completions.empty())
            return failure(ErrorCode::Corrupt, "A column of the grid has completions of its own; "
                                               "expected them in cells");
    }
    return {};
}

const CompletionRecord *cellOf(const SetRunRecord &run, int row, int column)
{
    const auto found = std::find_if(run.cells.begin(), run.cells.end(), [&](const SetCell &cell) {
        return cell.row == row && cell.column == column;
    });
    return found == run.cells.end() ? nullptr : &found->completion;
}

ComparisonRecord comparisonOfRow(const SetRunRecord &run, int row)
{
    ComparisonRecord result;
    if (row < 0 || static_cast<std::size_t>(row) >= run.prompts.size())
        return result;
    const PromptEntry &prompt = run.prompts[static_cast<std::size_t>(row)];
    result.title = prompt.title;
    result.prompt = prompt.text;
    result.promptEntry = prompt.id;
    result.createdAt = run.createdAt;
    result.panes = run.columns;
    for (std::size_t column = 0; column < result.panes.size(); ++column) {
        if (const CompletionRecord *cell = cellOf(run, row, static_cast<int>(column))) {
            result.panes[column].completions = {*cell};
            result.panes[column].shown = cell->id;
        }
    }
    return result;
}

const CompletionRecord *completionOf(const PaneRecord &pane, int id)
{
    const auto found =
        std::find_if(pane.completions.begin(), pane.completions.end(),
                     [&](const CompletionRecord &completion) { return completion.id == id; });
    return found == pane.completions.end() ? nullptr : &*found;
}

const CompletionRecord *shownCompletion(const PaneRecord &pane)
{
    if (const CompletionRecord *shown = completionOf(pane, pane.shown))
        return shown;
    return pane.completions.empty() ? nullptr : &pane.completions.front();
}

std::string settingsText(const SamplingSettings &settings)
{
    std::string text =
        settings.temperature == 0 ? "greedy" : concat("temperature ", settings.temperature);
    if (settings.temperature != 0) {
        if (settings.topK > 0)
            text += concat(", top-k ", settings.topK);
        if (settings.topP < 1)
            text += concat(", top-p ", settings.topP);
        if (settings.minP > 0)
            text += concat(", min-p ", settings.minP);
    }
    if (settings.repetitionPenalty != 1)
        text += concat(", repetition penalty ", settings.repetitionPenalty);
    return text + concat(", seed ", settings.seed);
}

} // namespace phi1
