// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/files.h"
#include "core/base/result.h"

namespace phi1 {

/// Where the numbering of a job stands after its last whole event.
struct EventPosition {
    std::int64_t seq = -1;
    int segment = -1;
    double elapsed = 0;
};

/// The writing end of events.jsonl: whole lines, one write(2) each, on an O_APPEND descriptor.
/// Not thread-safe.
class EventLog
{
public:
    /// Opens (or creates) the file, ends an unfinished last line, and reads on from where the
    /// numbering stopped. `folder` is a descriptor, so that the folder may be renamed.
    static Result<EventLog> open(int folder, const std::filesystem::path &shownFolder);

    const EventPosition &start() const { return m_start; }

    /// Appends a line; a line break is added. If the system refuses, the line waits with those
    /// before it (up to `backlogLimit` bytes) for the next append() or flush(), and the error is
    /// returned.
    Result<void> append(std::string_view line);
    Result<void> flush();

    /// Whether the file has no name any more (somebody deleted it). Then reopen() makes a new one
    /// as soon as there is a folder again.
    bool isDeleted() const;
    Result<void> reopen(const std::filesystem::path &folder);

    void sync();
    bool hasBacklog() const { return !m_backlog.empty(); }
    std::uint64_t droppedLines() const { return m_dropped; }

    static constexpr std::size_t backlogLimit = 4u << 20;

private:
    FileDescriptor m_file;
    EventPosition m_start;
    std::string m_backlog; ///< bytes that are not written yet; may begin inside a line
    std::uint64_t m_dropped = 0;
};

} // namespace phi1
