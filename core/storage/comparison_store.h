// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/comparison/records.h"
#include "core/comparison/vote.h"

namespace phi1 {

/// A comparison as the history lists it.
struct ComparisonSummary {
    std::int64_t id = 0;
    std::string title;
    std::string promptStart; ///< the first 200 bytes or less, whole characters
    std::string promptEntry;
    double createdAt = 0;
    std::vector<std::string> models; ///< names of the panes
    int completions = 0;             ///< over all panes
    bool identical = false;          ///< all panes show the same text
    bool hasWarning = false;

    bool operator==(const ComparisonSummary &) const = default;
};

/// Where a page of the history ended: hand it over to get the next one. Pages stay right while
/// comparisons are added and removed.
struct HistoryPosition {
    double createdAt = 0;
    std::int64_t id = 0;

    bool operator==(const HistoryPosition &) const = default;
};

struct HistoryPage {
    std::vector<ComparisonSummary> entries;
    std::optional<HistoryPosition> next; ///< nothing: that was the last page
};

struct SetRunSummary {
    std::int64_t id = 0;
    std::string title;
    double createdAt = 0;
    int prompts = 0;
    int checkpoints = 0;
    int cells = 0; ///< those that were run

    bool operator==(const SetRunSummary &) const = default;
};

/// What the window remembers of comparisons: history, own prompts, votes and set runs, in the
/// workspace's workbench.db beside what WorkbenchDatabase keeps. One connection; used by one thread
/// at a time. Every change is one transaction and durable when the call returns. Refusals are those
/// of WorkbenchDatabase: a newer schema is Incompatible, a file that was removed meanwhile
/// NotFound, a database that cannot be written opens for reading and refuses changes as Io.
class ComparisonStore
{
public:
    static Result<ComparisonStore> open(const std::filesystem::path &file);
    ComparisonStore(ComparisonStore &&) noexcept;
    ComparisonStore &operator=(ComparisonStore &&) noexcept;
    ~ComparisonStore();

    bool isReadOnly() const;

    /// Keeps a comparison. With id 0 a new one; else the one that has the id is replaced.
    /// @return the id
    Result<std::int64_t> save(const ComparisonRecord &comparison);
    /// Adds a completion to a pane of a stored comparison, or replaces the one of the same id: what
    /// a streamed completion needs when it ended, without writing the others again.
    Result<void> saveCompletion(std::int64_t comparison, int pane,
                                const CompletionRecord &completion);
    /// Which completion of a pane is on view.
    Result<void> setShown(std::int64_t comparison, int pane, int completion);
    /// Exactly what was saved. NotFound for an id that is not there.
    Result<ComparisonRecord> load(std::int64_t id) const;
    Result<void> rename(std::int64_t id, const std::string &title);
    /// Out of the history; restore() brings it back until forgetRemoved().
    Result<void> remove(std::int64_t id);
    Result<void> restore(std::int64_t id);
    /// Deletes for good what was removed.
    Result<void> forgetRemoved();

    /// The newest first.
    /// @param query  words that must stand in title, prompt or a completion, in any order, the
    ///               last one may be the beginning of a word; "two words" in quotes stand together.
    ///               Empty: everything. Any text is a query; none is a syntax error.
    Result<HistoryPage> history(const std::string &query = {},
                                std::optional<HistoryPosition> after = {}, int limit = 100) const;
    Result<std::int64_t> historySize() const;
    /// By id of the prompt: whether the panes of its newest comparison (of two or more,
    /// written to their end)
    /// showed the same text.
    Result<std::map<std::string, bool>> lastOutcomes() const;

    /// The user's prompts by group, then by title.
    Result<std::vector<PromptEntry>> prompts() const;
    /// @param prompt  with an empty id a new one; "user:NUMBER" replaces that one, or puts it back
    /// @return the id
    Result<std::string> savePrompt(const PromptEntry &prompt);
    Result<void> removePrompt(const std::string &id);

    /// In the order in which they were given.
    Result<std::vector<Vote>> votes() const;
    /// With id 0 a new one; else it is put back under the id that it had.
    Result<std::int64_t> saveVote(const Vote &vote);
    Result<void> removeVote(std::int64_t id);

    /// Keeps prompts, columns and the cells there are. With id 0 a new one, else replaced.
    Result<std::int64_t> saveSetRun(const SetRunRecord &run);
    /// What became known of a column; its cells stay.
    Result<void> saveColumn(std::int64_t setRun, int column, const PaneRecord &facts);
    /// One cell when it is done.
    Result<void> saveCell(std::int64_t setRun, const SetCell &cell);
    /// @param tokens  false: cells without their tokens, for a grid that is only looked at
    Result<SetRunRecord> loadSetRun(std::int64_t id, bool tokens = true) const;
    Result<CompletionRecord> loadCell(std::int64_t setRun, int row, int column) const;
    /// The newest first.
    Result<std::vector<SetRunSummary>> setRuns() const;
    Result<void> renameSetRun(std::int64_t id, const std::string &title);
    Result<void> removeSetRun(std::int64_t id);
    Result<void> restoreSetRun(std::int64_t id);

    /// The settings that a new comparison begins with; nothing: never changed.
    Result<std::optional<SamplingSettings>> lastSettings() const;
    Result<void> setLastSettings(const SamplingSettings &settings);

private:
    struct State;
    explicit ComparisonStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
