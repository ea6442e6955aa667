// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/word_search.h"

#include <functional>
#include <optional>

#include <sqlite3.h>

#include "core/base/text.h"
#include "core/storage/sqlite_connection.h"

namespace phi1 {

namespace {

/// How often functions called for each row look whether they should stop: some 0.2 ms.
constexpr std::uint32_t rowsPerLook = 4096;

} // namespace

struct WordSearch::State {
    std::optional<SampleStore> store;
    // What the functions below, called by SQLite for each row, work on.
    RowSet *found = nullptr;
    const RowSet *wanted = nullptr;
    std::stop_token stop;
    std::uint32_t calls = 0;

    bool shouldStop() { return ++calls % rowsPerLook == 0 && stop.stop_requested(); }

    sqlite3 *connection() const { return store->sqlite().handle(); }
    Result<void> addFunctions();

    /// Interrupts SQLite, which otherwise looks at nothing while FTS5 gathers words for a prefix.
    struct Stopping {
        Stopping(State &state, const std::stop_token &stop)
            : store(*state.store)
            , callback(stop, [connection = state.connection()] { sqlite3_interrupt(connection); })
        {
            state.stop = stop;
            // A stop between these lines and the first step would go unseen by the interrupt.
            store.setStop(stop);
        }
        ~Stopping() { store.setStop({}); }
        SampleStore &store;
        std::stop_callback<std::function<void()>> callback;
    };

    Result<SqliteStatement> prepare(std::string_view sql, const std::string &expression,
                                    SampleRow first, SampleRow end) const
    {
        PHI1_ASSIGN(auto statement, store->sqlite().prepare(sql));
        statement.bind(std::string_view(expression))
            .bind(std::int64_t{first} + 1)
            .bind(std::int64_t{end});
        return statement;
    }
};

Result<void> WordSearch::State::addFunctions()
{
    // An aggregate that keeps rows in C++: handing each to a step of the statement costs twice as
    // much as finding it.
    const auto collect = [](sqlite3_context *context, int, sqlite3_value **values) {
        auto &state = *static_cast<State *>(sqlite3_user_data(context));
        if (state.shouldStop())
            return sqlite3_result_error_code(context, SQLITE_INTERRUPT);
        state.found->insert(static_cast<SampleRow>(sqlite3_value_int64(values[0]) - 1));
    };
    const auto collected = [](sqlite3_context *context) { sqlite3_result_null(context); };
    const auto isWanted = [](sqlite3_context *context, int, sqlite3_value **values) {
        auto &state = *static_cast<State *>(sqlite3_user_data(context));
        if (state.shouldStop())
            return sqlite3_result_error_code(context, SQLITE_INTERRUPT);
        const auto row = static_cast<SampleRow>(sqlite3_value_int64(values[0]) - 1);
        sqlite3_result_int(context, state.wanted->contains(row) ? 1 : 0);
    };
    if (sqlite3_create_function_v2(connection(), "phi1_collect", 1, SQLITE_UTF8, this, nullptr,
                                   collect, collected, nullptr) != SQLITE_OK ||
        sqlite3_create_function_v2(connection(), "phi1_wanted", 1, SQLITE_UTF8, this, isWanted,
                                   nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(ErrorCode::Io, concat(store->files().database(), " cannot be searched: ",
                                             sqlite3_errmsg(connection())));
    return {};
}

WordSearch::WordSearch(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
WordSearch::WordSearch(WordSearch &&) noexcept = default;
WordSearch &WordSearch::operator=(WordSearch &&) noexcept = default;
WordSearch::~WordSearch() = default;

Result<WordSearch> WordSearch::open(const CorpusFiles &files)
{
    auto state = std::make_unique<State>();
    PHI1_ASSIGN(state->store, SampleStore::open(files));
    PHI1_TRY(state->addFunctions());
    return WordSearch(std::move(state));
}

const SampleStore &WordSearch::store() const
{
    return *m_state->store;
}

Result<void> WordSearch::match(const std::string &expression, SampleRow first, SampleRow end,
                               RowSet &found, std::stop_token stop)
{
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "the search was stopped");
    const State::Stopping stopping(*m_state, stop);
    m_state->found = &found;
    PHI1_ASSIGN(auto statement, m_state->prepare("SELECT phi1_collect(rowid) FROM words WHERE "
                                                 "words MATCH ?1 AND rowid BETWEEN ?2 AND ?3",
                                                 expression, first, end));
    return statement.run();
}

Result<std::vector<SampleRow>> WordSearch::first(const std::string &expression, SampleRow end,
                                                 std::size_t limit, std::stop_token stop)
{
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "the search was stopped");
    const State::Stopping stopping(*m_state, stop);
    PHI1_ASSIGN(auto statement,
                m_state->prepare("SELECT rowid FROM words WHERE words MATCH ?1 AND rowid BETWEEN "
                                 "?2 AND ?3 ORDER BY rowid",
                                 expression, 0, end));
    std::vector<SampleRow> rows;
    while (rows.size() < limit) {
        PHI1_ASSIGN(const bool found, statement.step());
        if (!found)
            break;
        rows.push_back(static_cast<SampleRow>(statement.integer(0) - 1));
    }
    return rows;
}

Result<std::vector<RankedRow>> WordSearch::ranked(const std::string &expression, SampleRow first,
                                                  SampleRow end, const RowSet &set,
                                                  std::stop_token stop)
{
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "the search was stopped");
    const State::Stopping stopping(*m_state, stop);
    m_state->wanted = &set;
    PHI1_ASSIGN(auto statement,
                m_state->prepare("SELECT rowid, bm25(words) FROM words WHERE words MATCH ?1 AND "
                                 "rowid BETWEEN ?2 AND ?3 AND phi1_wanted(rowid)",
                                 expression, first, end));
    std::vector<RankedRow> rows;
    for (;;) {
        PHI1_ASSIGN(const bool found, statement.step());
        if (!found)
            return rows;
        rows.push_back({statement.real(1), static_cast<SampleRow>(statement.integer(0) - 1)});
    }
}

} // namespace phi1
