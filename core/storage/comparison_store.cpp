// SPDX-License-Identifier: Apache-2.0
#include "core/storage/comparison_store.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/text.h"
#include "core/storage/comparison_queries.h"
#include "core/storage/history_query.h"
#include "core/storage/migrations.h"
#include "core/storage/set_run_queries.h"
#include "core/storage/workbench_file.h"
#include "core/storage/workbench_schema.h"

namespace phi1 {

namespace {

constexpr std::int64_t firstVersion = 2; ///< of the schema, with comparisons in it

constexpr std::string_view settingsKey = "compare.settings";
constexpr std::string_view userPrefix = "user:";

/// The number of "user:NUMBER".
Result<std::int64_t> promptNumber(const std::string &id)
{
    std::int64_t number = 0;
    const char *begin = id.data() + std::min(userPrefix.size(), id.size());
    const char *end = id.data() + id.size();
    const auto [stopped, error] = std::from_chars(begin, end, number);
    if (!id.starts_with(userPrefix) || error != std::errc() || stopped != end || number <= 0)
        return failure(ErrorCode::Usage,
                       concat("\"", printable(id, 60), "\" is no prompt of the user's, expected \"",
                              userPrefix, "NUMBER\""));
    return number;
}

} // namespace

struct ComparisonStore::State {
    WorkbenchFile file;
    /// What is read of a file that has no comparisons and cannot be given any: an old one in a
    /// folder that cannot be written.
    std::optional<SqliteConnection> nothing;

    const SqliteConnection &reader() const { return nothing ? *nothing : file.connection(); }
    const SqliteConnection &writer() const { return file.connection(); }

    /// One change of one row.
    /// @param what  names the row where it is not there
    template<typename... Values>
    Result<void> changeRow(const char *sql, const std::string &what, const Values &...values) const
    {
        PHI1_ASSIGN(auto transaction, file.change());
        PHI1_ASSIGN(auto statement, writer().prepare(sql));
        (statement.bind(values), ...);
        PHI1_TRY(statement.run());
        PHI1_ASSIGN(const std::int64_t changed, writer().queryInteger("SELECT changes()"));
        if (changed == 0)
            return failure(ErrorCode::NotFound,
                           concat(what, " was not found in ", writer().file(),
                                  "; it may have been deleted by another window"));
        return transaction.commit();
    }
};

ComparisonStore::ComparisonStore(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
ComparisonStore::ComparisonStore(ComparisonStore &&) noexcept = default;
ComparisonStore &ComparisonStore::operator=(ComparisonStore &&) noexcept = default;
ComparisonStore::~ComparisonStore() = default;

Result<ComparisonStore> ComparisonStore::open(const std::filesystem::path &file)
{
    PHI1_ASSIGN(WorkbenchFile opened, WorkbenchFile::open(file));
    PHI1_ASSIGN(const std::int64_t version, opened.schemaVersion());
    std::optional<SqliteConnection> nothing;
    if (version < firstVersion) {
        PHI1_ASSIGN(SqliteConnection memory,
                    SqliteConnection::open(":memory:", SqliteConnection::Access::ReadWrite));
        PHI1_TRY(migrate(memory, workbenchApplicationId, workbenchSchema()));
        nothing = std::move(memory);
    }
    return ComparisonStore(std::make_unique<State>(State{std::move(opened), std::move(nothing)}));
}

bool ComparisonStore::isReadOnly() const
{
    return m_state->file.isReadOnly();
}

Result<std::int64_t> ComparisonStore::save(const ComparisonRecord &comparison)
{
    PHI1_TRY(checkRecord(comparison));
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(const std::int64_t id, writeComparison(m_state->writer(), comparison));
    PHI1_TRY(transaction.commit());
    return id;
}

Result<void> ComparisonStore::saveCompletion(std::int64_t comparison, int pane,
                                             const CompletionRecord &completion)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto select,
                m_state->writer().prepare("SELECT 1 FROM panes WHERE comparison = ? AND pane = ?"));
    PHI1_ASSIGN(const bool found, select.bind(comparison).bind(pane).step());
    if (!found)
        return failure(ErrorCode::NotFound, concat("Pane ", pane + 1, " of comparison ", comparison,
                                                   " was not found in ", m_state->writer().file(),
                                                   "; it may have been deleted by another window"));
    select.reset();
    PHI1_TRY(writeCompletion(m_state->writer(), comparison, pane, completion));
    PHI1_TRY(refreshComparison(m_state->writer(), comparison));
    return transaction.commit();
}

