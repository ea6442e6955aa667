// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/files.h"
#include "core/base/result.h"
#include "views/state/log_model.h"

namespace phi1 {

/// One line as a program wrote it: escape sequences and control characters taken out, what a
/// carriage return overwrote left away, very long lines cut, time and level of our own lines split
/// off.
LogLine parseLogLine(std::string_view bytes);

/// Follows a log file. It has no thread and waits for nothing. However much is written, a call
/// returns at most `lines` lines (the newest) and the number of those that were left out; memory
/// stays flat.
class LogReader
{
public:
    explicit LogReader(std::filesystem::path file);

    /// What was written since the last call; of a file met for the first time its end. NotFound
    /// while there is no file, Io if it cannot be read.
    Result<LogBatch> poll(int lines = 5000);

    /// Bytes of a file's end that are read first.
    static constexpr std::uint64_t firstBytes = 512u << 10;
    /// A longer line is cut.
    static constexpr std::size_t longestLine = 4000;

private:
    Result<bool> open(LogBatch &batch);
    void take(std::string_view bytes, LogBatch &batch, int limit);

    std::filesystem::path m_path;
    FileDescriptor m_file;
    std::uint64_t m_device = 0, m_inode = 0;
    std::uint64_t m_offset = 0;
    std::string m_rest;      ///< an unfinished line
    bool m_skipping = false; ///< the unfinished line is too long; its rest is not kept
    int m_idlePolls = 0;     ///< that found nothing new while a line was unfinished
    bool m_known = false;    ///< some file was read before
};

} // namespace phi1
