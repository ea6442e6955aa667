// SPDX-License-Identifier: Apache-2.0
#include "core/storage/comparison_queries.h"

#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/comparison/json_reader.h"
#include "core/comparison/records_json.h"
#include "core/storage/token_blob.h"

namespace phi1 {

namespace {

Result<void> writePanes(const SqliteConnection &connection, std::int64_t id,
                        const std::vector<PaneRecord> &panes)
{
    PHI1_ASSIGN(auto insert, connection.prepare("INSERT INTO panes VALUES (?, ?, ?, ?)"));
    for (std::size_t i = 0; i < panes.size(); ++i) {
        const std::string facts = dumpJson(paneToJson(panes[i], PaneDetail::WithoutCompletions));
        PHI1_TRY(insert.bind(id)
                     .bind(static_cast<std::int64_t>(i))
                     .bind(std::string_view(facts))
                     .bind(panes[i].shown)
                     .run());
        for (const CompletionRecord &completion : panes[i].completions)
            PHI1_TRY(writeCompletion(connection, id, static_cast<int>(i), completion));
    }
    return {};
}

std::string modelNames(const std::vector<PaneRecord> &panes)
{
    Json names = Json::array();
    for (const PaneRecord &pane : panes)
        names.push_back(textToJson(pane.modelName));
    return dumpJson(names);
}

/// Whether all panes show the same text; of each the completion on view, else the first.
Result<bool> showsOneText(const SqliteConnection &connection, std::int64_t comparison)
{
    PHI1_ASSIGN(auto shown,
                connection.prepare(
                    "SELECT 'x' || ifnull((SELECT text FROM completions WHERE comparison = "
                    "panes.comparison AND pane = panes.pane AND id = panes.shown), (SELECT text "
                    "FROM completions WHERE comparison = panes.comparison AND pane = panes.pane "
                    "ORDER BY position LIMIT 1)) FROM panes WHERE comparison = ?"));
    shown.bind(comparison);
    std::optional<std::string> first;
    for (int panes = 0;; ++panes) {
        PHI1_ASSIGN(const bool hasRow, shown.step());
        if (!hasRow)
            return panes >= 2;
        std::string text = shown.text(0); // empty: the pane has no completion
        if (text.empty() || (first && *first != text))
            return false;
        first = std::move(text);
    }
}

} // namespace

std::string completionFacts(const CompletionRecord &completion)
{
    Json facts = completionToJson(completion, TokenDetail::None);
    facts.erase("text");
    return dumpJson(facts);
}

Result<CompletionRecord> completionFromRow(const std::string &facts, std::string text,
                                           const std::string &tokens, const std::string &what)
{
    PHI1_ASSIGN(const Json json, parseJson(facts, what));
    PHI1_ASSIGN(CompletionRecord completion, completionFromJson(json, what));
    completion.text = std::move(text);
    PHI1_ASSIGN(completion.tokens, unpackTokens(tokens, what));
    return completion;
}

Result<std::int64_t> writeComparison(const SqliteConnection &connection,
                                     const ComparisonRecord &record)
{
    PHI1_ASSIGN(
        auto insert,
        connection.prepare(
            "INSERT INTO comparisons (id, created_at, title, prompt, prompt_entry, "
            "warning, blind, models) VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
            "(id) DO UPDATE SET created_at = excluded.created_at, title = excluded.title, "
            "prompt = excluded.prompt, prompt_entry = excluded.prompt_entry, warning = "
            "excluded.warning, blind = excluded.blind, models = excluded.models, "
            "removed = 0"));
    const std::string models = modelNames(record.panes);
    PHI1_TRY(insert.bind(record.id)
                 .bind(record.createdAt)
                 .bind(std::string_view(record.title))
                 .bind(std::string_view(record.prompt))
                 .bind(std::string_view(record.promptEntry))
                 .bind(std::string_view(record.warning))
                 .bind(record.blind)
                 .bind(std::string_view(models))
                 .run());
    const std::int64_t id = record.id != 0 ? record.id : connection.lastInsertId();
    for (const char *table : {"panes", "completions"}) {
        PHI1_ASSIGN(auto clear,
                    connection.prepare(concat("DELETE FROM ", table, " WHERE comparison = ?")));
        PHI1_TRY(clear.bind(id).run());
    }
    PHI1_TRY(writePanes(connection, id, record.panes));
    PHI1_TRY(refreshComparison(connection, id));
    return id;
}

Result<void> writeCompletion(const SqliteConnection &connection, std::int64_t comparison, int pane,
                             const CompletionRecord &completion)
{
    PHI1_ASSIGN(auto insert,
                connection.prepare(
                    "INSERT INTO completions (comparison, pane, id, position, text, facts, tokens) "
                    "VALUES (?1, ?2, ?3, (SELECT 1 + ifnull(max(position), 0) FROM completions "
                    "WHERE comparison = ?1 AND pane = ?2), ?4, ?5, ?6) ON CONFLICT (comparison, "
                    "pane, id) DO UPDATE SET text = excluded.text, facts = excluded.facts, tokens "
                    "= excluded.tokens"));
    const std::string facts = completionFacts(completion);
    return insert.bind(comparison)
        .bind(pane)
        .bind(completion.id)
        .bind(std::string_view(completion.text))
        .bind(std::string_view(facts))
        .bindBlob(packTokens(completion.tokens))
        .run();
}

Result<void> refreshComparison(const SqliteConnection &connection, std::int64_t comparison)
{
    PHI1_ASSIGN(const bool identical, showsOneText(connection, comparison));
    PHI1_ASSIGN(auto update,
                connection.prepare("UPDATE comparisons SET identical = ?1, completions = (SELECT "
                                   "count(*) FROM completions WHERE comparison = ?2) WHERE id = "
                                   "?2"));
    PHI1_TRY(update.bind(identical).bind(comparison).run());
    PHI1_ASSIGN(auto forget, connection.prepare("DELETE FROM comparison_words WHERE rowid = ?"));
    PHI1_TRY(forget.bind(comparison).run());
    PHI1_ASSIGN(auto words,
                connection.prepare(
                    "INSERT INTO comparison_words (rowid, title, prompt, completions) SELECT id, "
                    "title, prompt, (SELECT group_concat(text, char(10)) FROM completions WHERE "
                    "comparison = comparisons.id) FROM comparisons WHERE id = ?"));
    return words.bind(comparison).run();
}

Result<ComparisonRecord> readComparison(const SqliteConnection &connection, std::int64_t id)
{
    const std::string what = concat("Comparison ", id, " of ", connection.file());
    PHI1_ASSIGN(auto select,
                connection.prepare("SELECT created_at, title, prompt, prompt_entry, warning, blind "
                                   "FROM comparisons WHERE id = ?"));
    PHI1_ASSIGN(const bool found, select.bind(id).step());
    if (!found)
        return failure(ErrorCode::NotFound, concat(what, " was not found; it may have been "
                                                         "deleted by another window"));
    ComparisonRecord record;
    record.id = id;
    record.createdAt = select.real(0);
    record.title = select.text(1);
    record.prompt = select.text(2);
    record.promptEntry = select.text(3);
    record.warning = select.text(4);
    record.blind = select.integer(5) != 0;
    PHI1_ASSIGN(
        auto panes,
        connection.prepare("SELECT facts, shown FROM panes WHERE comparison = ? ORDER BY pane"));
    panes.bind(id);
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, panes.step());
        if (!hasRow)
            break;
        PHI1_ASSIGN(const Json facts, parseJson(panes.text(0), what));
        PHI1_ASSIGN(PaneRecord pane, paneFromJson(facts, what));
        pane.shown = static_cast<int>(panes.integer(1));
        record.panes.push_back(std::move(pane));
    }
    PHI1_ASSIGN(auto completions,
                connection.prepare("SELECT pane, facts, text, tokens FROM completions WHERE "
                                   "comparison = ? ORDER BY pane, position"));
    completions.bind(id);
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, completions.step());
        if (!hasRow)
            return record;
        const auto pane = static_cast<std::size_t>(completions.integer(0));
        if (pane >= record.panes.size())
            return failure(ErrorCode::Corrupt, concat(what, " has a completion without a pane"));
        PHI1_ASSIGN(
            CompletionRecord completion,
            completionFromRow(completions.text(1), completions.text(2), completions.text(3), what));
        record.panes[pane].completions.push_back(std::move(completion));
    }
}

} // namespace phi1
