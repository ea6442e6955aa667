// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/substring_candidates.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include <sqlite3.h>

#include "core/base/text.h"
#include "core/corpora/search/column_mask.h"
#include "core/corpora/search/substring_file.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

/// More trigrams hardly narrow further, and each costs a list to walk.
constexpr std::size_t mostTrigrams = 24;

/// Starts of the characters of a text in UTF-8, and its end.
std::vector<std::size_t> characterStarts(std::string_view text)
{
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
            starts.push_back(i);
    }
    starts.push_back(text.size());
    return starts;
}

/// Texts whose trigrams are not what they look like.
RowSet oddTexts(const CorpusView &view)
{
    const auto *column = view.column(columnKey::encoding);
    if (!column || column->info().type != ColumnType::Category)
        return RowSet(view.rows(), true); // nothing is known: all
    CategoryFilter filter{std::string(columnKey::encoding), {""}};
    for (const auto &name : column->info().names) {
        if (name != "UTF-8")
            filter.names.push_back(name);
    }
    return columnMask(view, filter);
}

} // namespace

std::optional<std::string> trigramExpression(std::string_view needle)
{
    if (!isUtf8(needle) || needle.find('\0') != std::string_view::npos)
        return std::nullopt;
    const auto starts = characterStarts(needle);
    if (starts.size() < static_cast<std::size_t>(shortestIndexed) + 1)
        return std::nullopt;
    std::vector<std::string> trigrams;
    for (std::size_t i = 0; i + shortestIndexed < starts.size(); ++i) {
        std::string quoted = "\"";
        for (const char c : needle.substr(starts[i], starts[i + shortestIndexed] - starts[i])) {
            if (c == '"')
                quoted += '"';
            quoted += c;
        }
        quoted += '"';
        if (std::find(trigrams.begin(), trigrams.end(), quoted) == trigrams.end())
            trigrams.push_back(std::move(quoted));
    }
    // Of a long needle some from everywhere.
    const auto step = (trigrams.size() + mostTrigrams - 1) / mostTrigrams;
    std::string expression;
    for (std::size_t i = 0; i < trigrams.size(); i += step)
        expression += (expression.empty() ? "" : " AND ") + trigrams[i];
    return expression;
}

Result<SubstringCandidates> substringCandidates(const CorpusView &view, std::string_view needle,
                                                std::stop_token stop)
{
    SubstringCandidates candidates{RowSet(view.rows(), true), 0};
    const auto expression = trigramExpression(needle);
    std::error_code error;
    if (!expression || !std::filesystem::exists(view.files().substrings(), error))
        return candidates;
    PHI1_ASSIGN(const auto store, SampleStore::open(view.files()));
    PHI1_ASSIGN(auto database, openSubstringFile(view.files().substrings()));
    PHI1_ASSIGN(const auto indexed, indexedRows(database, store));
    if (indexed == 0)
        return candidates;
    candidates.indexed = std::min(indexed, view.rows());
    candidates.rows = oddTexts(view);
    for (auto row = candidates.indexed; row < view.rows(); ++row)
        candidates.rows.insert(row);
    database.setStop(stop);
    PHI1_ASSIGN(auto query, database.prepare("SELECT rowid FROM trigrams WHERE trigrams MATCH ?1 "
                                             "AND rowid <= ?2"));
    query.bind(std::string_view(*expression)).bind(std::int64_t{candidates.indexed});
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return candidates;
        candidates.rows.insert(static_cast<SampleRow>(query.integer(0) - 1));
    }
}

} // namespace phi1
