// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// What a value of a column is.
enum class ColumnType : std::uint8_t {
    Number,   ///< float; NaN: none
    Count,    ///< u32; missingCount: none
    Category, ///< u32, index into the column's names; missingCount: none
    Hash,     ///< 16 bytes
};
inline constexpr std::uint32_t missingCount = 0xffffffffu;

/// Keys of columns that import and passes write. Scores: "score.NAME", losses: "loss.NAME".
namespace columnKey {
inline constexpr std::string_view hash = "hash";     ///< Hash, import
inline constexpr std::string_view bytes = "bytes";   ///< Count, import
inline constexpr std::string_view lines = "lines";   ///< Count, import
inline constexpr std::string_view copies = "copies"; ///< Count, import
inline constexpr std::string_view encoding =
    "encoding"; ///< Category, import: "UTF-8", "invalid UTF-8", "UTF-8 with NUL"
inline constexpr std::string_view source = "source";       ///< Category, import
inline constexpr std::string_view kind = "kind";           ///< Category, import
inline constexpr std::string_view topic = "topic";         ///< Category, import
inline constexpr std::string_view audience = "audience";   ///< Category, import
inline constexpr std::string_view licence = "licence";     ///< Category, import
inline constexpr std::string_view generator = "generator"; ///< Category, import
inline constexpr std::string_view tokens = "tokens";       ///< Count, facts
inline constexpr std::string_view parse =
    "parse"; ///< Category, facts: "parses", "syntax error", "no code"
inline constexpr std::string_view comments =
    "comments"; ///< Number, facts: comments and docstrings as a share of the code's bytes
inline constexpr std::string_view undefinedNames = "undefined"; ///< Count, facts
inline constexpr std::string_view imports =
    "imports"; ///< Category, facts: "none", "standard library", "third party", "relative"
inline constexpr std::string_view selfContained =
    "self_contained"; ///< Category, facts: "yes", "no"
inline constexpr std::string_view duplicateOf =
    "duplicate_of"; ///< Count, duplicates: row of the cluster's first sample; its own row for that
                    ///< one; none: alone
inline constexpr std::string_view label = "label"; ///< Category, never on disk: from workbench.db
} // namespace columnKey

struct ColumnInfo {
    std::string key;
    ColumnType type = ColumnType::Number;
    /// Values there are: rows [0, rows). A pass that was interrupted goes on here; beyond, values
    /// are none.
    SampleRow rows = 0;
    std::vector<std::string> names; ///< of a Category, by value
    Json facts = Json::object();    ///< who made it: program, model, fingerprint, settings
};

/// One property of all samples of a corpus, in memory or memory-mapped: immutable, safe from
/// several threads, cheap to copy.
class Column
{
public:
    /// CORPUS/columns/KEY.col. NotFound; Corrupt for sizes that contradict each other; Incompatible
    /// for a newer version.
    static Result<Column> open(const std::filesystem::path &file);
    static Column ofNumbers(std::string key, std::vector<float> values);
    static Column ofCounts(std::string key, std::vector<std::uint32_t> values);
    static Column ofCategories(std::string key, std::vector<std::string> names,
                               std::vector<std::uint32_t> values);

    const ColumnInfo &info() const;
    /// Of Number; as many as info().rows. Empty for the other types.
    std::span<const float> numbers() const;
    /// Of Count and Category.
    std::span<const std::uint32_t> counts() const;
    std::span<const SampleHash> hashes() const;

private:
    struct State;
    explicit Column(std::shared_ptr<const State> state);
    std::shared_ptr<const State> m_state;
};

/// All columns of a corpus by key, in the order of their keys; a damaged one is left out and said
/// in `problems`.
Result<std::vector<Column>> openColumns(const CorpusFiles &files,
                                        std::vector<std::string> &problems);

/// Writes a column from its end on, in order of rows. What was flushed survives SIGKILL; what was
/// not is written again by whoever resumes. The caller holds the corpus' lock.
class ColumnWriter
{
public:
    /// Opens or begins it. An existing one of another type or with other `facts` is Incompatible
    /// unless `replace`: then it begins anew beside the old one, which stays readable until
    /// finish(). A replacement that was interrupted goes on where it stopped if type and facts are
    /// the same again. Of `info`, key, type, names and facts are read.
    static Result<ColumnWriter> open(const CorpusFiles &files, const ColumnInfo &info,
                                     bool replace = false);
    ColumnWriter(ColumnWriter &&) noexcept;
    ColumnWriter &operator=(ColumnWriter &&) noexcept;
    ~ColumnWriter();

    SampleRow rows() const; ///< where to go on
    /// Drops the values of rows from `rows` on (the database lost them with the power).
    Result<void> truncate(SampleRow rows);
    void add(float value);
    void add(std::uint32_t value);
    void add(const SampleHash &value);
    /// Of a Category: the value of a name, added if it is new.
    std::uint32_t valueOf(std::string_view name);
    /// A Count changed after it was written (copies).
    Result<void> change(SampleRow row, std::uint32_t value);
    Result<void> flush();
    Result<void> finish(); ///< flushes; a replaced column takes the old one's place

private:
    struct State;
    explicit ColumnWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
