// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/log_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Bytes read by one poll; the next goes on from there.
constexpr std::uint64_t mostBytes = 64u << 20;
/// Bytes whose lines may be shown by one poll.
constexpr std::size_t shownBytes = 2u << 20;
/// After so many polls without news an unfinished line is shown as it is.
constexpr int patientPolls = 10;

std::size_t endOfEscape(std::string_view bytes, std::size_t at)
{
    if (at + 1 >= bytes.size())
        return bytes.size();
    const char kind = bytes[at + 1];
    if (kind == '[') { // CSI: parameters, then a letter
        std::size_t i = at + 2;
        while (i < bytes.size() && (bytes[i] < '@' || bytes[i] > '~'))
            ++i;
        return std::min(i + 1, bytes.size());
    }
    if (kind == ']' || kind == 'P' || kind == '^' || kind == '_') { // up to BEL or ESC backslash
        for (std::size_t i = at + 2; i < bytes.size(); ++i) {
            if (bytes[i] == '\a')
                return i + 1;
            if (bytes[i] == '\x1b' && i + 1 < bytes.size() && bytes[i + 1] == '\\')
                return i + 2;
        }
        return bytes.size();
    }
    return at + 2;
}

std::string withoutEscapes(std::string_view bytes)
{
    std::string plain;
    plain.reserve(std::min(bytes.size(), LogReader::longestLine + 16));
    for (std::size_t i = 0; i < bytes.size() && plain.size() <= LogReader::longestLine;) {
        const char c = bytes[i];
        if (c == '\x1b') {
            i = endOfEscape(bytes, i);
            continue;
        }
        if (c == '\r')
            plain.clear(); // what a progress bar draws over
        else if (static_cast<unsigned char>(c) >= 0x20 ? c != '\x7f' : c == '\t')
            plain += c;
        ++i;
    }
    return plain;
}

/// "2026-03-12T09:14:02Z " at the beginning; 0 if it is not there.
double timeStamp(std::string_view text)
{
    constexpr std::string_view shape = "0000-00-00T00:00:00Z ";
    if (text.size() < shape.size())
        return 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return 0;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i)
            value = value * 10 + (text[i] - '0');
        return value;
    };
    std::tm parts = {};
    parts.tm_year = number(0, 4) - 1900;
    parts.tm_mon = number(5, 2) - 1;
    parts.tm_mday = number(8, 2);
    parts.tm_hour = number(11, 2);
    parts.tm_min = number(14, 2);
    parts.tm_sec = number(17, 2);
    return static_cast<double>(::timegm(&parts));
}

} // namespace

LogLine parseLogLine(std::string_view bytes)
{
    while (!bytes.empty() && bytes.back() == '\r')
        bytes.remove_suffix(1);
    const std::string plain = withoutEscapes(bytes);
    std::string_view text = plain;
    LogLine line;
    if (const double time = timeStamp(text); time > 0) {
        constexpr std::size_t stampLength = 21;
        const std::string_view rest = text.substr(stampLength);
        using Level = std::pair<std::string_view, LogLevel>;
        for (const auto &[word, level] :
             {Level{"info ", LogLevel::Info}, Level{"warning ", LogLevel::Warning},
              Level{"error ", LogLevel::Error}}) {
            if (rest.starts_with(word)) {
                line.time = time;
                line.level = level;
                text = rest.substr(word.size());
                break;
            }
        }
    }
    line.text =
        QString::fromUtf8(text.data(), qsizetype(std::min(text.size(), LogReader::longestLine)));
    if (text.size() > LogReader::longestLine)
        line.text += u'…';
    return line;
}

LogReader::LogReader(std::filesystem::path file)
    : m_path(std::move(file))
{}

