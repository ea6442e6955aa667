// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/substring_index.h"

#include <filesystem>

#include "core/base/text.h"
#include "core/corpora/search/substring_file.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

/// Text of a transaction: some 0.5 s, which is what a kill may cost.
constexpr std::uint64_t batchBytes = 8 << 20;

} // namespace

Result<SubstringIndexState> substringIndexState(const CorpusFiles &files)
{
    PHI1_ASSIGN(const auto store, SampleStore::open(files));
    SubstringIndexState state;
    PHI1_ASSIGN(state.rows, store.rows());
    if (std::filesystem::exists(files.substrings())) {
        PHI1_ASSIGN(const auto database, openSubstringFile(files.substrings()));
        PHI1_ASSIGN(state.indexed, indexedRows(database, store));
    }
    return state;
}

Result<SubstringIndexState>
makeSubstringIndex(const CorpusFiles &files, std::stop_token stop,
                   const std::function<void(SampleRow, SampleRow, std::uint64_t)> &progress)
{
    PHI1_ASSIGN(const auto store, SampleStore::open(files));
    PHI1_ASSIGN(const auto database, makeSubstringFile(files.substrings()));
    SubstringIndexState state;
    PHI1_ASSIGN(state.rows, store.rows());
    PHI1_ASSIGN(state.indexed, indexedRows(database, store));
    if (state.indexed == 0) // of a corpus that was imported anew, or empty
        PHI1_TRY(clearSubstrings(database));
    PHI1_ASSIGN(auto insert, database.prepare("INSERT INTO trigrams(rowid, text) VALUES (?, ?)"));
    std::uint64_t done = 0;
    while (state.indexed < state.rows) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, concat("stopped after ", state.indexed, " of ",
                                                        state.rows, " samples, which are kept"));
        PHI1_ASSIGN(auto transaction, SqliteTransaction::begin(database));
        std::uint64_t bytes = 0;
        auto next = state.indexed;
        Result<void> inserted;
        PHI1_TRY(store.eachText(next, state.rows, [&](SampleRow row, std::string_view text) {
            insert.bind(std::int64_t{row} + 1).bindView(text);
            inserted = insert.run();
            bytes += text.size();
            next = row + 1;
            return inserted.has_value() && bytes < batchBytes && !stop.stop_requested();
        }));
        PHI1_TRY(std::move(inserted));
        PHI1_TRY(setIndexedRows(database, store, next));
        PHI1_TRY(transaction.commit());
        state.indexed = next;
        done += bytes;
        if (progress)
            progress(state.indexed, state.rows, done);
    }
    return state;
}

} // namespace phi1
