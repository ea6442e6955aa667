// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/event_log.h"

#include <algorithm>
#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/failpoint.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace {

std::optional<EventPosition> positionOf(std::string_view line)
{
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    const auto seq = json.find("seq");
    const auto segment = json.find("segment");
    const auto elapsed = json.find("elapsed");
    if (seq == json.end() || !seq->is_number_integer() || segment == json.end() ||
        !segment->is_number_integer() || elapsed == json.end() || !elapsed->is_number())
        return std::nullopt;
    return EventPosition{seq->get<std::int64_t>(), segment->get<int>(), elapsed->get<double>()};
}

/// The last line that is an event, searched from the end in growing pieces.
Result<EventPosition> lastPosition(int file, std::uint64_t size)
{
    constexpr std::uint64_t searchLimit = 256u << 20; // beyond that much garbage, start afresh
    for (std::uint64_t length = 1u << 16;; length *= 8) {
        length = std::min({length, size, searchLimit});
        std::string tail(length, '\0');
        PHI1_TRY(readExactly(file, std::as_writable_bytes(std::span(tail.data(), tail.size())),
                             size - length, eventsFileName));
        std::size_t end = tail.size();
        while (end > 0) {
            const std::size_t lineBreak = tail.rfind('\n', end - 1);
            const bool whole = lineBreak != std::string::npos || length == size;
            const std::size_t begin = lineBreak == std::string::npos ? 0 : lineBreak + 1;
            if (whole) {
                if (const auto found =
                        positionOf(std::string_view(tail).substr(begin, end - begin)))
                    return *found;
            }
            end = begin == 0 ? 0 : begin - 1;
        }
        if (length == size || length == searchLimit)
            return EventPosition{};
    }
}

} // namespace

Result<EventLog> EventLog::open(int folder, const std::filesystem::path &shownFolder)
{
    EventLog log;
    log.m_file = FileDescriptor(
        ::openat(folder, eventsFileName, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    struct stat status = {};
    if (!log.m_file.isOpen() || ::fstat(log.m_file.get(), &status) != 0)
        return failure(ErrorCode::Io, concat(shownFolder / eventsFileName,
                                             " cannot be opened: ", systemMessage(errno)));
    if (!S_ISREG(status.st_mode))
        return failure(ErrorCode::Incompatible,
                       concat(shownFolder / eventsFileName, " is not a regular file"));
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size == 0)
        return log;
    PHI1_ASSIGN(log.m_start, lastPosition(log.m_file.get(), size));
    char last = 0;
    PHI1_TRY(readExactly(log.m_file.get(), std::as_writable_bytes(std::span(&last, 1)), size - 1,
                         eventsFileName));
    if (last != '\n')
        log.m_backlog.assign(1, '\n');
    return log;
}

Result<void> EventLog::append(std::string_view line)
{
    if (m_backlog.size() + line.size() + 1 > backlogLimit && !m_backlog.empty()) {
        if (auto flushed = flush(); !flushed) {
            ++m_dropped;
            return flushed;
        }
    }
    m_backlog.append(line);
    m_backlog.push_back('\n');
    return flush();
}

Result<void> EventLog::flush()
{
    if (isDeleted())
        return failure(ErrorCode::Io, concat(eventsFileName, " was deleted"));
    std::size_t done = 0;
    Result<void> result;
    while (done < m_backlog.size()) {
        const int injected = failpointError("event-log");
        const ssize_t count =
            injected == 0 ? ::write(m_file.get(), m_backlog.data() + done, m_backlog.size() - done)
                          : -1;
        const int error = injected == 0 ? errno : injected;
        if (count < 0 && error == EINTR)
            continue;
        if (count < 0) {
            result = failure(ErrorCode::Io,
                             concat(eventsFileName, " cannot be written: ", systemMessage(error)));
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    m_backlog.erase(0, done);
    return result;
}

bool EventLog::isDeleted() const
{
    struct stat status = {};
    return ::fstat(m_file.get(), &status) == 0 && status.st_nlink == 0;
}

Result<void> EventLog::reopen(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(FileDescriptor file,
                openFile(folder / eventsFileName, O_WRONLY | O_CREAT | O_APPEND));
    m_file = std::move(file);
    return flush();
}

void EventLog::sync()
{
    ::fdatasync(m_file.get()); // no answer to a failure but to go on; writes report theirs
}

} // namespace phi1
