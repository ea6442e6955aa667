// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/progress.h"

#include <algorithm>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/jobs/job_worker.h"

namespace phi1 {

namespace {

constexpr double secondsBetweenDraws = 0.1;
constexpr double secondsBetweenLines = 15.0;
constexpr double secondsBetweenEvents = 1.0;
constexpr int barWidth = 24;

JobWorker *reportedJob = nullptr;

int terminalWidth()
{
    winsize size = {};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

} // namespace

Progress::Progress(const OutputOptions &options, std::string what, std::string unit)
    : m_style(options.progressJson           ? Style::JsonLines
              : ::isatty(STDERR_FILENO) == 1 ? Style::Bar
                                             : Style::Lines)
    , m_what(std::move(what))
    , m_unit(std::move(unit))
{}

Progress::~Progress()
{
    finish();
}

void Progress::startAt(std::int64_t done)
{
    const std::lock_guard lock(m_mutex);
    m_first = done;
    m_done = done;
}

void Progress::update(std::int64_t done, std::int64_t total, const std::string &detail)
{
    const std::lock_guard lock(m_mutex);
    if (m_finished)
        return;
    m_done = done;
    m_total = total;
    m_detail = detail;
    const double interval = m_style == Style::Lines ? secondsBetweenLines : secondsBetweenDraws;
    const Clock::time_point now = Clock::now();
    if (reportedJob &&
        std::chrono::duration<double>(now - m_written).count() >= secondsBetweenEvents) {
        m_written = now;
        writeEvent();
    }
    if (m_drawn == Clock::time_point{} && m_style == Style::Lines)
        m_drawn = m_begin; // the first line only when there is something to say
    if (std::chrono::duration<double>(now - m_drawn).count() < interval)
        return;
    m_drawn = now;
    draw(false);
}

void Progress::note(const std::string &line)
{
    const std::lock_guard lock(m_mutex);
    if (m_style == Style::JsonLines) {
        std::fprintf(stderr, "%s\n", dumpJson({{"event", "message"}, {"message", line}}).c_str());
        return;
    }
    std::fprintf(stderr, "%s%s\n", m_open ? "\r\x1b[K" : "", line.c_str());
    if (m_open && !m_finished)
        draw(false);
}

void Progress::finish()
{
    const std::lock_guard lock(m_mutex);
    if (m_finished)
        return;
    if (reportedJob && m_done > m_first)
        writeEvent();
    if (m_drawn != Clock::time_point{} && m_done > m_first)
        draw(true);
    if (m_open)
        std::fputc('\n', stderr);
    m_finished = true;
    m_open = false;
}

void Progress::reportTo(JobWorker *job)
{
    reportedJob = job;
}

void Progress::writeEvent()
{
    // A full disk delays events; the job says so itself and the work goes on.
    (void)reportedJob->event({{"event", "progress"},
                              {"done", m_done},
                              {"total", m_total},
                              {"unit", m_unit},
                              {"eta", jsonNumber(secondsLeftLocked())}});
}

double Progress::secondsLeft() const
{
    const std::lock_guard lock(m_mutex);
    return secondsLeftLocked();
}

double Progress::secondsLeftLocked() const
{
    if (m_total <= 0 || m_done <= m_first)
        return -1.0;
    const double elapsed = std::chrono::duration<double>(Clock::now() - m_begin).count();
    return elapsed * static_cast<double>(std::max<std::int64_t>(0, m_total - m_done)) /
           static_cast<double>(m_done - m_first);
}

void Progress::draw(bool last)
{
    const double left = secondsLeftLocked();
    if (m_style == Style::JsonLines) {
        Json line = {{"event", "progress"}, {"what", m_what}, {"done", m_done}, {"unit", m_unit}};
        if (m_total > 0)
            line["total"] = m_total;
        if (left >= 0.0)
            line["eta"] = left;
        if (!m_detail.empty())
            line["detail"] = m_detail;
        std::fprintf(stderr, "%s\n", dumpJson(line).c_str());
        return;
    }
    std::string text = concat(m_what, " ");
    if (m_style == Style::Bar && m_total > 0) {
        const auto full = static_cast<int>(barWidth * std::min(m_done, m_total) / m_total);
        text += concat("[", std::string(static_cast<std::size_t>(full), '#'),
                       std::string(static_cast<std::size_t>(barWidth - full), '.'), "] ");
    }
    text += std::to_string(m_done);
    if (m_total > 0)
        text += concat("/", m_total);
    text += concat(" ", m_unit);
    if (!m_detail.empty())
        text += concat(", ", m_detail);
    if (last)
        text +=
            concat(", took ",
                   formatDuration(std::chrono::duration<double>(Clock::now() - m_begin).count()));
    else if (left >= 0.0)
        text += concat(", ", formatDuration(left), " left");
    if (m_style == Style::Lines) {
        std::fprintf(stderr, "%s\n", text.c_str());
        return;
    }
    // Cut to the terminal's width: a bar that wraps cannot be redrawn.
    text.resize(std::min(text.size(), static_cast<std::size_t>(std::max(20, terminalWidth() - 1))));
    std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
    std::fflush(stderr);
    m_open = true;
}

} // namespace phi1
