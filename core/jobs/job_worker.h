// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/jobs/job_state.h"

namespace phi1 {

/// The working side of a job: whoever does the work holds one of these while it does. It keeps in
/// the folder
///   lock          locked (flock, close-on-exec) while this object lives; holds "PID HOST"
///   status.json   replaced atomically, at every change of state and every 2 s by a thread of its
///                 own, so that the heartbeat goes on while the work is busy with one long thing
///   events.jsonl  what happened, see event()
///   log.txt       for people
/// All members may be called from any thread. SIGPIPE is ignored from start() on. A full disk or a
/// deleted folder never stops the work: see event().
class JobWorker
{
public:
    struct Options {
        std::string program;                ///< the command: "train", "prepare"
        std::vector<std::string> arguments; ///< of the command line, for people
        /// Fields of the `hello` event, which is then written by start(). null: the caller calls
        /// hello() when it knows them (a resume learns from_step only from its checkpoint).
        Json hello = nullptr;
        double heartbeatSeconds = 2.0;
    };

    /// Creates the folder if need be and takes the job over. A resumed job goes on counting: `seq`
    /// and `elapsed` from its last event, `segment` is one more than that of the start before, and
    /// an unfinished last line of events.jsonl is ended.
    /// Busy, naming pid and host, if another process works on the folder; Io if it cannot be
    /// written.
    static Result<std::unique_ptr<JobWorker>> start(const std::filesystem::path &folder,
                                                    Options options);

    JobWorker(const JobWorker &) = delete;
    JobWorker &operator=(const JobWorker &) = delete;
    /// Without finish() before: the state becomes Failed, "ended without saying why".
    ~JobWorker();

    const std::filesystem::path &folder() const;
    /// 0 in the first start of this job, 1 in its first resume, …
    int segment() const;
    /// Seconds of work since segment 0 began, without the pauses between segments.
    double elapsed() const;

    /// Writes the `hello` event (program, version, host and pid are added) and makes the state
    /// Running. Say it before any other event. `fields`: from_step, overrides, threads, devices,
    /// cpu_capability.
    Result<void> hello(Json fields);

    /// Appends one event: an object with `event` and its own fields; v, seq, segment, time and
    /// elapsed are added. Floating-point numbers may be non-finite: they are written as
    /// jsonNumber() does. One line, one write(2), a few microseconds; `checkpoint` events are
    /// synced to the disk by the heartbeat's thread, others whenever the system likes.
    /// The last `step` and `progress` also go into status.json.
    /// If the disk is full or the folder is gone, events wait in memory (up to 4 MiB, beyond that
    /// they are dropped and counted) and are written with the next one that succeeds, followed by a
    /// `warning` with the code "events_delayed" or "events_dropped". The error returned says what
    /// is wrong; going on is right.
    Result<void> event(Json event);

    /// `warning` and `error` events, also written to the log.
    void warning(std::string_view code, std::string_view message, Json more = Json::object());
    void error(std::string_view code, std::string_view message, Json more = Json::object());

    /// What the state is now, e.g. Stopping as soon as a SIGTERM was seen.
    void setState(JobState state);

    /// One line of log.txt: time, level ("info", "warning", "error"), text.
    void log(std::string_view level, std::string_view text);

    /// The end: writes `bye`, syncs, and makes the state Finished (status 0), Stopped (status 130,
    /// or 0 after setState(Stopping)) or Failed (any other). Call it once; later events are
    /// refused. The lock is held until destruction.
    void finish(std::string_view reason, int exitStatus);
    /// The end of a job that needs something of a person before it can go on: finish() with the
    /// state Paused and exit status 1. @param need  "key needed: …", what is to be done
    void finishPaused(std::string_view need);

    /// Events that were given up because the disk was full for too long.
    std::uint64_t droppedEvents() const;

private:
    struct State;
    explicit JobWorker(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
