// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "app/phi1/command_line.h"

namespace phi1 {

class JobWorker;

/// Progress of long work on stderr: a bar that redraws itself on a terminal, a line now and then
/// where stderr is a file or a pipe, JSON lines
/// ({"event":"progress","done":…,"total":…,"unit":…,"eta":…}) with --progress json. May be called
/// as often as one likes: it draws at most ten times a second. Thread-safe.
class Progress
{
public:
    /// @param what  stands before the bar: "Training"
    /// @param unit  of done and total: "steps"
    Progress(const OutputOptions &options, std::string what, std::string unit);
    ~Progress(); ///< ends the bar's line

    /// The work counts from here: what was done before (a resume) does not enter the time left.
    void startAt(std::int64_t done);
    /// @param total   0: not known
    /// @param detail  shown behind the bar: "loss 2.31, 10.4 k tokens/s"
    void update(std::int64_t done, std::int64_t total, const std::string &detail = {});
    /// A line of its own above the bar.
    void note(const std::string &line);
    /// Draws the last state and ends the line; further calls do nothing.
    void finish();

    /// From now on every Progress also writes `progress` events into this job, once a second; null
    /// ends that. Called where no Progress is at work.
    static void reportTo(JobWorker *job);

    /// Seconds left at the mean speed so far; negative if not known.
    double secondsLeft() const;

private:
    enum class Style { Bar, Lines, JsonLines };
    using Clock = std::chrono::steady_clock;

    void draw(bool last);
    void writeEvent();
    double secondsLeftLocked() const;

    const Style m_style;
    const std::string m_what;
    const std::string m_unit;
    mutable std::mutex m_mutex;
    const Clock::time_point m_begin = Clock::now();
    Clock::time_point m_drawn{}, m_written{};
    std::int64_t m_first = 0, m_done = 0, m_total = 0;
    std::string m_detail;
    bool m_open = false; ///< the terminal's line holds a bar
    bool m_finished = false;
};

} // namespace phi1
