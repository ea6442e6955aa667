// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/answer_log.h"

#include <span>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t block = 1u << 20;
constexpr std::size_t longestLine = 64u << 20; ///< an answer is at most 16 MiB before it is escaped

} // namespace

Result<void> AnswerReader::read(const std::function<bool(AnswerRecord &&)> &visit,
                                std::uint64_t limitBytes)
{
    auto file = openFile(m_file, O_RDONLY);
    if (!file && file.error().code == ErrorCode::NotFound)
        return {};
    if (!file)
        return failure(std::move(file));
    const std::uint64_t begin = m_offset;
    std::string line;
    std::vector<char> bytes(block);
    std::uint64_t at = m_offset;
    while (m_offset - begin < limitBytes) {
        const ssize_t got =
            ::pread(file->get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(ErrorCode::Io, concat(m_file, ": ", systemMessage(errno)));
        if (got == 0)
            return {};
        at += static_cast<std::uint64_t>(got);
        std::string_view rest(bytes.data(), static_cast<std::size_t>(got));
        for (std::size_t end = rest.find('\n'); end != std::string_view::npos;
             end = rest.find('\n')) {
            line += rest.substr(0, end);
            rest.remove_prefix(end + 1);
            m_offset += line.size() + 1;
            auto answer = answerFromJson(Json::parse(line, nullptr, false));
            line.clear();
            if (!answer) {
                ++m_damaged;
                continue;
            }
            if (!visit(std::move(*answer)))
                return {};
        }
        line += rest;
        if (line.size() > longestLine)
            return failure(ErrorCode::Corrupt,
                           concat(m_file, " has a line of more than ", formatBytes(longestLine),
                                  " at byte ", m_offset, ": no answer is as long"));
    }
    return {};
}

Result<AnswerLog> AnswerLog::open(const std::filesystem::path &folder,
                                  const std::function<void(AnswerRecord &&)> &visit)
{
    AnswerLog log;
    log.m_file = folder / answersFileName;
    PHI1_TRY(makeFolders(folder));
    AnswerReader reader(log.m_file);
    PHI1_TRY(reader.read([&](AnswerRecord &&record) {
        visit(std::move(record));
        return true;
    }));
    log.m_damaged = reader.damaged();
    log.m_size = reader.offset();
    PHI1_ASSIGN(log.m_descriptor, openFile(log.m_file, O_WRONLY | O_CREAT));
    struct stat status = {};
    if (::fstat(log.m_descriptor.get(), &status) == 0 &&
        static_cast<std::uint64_t>(status.st_size) > log.m_size &&
        ::ftruncate(log.m_descriptor.get(), static_cast<off_t>(log.m_size)) != 0)
        return failure(ErrorCode::Io, concat(log.m_file,
                                             " cannot be shortened by its unfinished "
                                             "last line: ",
                                             systemMessage(errno)));
    PHI1_TRY(syncFolder(folder));
    return log;
}

Result<void> AnswerLog::append(const AnswerRecord &record)
{
    const std::string line = dumpJson(toJson(record)) + "\n";
    if (::lseek(m_descriptor.get(), static_cast<off_t>(m_size), SEEK_SET) < 0)
        return failure(ErrorCode::Io, concat(m_file, ": ", systemMessage(errno)));
    Result<void> written = writeAll(m_descriptor.get(), line, m_file);
    if (written && ::fdatasync(m_descriptor.get()) != 0)
        written = failure(ErrorCode::Io, concat(m_file, ": ", systemMessage(errno)));
    if (!written) {
        // Half a line would spoil the next one.
        [[maybe_unused]] const int cut =
            ::ftruncate(m_descriptor.get(), static_cast<off_t>(m_size));
        return written;
    }
    m_size += line.size();
    return {};
}

} // namespace phi1
