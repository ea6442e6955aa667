// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/jobs/job_files.h"
#include "core/jobs/workspace.h"

namespace phi1 {

/// What became of an entry of the queue.
enum class QueueState {
    Waiting,
    Starting, ///< the supervisor is about to make the process
    Running,
    Finished, ///< ended with status 0
    Stopped,
    Failed,
};
std::string_view queueStateName(QueueState state);

/// One command that waits, runs or ran. On disk: WORKSPACE/queue/ID.json, version 1.
struct QueueEntry {
    std::string id; ///< a number, given out once per workspace
    std::string name;
    std::filesystem::path job;          ///< folder, absolute
    std::filesystem::path program;      ///< absolute
    std::vector<std::string> arguments; ///< without the program
    std::filesystem::path directory;    ///< current folder of the worker
    /// Of the environment of whoever added it, what steers computing (CUDA_…, OMP_…, PHI1_…). Not
    /// all of it: environments hold secrets.
    std::map<std::string, std::string> environment;
    std::string after; ///< id that must end with status 0 first, empty without
    /// What it computes on: "cpu", "cuda:0", …, never "auto". An entry written before there were
    /// devices has those that "auto" means here.
    std::vector<std::string> devices = {};
    bool shareDevice = false; ///< may run beside others on its devices
    /// Of the workspace, that it works on: entries of one corpus run one after another, whatever
    /// becomes of each. Empty: none.
    std::string corpus = {};
    double order = 0; ///< ascending
    QueueState state = QueueState::Waiting;
    double added = 0, started = 0, ended = 0; ///< unix seconds
    ProcessIdentity process;
    std::optional<int> exitStatus;
    std::optional<int> signal;
    std::string reason;            ///< of a failure
    std::uint64_t logOffset = 0;   ///< where its output in log.txt begins
    Json previousStatus = nullptr; ///< status.json before it was queued
};

Json toJson(const QueueEntry &entry);

/// The queue of a workspace on disk: one file per entry, each replaced atomically, so that a crash
/// at any moment leaves every entry old or new. Every change is made under a lock of its own
/// (queue/lock), which is held for milliseconds.
class JobQueue
{
public:
    /// Creates the folder if need be.
    static Result<JobQueue> open(const Workspace &workspace);

    const Workspace &workspace() const { return m_workspace; }

    struct Listing {
        bool paused = false;
        std::vector<QueueEntry> entries;  ///< in their order
        std::vector<std::string> damaged; ///< a sentence for each file that cannot be used
    };
    Result<Listing> list() const;

    struct NewEntry {
        std::filesystem::path job;
        std::filesystem::path program; ///< empty: the running one
        std::vector<std::string> arguments;
        std::string name;
        std::string after;
        /// As hardware.devices and --device have them; empty: auto.
        std::vector<std::string> devices = {};
        bool shareDevice = false;
        std::string corpus = {};
    };
    /// @return the id. Busy if a process works on the folder or it waits in the queue already,
    /// NotFound if `after` is not known, Usage if a device is none.
    Result<std::string> add(const NewEntry &entry);
    /// Takes a waiting entry away (its folder's status becomes what it was before) or forgets one
    /// that ended. Busy while it runs; Usage while others wait for it.
    Result<void> remove(const std::string &id);
    /// @param position  1: before all others that wait
    Result<void> move(const std::string &id, int position);
    /// While paused, nothing new is started; what runs goes on.
    Result<void> setPaused(bool paused);

    /// For the supervisor: the lock, and plain reading and writing under it.
    Result<FileDescriptor> lock() const;
    Result<QueueEntry> read(const std::string &id) const;
    Result<void> write(const QueueEntry &entry) const;
    /// Locked by the worker's process from before it exists; holds its identity once it runs.
    std::filesystem::path workerFile(const std::string &id) const;

private:
    struct Settings {
        bool paused = false;
        std::int64_t nextId = 1;
    };

    explicit JobQueue(Workspace workspace)
        : m_workspace(std::move(workspace))
    {}
    Result<Settings> readSettings() const;
    Result<void> writeSettings(const Settings &settings) const;
    std::filesystem::path entryFile(const std::string &id) const;
    void prune(const std::vector<QueueEntry> &entries) const;

    Workspace m_workspace;
};

/// Whether an entry's predecessor is done: Waiting entries without `after` are ready. A
/// predecessor that failed or was stopped counts as done when a later entry for the same job
/// folder, such as a resume, finished with status 0.
bool isReady(const QueueEntry &entry, const std::vector<QueueEntry> &entries);

} // namespace phi1