Result<void> ComparisonStore::setShown(std::int64_t comparison, int pane, int completion)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto update, m_state->writer().prepare(
                                 "UPDATE panes SET shown = ? WHERE comparison = ? AND pane = ?"));
    PHI1_TRY(update.bind(completion).bind(comparison).bind(pane).run());
    PHI1_TRY(refreshComparison(m_state->writer(), comparison));
    return transaction.commit();
}

Result<ComparisonRecord> ComparisonStore::load(std::int64_t id) const
{
    return readComparison(m_state->reader(), id);
}

Result<void> ComparisonStore::rename(std::int64_t id, const std::string &title)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto update,
                m_state->writer().prepare("UPDATE comparisons SET title = ? WHERE id = ?"));
    PHI1_TRY(update.bind(std::string_view(title)).bind(id).run());
    PHI1_TRY(refreshComparison(m_state->writer(), id));
    return transaction.commit();
}

Result<void> ComparisonStore::remove(std::int64_t id)
{
    return m_state->changeRow("UPDATE comparisons SET removed = 1 WHERE id = ?",
                              concat("Comparison ", id), id);
}

Result<void> ComparisonStore::restore(std::int64_t id)
{
    return m_state->changeRow("UPDATE comparisons SET removed = 0 WHERE id = ?",
                              concat("Comparison ", id), id);
}

Result<void> ComparisonStore::forgetRemoved()
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_TRY(m_state->writer().execute("DELETE FROM comparisons WHERE removed = 1; "
                                       "DELETE FROM set_runs WHERE removed = 1"));
    return transaction.commit();
}

Result<HistoryPage> ComparisonStore::history(const std::string &query,
                                             std::optional<HistoryPosition> after, int limit) const
{
    return readHistory(m_state->reader(), query, after, limit);
}

Result<std::int64_t> ComparisonStore::historySize() const
{
    return m_state->reader().queryInteger("SELECT count(*) FROM comparisons WHERE removed = 0");
}

Result<std::map<std::string, bool>> ComparisonStore::lastOutcomes() const
{
    return readLastOutcomes(m_state->reader());
}

Result<std::vector<PromptEntry>> ComparisonStore::prompts() const
{
    PHI1_ASSIGN(auto select,
                m_state->reader().prepare("SELECT id, prompt_group, title, text, note FROM prompts "
                                          "ORDER BY prompt_group, title, id"));
    std::vector<PromptEntry> result;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return result;
        result.push_back({concat(userPrefix, select.integer(0)), select.text(1), select.text(2),
                          select.text(3), select.text(4), false});
    }
}

Result<std::string> ComparisonStore::savePrompt(const PromptEntry &prompt)
{
    std::int64_t number = 0;
    if (!prompt.id.empty()) {
        PHI1_ASSIGN(number, promptNumber(prompt.id));
    }
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto insert, m_state->writer().prepare(
                                 "INSERT OR REPLACE INTO prompts (id, prompt_group, title, "
                                 "text, note) VALUES (nullif(?, 0), ?, ?, ?, ?)"));
    PHI1_TRY(insert.bind(number)
                 .bind(std::string_view(prompt.group))
                 .bind(std::string_view(prompt.title))
                 .bind(std::string_view(prompt.text))
                 .bind(std::string_view(prompt.note))
                 .run());
    const std::int64_t id = m_state->writer().lastInsertId();
    PHI1_TRY(transaction.commit());
    return concat(userPrefix, id);
}

Result<void> ComparisonStore::removePrompt(const std::string &id)
{
    PHI1_ASSIGN(const std::int64_t number, promptNumber(id));
    return m_state->changeRow("DELETE FROM prompts WHERE id = ?", concat("Prompt ", id), number);
}

Result<std::vector<Vote>> ComparisonStore::votes() const
{
    PHI1_ASSIGN(auto select, m_state->reader().prepare("SELECT id, facts FROM votes ORDER BY id"));
    std::vector<Vote> result;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return result;
        const std::string what =
            concat("Vote ", select.integer(0), " of ", m_state->reader().file());
        PHI1_ASSIGN(const Json facts, parseJson(select.text(1), what));
        PHI1_ASSIGN(Vote vote, voteFromJson(facts, what));
        vote.id = select.integer(0);
        result.push_back(std::move(vote));
    }
}

