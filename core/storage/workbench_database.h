// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/storage/workbench_schema.h"

namespace phi1 {

/// What people add to a run; the run folder itself is never touched for it.
struct RunAnnotation {
    std::string title; ///< empty: the folder's name is shown
    std::string notes;
    std::vector<std::string> tags; ///< in the order in which they were given
    /// 0-based, in order of first appearance, kept for as long as the run is known; -1: none yet.
    int colourSlot = -1;
    std::string customColour; ///< "#RRGGBB", empty: that of the slot
    int dash = -1;            ///< index of a dash pattern, -1: that of the slot
    bool archived = false;
    bool shown = true; ///< its curve is drawn
    bool baseline = false;

    bool operator==(const RunAnnotation &) const = default;
};

/// A note that somebody pinned to a step of a run's curve.
struct StoredNote {
    std::int64_t id = 0;
    std::int64_t step = 0;
    std::string text;
    double added = 0; ///< unix seconds
};

/// WORKSPACE/workbench.db: what the desktop program remembers about the runs of a workspace
/// (comparisons: ComparisonStore, in the same file). One connection;
/// used by one thread at a time. Every change is one transaction and durable when the call returns
/// (synchronous=FULL). WAL on local disks, a rollback journal on network file systems, where WAL's
/// shared memory does not work. If the file at the path is not the one that was opened any more,
/// changes are refused as NotFound: they would go into a file that nobody can find again. Runs are
/// known by identityOf().
class WorkbenchDatabase
{
public:
    /// Schema version of this program; `user_version` of the file.
    static constexpr int schemaVersion = workbenchSchemaVersion;

    /// Opens or creates the file. An older schema is brought up after a copy of the file was kept
    /// beside it ("workbench.db.vN-backup"). Where the
    /// folder cannot be written, an existing file is opened for reading only. Incompatible, naming
    /// both numbers and leaving the file as it is, for a newer schema; Corrupt for a file that is
    /// no such database; Io if it cannot be written; Busy if another program keeps it locked for
    /// seconds.
    static Result<WorkbenchDatabase> open(const std::filesystem::path &file);
    WorkbenchDatabase(WorkbenchDatabase &&) noexcept;
    WorkbenchDatabase &operator=(WorkbenchDatabase &&) noexcept;
    ~WorkbenchDatabase();

    /// The name under which a run is stored: relative to the workspace if it lies inside, so that a
    /// workspace can be moved, else its absolute path.
    static std::string identityOf(const std::filesystem::path &workspace,
                                  const std::filesystem::path &runFolder);
    static std::filesystem::path folderOf(const std::filesystem::path &workspace,
                                          const std::string &identity);

    Result<std::map<std::string, RunAnnotation>> annotations() const;
    Result<void> setAnnotation(const std::string &identity, const RunAnnotation &annotation);
    /// All in one transaction.
    Result<void> setAnnotations(const std::map<std::string, RunAnnotation> &annotations);
    /// Everything known of one run goes over to another name (of a folder that was renamed).
    Result<void> renameRun(const std::string &from, const std::string &to);
    /// Forgets annotation, notes and registration.
    Result<void> removeRun(const std::string &identity);

    /// By run, ascending by step, then by id.
    Result<std::map<std::string, std::vector<StoredNote>>> notes() const;
    /// @param note  with id 0 a new one; else it is put back under the id that it had (undo)
    /// @return the id
    Result<std::int64_t> addNote(const std::string &identity, const StoredNote &note);
    Result<void> changeNote(std::int64_t id, const std::string &text);
    Result<void> removeNote(std::int64_t id);

    /// Run folders outside the workspace that were opened, in that order.
    Result<std::vector<std::string>> externalRuns() const;
    Result<void> addExternalRun(const std::string &identity);
    Result<void> removeExternalRun(const std::string &identity);

    Result<std::optional<std::string>> setting(const std::string &key) const;
    Result<void> setSetting(const std::string &key, const std::string &value);

    /// Reading works, every change is refused.
    bool isReadOnly() const;
    /// "wal" or "delete"
    Result<std::string> journalMode() const;

private:
    struct State;
    explicit WorkbenchDatabase(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
