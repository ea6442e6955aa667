// SPDX-License-Identifier: Apache-2.0
#include "core/storage/set_run_queries.h"

#include <utility>

#include "core/base/text.h"
#include "core/comparison/records_json.h"
#include "core/storage/comparison_queries.h"
#include "core/storage/token_blob.h"

namespace phi1 {

namespace {

std::string nameOf(const SqliteConnection &connection, std::int64_t id)
{
    return concat("Set run ", id, " of ", connection.file());
}

template<typename Items, typename ItemToJson>
std::string listText(const Items &items, ItemToJson &&itemToJson)
{
    Json list = Json::array();
    for (const auto &item : items)
        list.push_back(itemToJson(item));
    return dumpJson(list);
}

Result<void> readLists(SetRunRecord &run, const std::string &prompts, const std::string &columns,
                       const std::string &what)
{
    PHI1_ASSIGN(const Json promptList, parseJson(prompts, what));
    for (const Json &json : promptList) {
        PHI1_ASSIGN(PromptEntry prompt, promptFromJson(json, what));
        run.prompts.push_back(std::move(prompt));
    }
    PHI1_ASSIGN(const Json columnList, parseJson(columns, what));
    for (const Json &json : columnList) {
        PHI1_ASSIGN(PaneRecord column, paneFromJson(json, what));
        run.columns.push_back(std::move(column));
    }
    return {};
}

} // namespace

Result<std::int64_t> writeSetRun(const SqliteConnection &connection, const SetRunRecord &run)
{
    PHI1_ASSIGN(auto insert,
                connection.prepare(
                    "INSERT INTO set_runs (id, created_at, title, prompts, columns) VALUES "
                    "(nullif(?, 0), ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET created_at = "
                    "excluded.created_at, title = excluded.title, prompts = excluded.prompts, "
                    "columns = excluded.columns, removed = 0"));
    const std::string prompts = listText(run.prompts, promptToJson);
    const std::string columns = listText(run.columns, [](const PaneRecord &column) {
        return paneToJson(column, PaneDetail::WithoutCompletions);
    });
    PHI1_TRY(insert.bind(run.id)
                 .bind(run.createdAt)
                 .bind(std::string_view(run.title))
                 .bind(std::string_view(prompts))
                 .bind(std::string_view(columns))
                 .run());
    const std::int64_t id = run.id != 0 ? run.id : connection.lastInsertId();
    PHI1_ASSIGN(auto clear, connection.prepare("DELETE FROM set_cells WHERE set_run = ?"));
    PHI1_TRY(clear.bind(id).run());
    for (const SetCell &cell : run.cells)
        PHI1_TRY(writeCell(connection, id, cell));
    return id;
}

Result<void> writeColumn(const SqliteConnection &connection, std::int64_t setRun, int column,
                         const PaneRecord &facts)
{
    const std::string what = nameOf(connection, setRun);
    PHI1_ASSIGN(auto select, connection.prepare("SELECT columns FROM set_runs WHERE id = ?"));
    PHI1_ASSIGN(const bool found, select.bind(setRun).step());
    PHI1_ASSIGN(Json columns, parseJson(found ? select.text(0) : "[]", what));
    if (column < 0 || static_cast<std::size_t>(column) >= columns.size())
        return failure(ErrorCode::NotFound, concat(what, " has no column ", column,
                                                   "; it may have been deleted by another window"));
    select.reset();
    columns[static_cast<std::size_t>(column)] = paneToJson(facts, PaneDetail::WithoutCompletions);
    PHI1_ASSIGN(auto update, connection.prepare("UPDATE set_runs SET columns = ? WHERE id = ?"));
    const std::string text = dumpJson(columns);
    return update.bind(std::string_view(text)).bind(setRun).run();
}

Result<void> writeCell(const SqliteConnection &connection, std::int64_t setRun, const SetCell &cell)
{
    PHI1_ASSIGN(auto insert,
                connection.prepare("INSERT OR REPLACE INTO set_cells (set_run, row, column, text, "
                                   "facts, tokens) VALUES (?, ?, ?, ?, ?, ?)"));
    const std::string facts = completionFacts(cell.completion);
    return insert.bind(setRun)
        .bind(cell.row)
        .bind(cell.column)
        .bind(std::string_view(cell.completion.text))
        .bind(std::string_view(facts))
        .bindBlob(packTokens(cell.completion.tokens))
        .run();
}

Result<SetRunRecord> readSetRun(const SqliteConnection &connection, std::int64_t id, bool tokens)
{
    const std::string what = nameOf(connection, id);
    PHI1_ASSIGN(auto select, connection.prepare("SELECT created_at, title, prompts, columns FROM "
                                                "set_runs WHERE id = ?"));
    PHI1_ASSIGN(const bool found, select.bind(id).step());
    if (!found)
        return failure(ErrorCode::NotFound, concat(what, " was not found; it may have been "
                                                         "deleted by another window"));
    SetRunRecord run;
    run.id = id;
    run.createdAt = select.real(0);
    run.title = select.text(1);
    PHI1_TRY(readLists(run, select.text(2), select.text(3), what));
    PHI1_ASSIGN(auto cells, connection.prepare(concat(
                                "SELECT row, column, facts, text", tokens ? ", tokens" : ", ''",
                                " FROM set_cells WHERE set_run = ? ORDER BY row, "
                                "column")));
    cells.bind(id);
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, cells.step());
        if (!hasRow)
            return run;
        SetCell cell;
        cell.row = static_cast<int>(cells.integer(0));
        cell.column = static_cast<int>(cells.integer(1));
        PHI1_ASSIGN(cell.completion,
                    completionFromRow(cells.text(2), cells.text(3), cells.text(4), what));
        run.cells.push_back(std::move(cell));
    }
}

Result<CompletionRecord> readCell(const SqliteConnection &connection, std::int64_t setRun, int row,
                                  int column)
{
    const std::string what = nameOf(connection, setRun);
    PHI1_ASSIGN(auto select,
                connection.prepare("SELECT facts, text, tokens FROM set_cells WHERE set_run = ? "
                                   "AND row = ? AND column = ?"));
    PHI1_ASSIGN(const bool found, select.bind(setRun).bind(row).bind(column).step());
    if (!found)
        return failure(ErrorCode::NotFound, concat(what, " has no completion at row ", row,
                                                   ", column ", column, " yet"));
    return completionFromRow(select.text(0), select.text(1), select.text(2), what);
}

Result<std::vector<SetRunSummary>> readSetRuns(const SqliteConnection &connection)
{
    PHI1_ASSIGN(auto select,
                connection.prepare(
                    "SELECT id, created_at, title, json_array_length(prompts), "
                    "json_array_length(columns), (SELECT count(*) FROM set_cells WHERE set_run = "
                    "set_runs.id) FROM set_runs WHERE removed = 0 ORDER BY created_at DESC, id "
                    "DESC"));
    std::vector<SetRunSummary> result;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return result;
        result.push_back({select.integer(0), select.text(2), select.real(1),
                          static_cast<int>(select.integer(3)), static_cast<int>(select.integer(4)),
                          static_cast<int>(select.integer(5))});
    }
}

} // namespace phi1