Result<std::int64_t> ComparisonStore::saveVote(const Vote &vote)
{
    PHI1_TRY(checkVote(vote));
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto insert, m_state->writer().prepare("INSERT OR REPLACE INTO votes (id, facts) "
                                                       "VALUES (nullif(?, 0), ?)"));
    const std::string facts = dumpJson(toJson(vote));
    PHI1_TRY(insert.bind(vote.id).bind(std::string_view(facts)).run());
    const std::int64_t id = m_state->writer().lastInsertId();
    PHI1_TRY(transaction.commit());
    return id;
}

Result<void> ComparisonStore::removeVote(std::int64_t id)
{
    return m_state->changeRow("DELETE FROM votes WHERE id = ?", concat("Vote ", id), id);
}

Result<std::int64_t> ComparisonStore::saveSetRun(const SetRunRecord &run)
{
    PHI1_TRY(checkRecord(run));
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(const std::int64_t id, writeSetRun(m_state->writer(), run));
    PHI1_TRY(transaction.commit());
    return id;
}

Result<void> ComparisonStore::saveColumn(std::int64_t setRun, int column, const PaneRecord &facts)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_TRY(writeColumn(m_state->writer(), setRun, column, facts));
    return transaction.commit();
}

Result<void> ComparisonStore::saveCell(std::int64_t setRun, const SetCell &cell)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto select, m_state->writer().prepare(
                                 "SELECT 1 FROM set_runs WHERE id = ? AND ? < "
                                 "json_array_length(prompts) AND ? < json_array_length(columns)"));
    PHI1_ASSIGN(const bool found, select.bind(setRun).bind(cell.row).bind(cell.column).step());
    if (!found || cell.row < 0 || cell.column < 0)
        return failure(ErrorCode::NotFound,
                       concat("Set run ", setRun, " of ", m_state->writer().file(),
                              " has no place at row ", cell.row, ", column ", cell.column,
                              "; it may have been deleted by another window"));
    select.reset();
    PHI1_TRY(writeCell(m_state->writer(), setRun, cell));
    return transaction.commit();
}

Result<SetRunRecord> ComparisonStore::loadSetRun(std::int64_t id, bool tokens) const
{
    return readSetRun(m_state->reader(), id, tokens);
}

Result<CompletionRecord> ComparisonStore::loadCell(std::int64_t setRun, int row, int column) const
{
    return readCell(m_state->reader(), setRun, row, column);
}

Result<std::vector<SetRunSummary>> ComparisonStore::setRuns() const
{
    return readSetRuns(m_state->reader());
}

Result<void> ComparisonStore::renameSetRun(std::int64_t id, const std::string &title)
{
    return m_state->changeRow("UPDATE set_runs SET title = ? WHERE id = ?", concat("Set run ", id),
                              std::string_view(title), id);
}

Result<void> ComparisonStore::removeSetRun(std::int64_t id)
{
    return m_state->changeRow("UPDATE set_runs SET removed = 1 WHERE id = ?",
                              concat("Set run ", id), id);
}

Result<void> ComparisonStore::restoreSetRun(std::int64_t id)
{
    return m_state->changeRow("UPDATE set_runs SET removed = 0 WHERE id = ?",
                              concat("Set run ", id), id);
}

Result<std::optional<SamplingSettings>> ComparisonStore::lastSettings() const
{
    PHI1_ASSIGN(auto select, m_state->reader().prepare("SELECT value FROM settings WHERE key = ?"));
    PHI1_ASSIGN(const bool found, select.bind(settingsKey).step());
    if (!found)
        return std::optional<SamplingSettings>();
    PHI1_ASSIGN(const Json json, parseJson(select.text(0), settingsKey));
    PHI1_ASSIGN(SamplingSettings settings, samplingSettingsFromJson(json));
    return std::optional(std::move(settings));
}

Result<void> ComparisonStore::setLastSettings(const SamplingSettings &settings)
{
    const std::string value = dumpJson(toJson(settings));
    return m_state->changeRow("INSERT OR REPLACE INTO settings VALUES (?, ?)", "The settings",
                              settingsKey, std::string_view(value));
}

} // namespace phi1
