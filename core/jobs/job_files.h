// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/jobs/job_state.h"
#include "core/jobs/process_identity.h"

/// The files of a job folder as they stand on disk: names, and the writing and reading of
/// status.json and lock. What they mean together is told by job_status.h.
namespace phi1 {

inline constexpr const char *statusFileName = "status.json";
inline constexpr const char *eventsFileName = "events.jsonl";
inline constexpr const char *logFileName = "log.txt";
inline constexpr const char *lockFileName = "lock";
/// Names the process that somebody is killing on purpose, for the time it takes; whoever writes
/// down how the job ended then calls it stopped.
inline constexpr const char *killFileName = "kill.json";

/// Version of status.json and of the lines of events.jsonl (`v`).
inline constexpr int jobFilesVersion = 1;

/// What status.json holds. Keys are the names below in snake_case; `process_start_time` and
/// `boot_id` belong to the identity. Members that are not known are null there.
struct StatusFile {
    JobState state = JobState::Starting;
    std::string program;
    std::vector<std::string> arguments;
    ProcessIdentity process; ///< pid 0: none yet
    double heartbeat = 0;    ///< unix seconds
    double started = 0;      ///< unix seconds, of this segment
    int segment = 0;
    double elapsed = 0;               ///< seconds of work since segment 0
    std::optional<std::int64_t> step; ///< of the last `step` event
    Json progress = nullptr;          ///< fields of the last `progress` event
    std::string exitReason;           ///< empty while it lives
    std::optional<int> exitStatus;    ///< exit code, when it ended by one
    std::optional<int> signal;        ///< that ended it
    std::optional<std::uint64_t> peakMemoryBytes;
    std::uint64_t droppedEvents = 0;
};

Json toJson(const StatusFile &status);
/// Incompatible, naming both numbers, for another version; Corrupt for anything else that is wrong.
Result<StatusFile> statusFromJson(const Json &json, const std::string &what);
/// NotFound if the folder has none.
Result<StatusFile> readStatusFile(const std::filesystem::path &folder);

/// Replaces status.json in the folder with this descriptor (not a path: the folder may be renamed
/// while a job runs). `durable`: synced, so that it also outlives a power cut.
Result<void> writeStatusFile(int folder, const StatusFile &status, bool durable);
Result<void> writeStatusFile(const std::filesystem::path &folder, const StatusFile &status);

/// Locks FOLDER/lock for this process and writes its identity into it. Busy, naming pid and host,
/// while another holds it. Close-on-exec: released when the descriptor closes or the process ends.
Result<FileDescriptor> lockJobFolder(const std::filesystem::path &folder);

/// Whether a process of any host (as far as the file system tells) holds the lock.
bool isJobFolderLocked(const std::filesystem::path &folder);

/// The exit reason of a job that was killed on purpose.
inline constexpr const char *killedOnRequest = "killed on request";

/// Writes FOLDER/kill.json, asks for it, and takes it away.
Result<void> announceKill(const std::filesystem::path &folder, const ProcessIdentity &process);
bool isKillAnnounced(const std::filesystem::path &folder, const ProcessIdentity &process);
void forgetKill(const std::filesystem::path &folder);

/// Unix time in seconds.
double unixTime();

} // namespace phi1