/// Opens the file if it is not open, or another stands at its path now.
/// @return whether there is one
Result<bool> LogReader::open(LogBatch &batch)
{
    struct stat now {};
    if (::stat(m_path.c_str(), &now) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return failure(ErrorCode::NotFound, concat("There is no ", m_path, " yet"));
        return failure(ErrorCode::Io, concat(m_path, " cannot be read: ", systemMessage(errno)));
    }
    const bool isSame = m_file.isOpen() && now.st_dev == m_device && now.st_ino == m_inode;
    const auto size = static_cast<std::uint64_t>(now.st_size);
    if (isSame && size >= m_offset)
        return true;
    PHI1_ASSIGN(m_file, openFile(m_path, O_RDONLY));
    m_device = now.st_dev;
    m_inode = now.st_ino;
    batch.restarted = m_known;
    m_known = true;
    m_rest.clear();
    m_offset = size > firstBytes ? size - firstBytes : 0;
    m_skipping = m_offset > 0; // the first line begins before what is read
    batch.hasEarlier = m_offset > 0;
    return true;
}

Result<LogBatch> LogReader::poll(int lines)
{
    LogBatch batch;
    PHI1_ASSIGN([[maybe_unused]] const bool isOpen, open(batch));
    std::string bytes; // the last ones that were read, whole lines at the front where possible
    std::array<char, 256u << 10> chunk;
    std::uint64_t total = 0;
    while (total < mostBytes) {
        const ssize_t got =
            ::pread(m_file.get(), chunk.data(), chunk.size(), static_cast<off_t>(m_offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(ErrorCode::Io,
                           concat(m_path, " cannot be read: ", systemMessage(errno)));
        if (got == 0)
            break;
        m_offset += static_cast<std::uint64_t>(got);
        total += static_cast<std::uint64_t>(got);
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
        if (bytes.size() > 2 * shownBytes) {
            // A flood: only count what cannot be shown.
            const std::string_view old =
                std::string_view(bytes).substr(0, bytes.size() - shownBytes);
            const std::size_t end = old.rfind('\n');
            if (end == std::string_view::npos) {
                m_rest.clear();
                m_skipping = true;
                bytes.erase(0, old.size());
                continue;
            }
            batch.dropped += std::count(old.begin(), old.begin() + std::ptrdiff_t(end) + 1, '\n');
            m_rest.clear();
            m_skipping = false;
            bytes.erase(0, end + 1);
        }
    }
    take(bytes, batch, lines);
    if (total > 0 || m_rest.empty()) {
        m_idlePolls = 0;
    } else if (++m_idlePolls == patientPolls && !m_skipping) {
        batch.lines += parseLogLine(m_rest);
        m_rest.clear();
        m_skipping = false;
    }
    return batch;
}

void LogReader::take(std::string_view bytes, LogBatch &batch, int limit)
{
    std::vector<std::string_view> whole;
    std::size_t begin = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
         end = bytes.find('\n', begin)) {
        whole.push_back(bytes.substr(begin, end - begin));
        begin = end + 1;
    }
    const std::string_view unfinished = bytes.substr(begin);
    std::string first;
    if (!whole.empty()) {
        if (m_skipping && m_rest.empty()) {
            whole.erase(whole.begin()); // the end of a line that is not shown
        } else if (!m_rest.empty()) {
            first = m_rest;
            if (!m_skipping)
                first += whole.front();
            whole.front() = first;
        }
        m_rest.clear();
        m_skipping = false;
    }
    constexpr std::size_t keptOfLine = 4 * longestLine; // escapes may take most of it
    if (!m_skipping) {
        m_rest += unfinished.substr(0, keptOfLine);
        if (m_rest.size() >= keptOfLine) {
            m_rest.resize(keptOfLine);
            m_skipping = true;
        }
    }
    const std::size_t shown = std::min(whole.size(), std::size_t(std::max(1, limit)));
    batch.dropped += qint64(whole.size() - shown);
    batch.lines.reserve(qsizetype(shown));
    for (std::size_t i = whole.size() - shown; i < whole.size(); ++i)
        batch.lines += parseLogLine(whole[i]);
}

} // namespace phi1
