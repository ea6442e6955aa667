// SPDX-License-Identifier: Apache-2.0
#include "core/storage/history_query.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/comparison/json_reader.h"

namespace phi1 {

namespace {

constexpr std::size_t promptStartBytes = 200;
constexpr int maxPage = 10'000;

bool isSpace(char c)
{
    // A NUL would end the expression for SQLite.
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

bool hasIndexedCharacter(std::string_view word)
{
    return std::any_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               static_cast<unsigned char>(c) >= 128;
    });
}

std::string quoted(std::string_view word)
{
    std::string result = "\"";
    for (const char c : word) {
        if (c != '\0')
            result += c;
        if (c == '"')
            result += c;
    }
    return result + '"';
}

/// Whole characters only.
std::string promptStart(std::string text)
{
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
        text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U)
        text.pop_back();
    return text;
}

Result<ComparisonSummary> summaryFromRow(const SqliteStatement &row)
{
    ComparisonSummary summary;
    summary.id = row.integer(0);
    summary.createdAt = row.real(1);
    summary.title = row.text(2);
    summary.promptStart = row.text(3);
    if (summary.promptStart.size() == promptStartBytes)
        summary.promptStart = promptStart(std::move(summary.promptStart));
    summary.promptEntry = row.text(4);
    summary.hasWarning = row.integer(5) != 0;
    summary.completions = static_cast<int>(row.integer(7));
    summary.identical = row.integer(8) != 0;
    PHI1_ASSIGN(const Json names, parseJson(row.text(6), "The list of models"));
    for (const Json &name : names) {
        PHI1_ASSIGN(std::string text, textFromJson(name, "models"));
        summary.models.push_back(std::move(text));
    }
    return summary;
}

} // namespace

std::string matchExpression(std::string_view query)
{
    std::string expression;
    bool isOpen = false; // the last word may go on
    std::size_t begin = 0;
    while (begin < query.size()) {
        if (isSpace(query[begin])) {
            ++begin;
            continue;
        }
        const bool isPhrase = query[begin] == '"';
        const std::size_t first = isPhrase ? begin + 1 : begin;
        std::size_t end = first;
        while (end < query.size() && (isPhrase ? query[end] != '"' : !isSpace(query[end])))
            ++end;
        const std::string_view word = query.substr(first, end - first);
        if (hasIndexedCharacter(word)) {
            expression += expression.empty() ? "" : " ";
            expression += quoted(word);
            isOpen = !isPhrase && end == query.size();
        }
        begin = end + (isPhrase ? 1 : 0);
    }
    return isOpen ? expression + '*' : expression;
}

Result<HistoryPage> readHistory(const SqliteConnection &connection, const std::string &query,
                                std::optional<HistoryPosition> after, int limit)
{
    const std::string expression = matchExpression(query);
    const bool isBlank = std::all_of(query.begin(), query.end(), isSpace);
    std::string condition;
    if (!expression.empty())
        condition = "AND id IN (SELECT rowid FROM comparison_words WHERE comparison_words MATCH "
                    "?3) ";
    else if (!isBlank) // nothing that is indexed: look through the texts
        condition = "AND (instr(title, ?3) OR instr(prompt, ?3) OR EXISTS (SELECT 1 FROM "
                    "completions WHERE comparison = comparisons.id AND instr(text, ?3))) ";
    PHI1_ASSIGN(auto select,
                connection.prepare(
                    concat("SELECT id, created_at, title, substr(CAST(prompt AS BLOB), 1, ",
                           promptStartBytes,
                           "), prompt_entry, warning <> '', models, completions, identical FROM "
                           "comparisons WHERE removed = 0 AND (created_at, id) < (?1, ?2) ",
                           condition, "ORDER BY created_at DESC, id DESC LIMIT ",
                           std::clamp(limit, 1, maxPage) + 1)));
    select.bind(after ? after->createdAt : std::numeric_limits<double>::infinity())
        .bind(after ? after->id : std::numeric_limits<std::int64_t>::max());
    if (!expression.empty())
        select.bind(std::string_view(expression));
    else if (!isBlank)
        select.bind(std::string_view(query));
    HistoryPage page;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return page;
        if (page.entries.size() == static_cast<std::size_t>(std::clamp(limit, 1, maxPage))) {
            page.next = HistoryPosition{page.entries.back().createdAt, page.entries.back().id};
            return page;
        }
        PHI1_ASSIGN(ComparisonSummary summary, summaryFromRow(select));
        page.entries.push_back(std::move(summary));
    }
}

Result<std::map<std::string, bool>> readLastOutcomes(const SqliteConnection &connection)
{
    // With max() the other columns come from the row that has it (a promise of SQLite).
    PHI1_ASSIGN(
        auto select,
        connection.prepare(
            "SELECT prompt_entry, identical, max(created_at) FROM comparisons WHERE removed "
            "= 0 AND prompt_entry <> '' AND json_array_length(models) > 1 AND (SELECT "
            "count(DISTINCT pane) FROM completions WHERE comparison = comparisons.id AND "
            "json_extract(facts, '$.state') = 'complete') > 1 GROUP BY prompt_entry"));
    std::map<std::string, bool> outcomes;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return outcomes;
        outcomes[select.text(0)] = select.integer(1) != 0;
    }
}

} // namespace phi1
