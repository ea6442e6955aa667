// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

class SqliteConnection;

/// What a list shows of a sample.
struct SampleHead {
    SampleRow row = noSample;
    std::string title;       ///< of the origin; empty: show the first line of the excerpt
    std::string excerpt;     ///< the first bytes of the text, unchanged; may end inside a character
    std::uint64_t bytes = 0; ///< of the whole text
};

enum class InputState {
    Reading,  ///< being read, or interrupted: importing it again goes on
    Finished, ///< to its end
    Broken,   ///< cannot be read further; `message` says why
};

/// A file that was imported.
struct ImportInput {
    std::int64_t id = 0;
    std::string path;
    InputState state = InputState::Reading;
    std::uint64_t size = 0;         ///< bytes on the disk when it was opened
    std::uint64_t documents = 0;    ///< read so far, duplicates and problems included
    std::uint64_t samples = 0;      ///< stored of them
    std::uint64_t duplicates = 0;   ///< texts that were there already
    std::uint64_t problems = 0;     ///< lines that could not be imported
    std::uint64_t textBytes = 0;    ///< of all documents read
    std::uint64_t duplicateIds = 0; ///< identifiers met again with another text; both are kept
    std::string message;            ///< of Broken
};

/// A line that could not be imported.
struct ImportProblem {
    std::string input;
    std::uint64_t line = 0; ///< from 1; 0: a file that is one document
    std::string message;
};

/// Where an exact duplicate of a sample was met.
struct SampleCopy {
    std::string input;
    std::uint64_t line = 0;
    std::string externalId;
};

/// Keys of the members of SampleOrigin with few different values, each a column of its own.
std::span<const std::string_view> categoryFields();

/// Reads WORKSPACE/corpora/NAME/samples.db, while an import may be adding to it: what was committed
/// last is seen. One object a thread; never writes.
///
/// Tables, for those who write SQL of their own (sqlite()):
///   samples(id INTEGER PRIMARY KEY = row + 1, text, title, prompt, source … generator: codes of
///           `names`, path, settings, external_id, input, line, extra)
///   words: FTS5 external content over samples(title, text), rowid = id; tokenize = "unicode61
///           tokenchars '_'": identifiers are one word
class SampleStore
{
public:
    /// NotFound; Corrupt for what is no such database; Incompatible for a newer version.
    static Result<SampleStore> open(const CorpusFiles &files);
    SampleStore(SampleStore &&) noexcept;
    SampleStore &operator=(SampleStore &&) noexcept;
    ~SampleStore();

    const CorpusFiles &files() const;
    /// Committed so far; grows during an import.
    Result<SampleRow> rows() const;

    Result<Sample> sample(SampleRow row) const;
    Result<std::string> text(SampleRow row) const;
    /// Calls `visit` for rows [first, end) in order until it returns false; the text is valid
    /// during the call. The way to go through a corpus.
    Result<void>
    eachText(SampleRow first, SampleRow end,
             const std::function<bool(SampleRow row, std::string_view text)> &visit) const;
    /// The same for any rows, in the order given.
    Result<void>
    eachText(std::span<const SampleRow> rows,
             const std::function<bool(SampleRow row, std::string_view text)> &visit) const;
    /// In the order given. A row that is not there is NotFound.
    Result<std::vector<SampleHead>> heads(std::span<const SampleRow> rows,
                                          std::size_t excerptBytes) const;
    /// By the column of hashes; nothing if no sample has that text.
    Result<std::optional<SampleRow>> rowOfHash(const SampleHash &hash) const;
    /// Where exact duplicates of a sample were met, in the order of the imports, at most `limit`.
    Result<std::vector<SampleCopy>> copies(SampleRow row, std::size_t limit = 100) const;

    Result<std::vector<ImportInput>> inputs() const;
    Result<std::uint64_t> problemCount() const; ///< all, also those whose text was not kept
    Result<std::vector<ImportProblem>> problems(std::size_t limit = 1000) const;

    /// For statements of one's own; the connection is query_only.
    const SqliteConnection &sqlite() const;
    /// Ends long statements of this store soon after `stop` was requested; they fail with
    /// Cancelled.
    void setStop(std::stop_token stop);

private:
    struct State;
    explicit SampleStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
