// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include <QString>

#include "core/storage/workbench_database.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// workbench.db behind a thread of its own. Changes are kept in their order until they are on disk:
/// one that fails is tried again every two seconds, with all that came later behind it.
class AnnotationStore
{
public:
    struct Content {
        std::map<std::string, RunAnnotation> annotations;
        std::map<std::string, std::vector<StoredNote>> notes;
        std::vector<std::string> externalRuns;
    };
    /// Called in the store's thread.
    struct Listener {
        /// Once, with what the file held; empty if it could not be read.
        std::function<void(Content)> loaded;
        /// The file vanished and a new, empty one was made: everything has to be written again.
        std::function<void()> renewed;
        std::function<void(const QString &sentence)> problem; ///< empty: none any more
    };
    /// A change, which may be made twice without harm.
    using Change = std::function<Result<void>(WorkbenchDatabase &)>;

    AnnotationStore(std::filesystem::path workspace, Listener listener);
    /// Tries once more to write what is left.
    ~AnnotationStore();

    void start();
    void change(Change change);
    int unsaved() const;

private:
    std::chrono::milliseconds turn();
    bool openDatabase();
    void tell(const QString &sentence);

    std::filesystem::path m_workspace;
    Listener m_listener;
    mutable std::mutex m_mutex;
    std::deque<Change> m_changes;
    // Of the thread alone.
    std::optional<WorkbenchDatabase> m_database;
    bool m_loaded = false;
    bool m_wasOpen = false;
    QString m_told;
    WorkerThread m_thread;
};

} // namespace phi1
