// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/corpus_files.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longestName = 100;

/// A key as a file's name: what could mean something to a file system is written as %XX.
std::string fileNameOf(std::string_view key)
{
    std::string name;
    for (const char c : key) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                           (c == '.' && !name.empty());
        if (plain)
            name += c;
        else
            name += concat('%', "0123456789ABCDEF"[(c >> 4) & 15], "0123456789ABCDEF"[c & 15]);
    }
    return name;
}

} // namespace

fs::path CorpusFiles::column(std::string_view key) const
{
    return columns() / concat(fileNameOf(key), ".col");
}

Result<CorpusFiles> corpusFiles(const fs::path &workspaceCorpora, std::string_view name)
{
    const auto refuse = [&](std::string_view why) {
        return failure(ErrorCode::Usage, concat('"', printable(name, 60),
                                                "\" cannot be the name of a corpus: ", why));
    };
    if (name.empty())
        return refuse("it is empty");
    if (name.size() > longestName)
        return refuse(concat("it has ", name.size(), " bytes, the longest has ", longestName));
    if (name.front() == '.')
        return refuse("it begins with a dot");
    for (const char c : name)
        if (c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return refuse("slashes and control characters cannot stand in it");
    return CorpusFiles{workspaceCorpora / fs::path(std::string(name))};
}

std::vector<std::string> corpusNames(const fs::path &workspaceCorpora)
{
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entry(workspaceCorpora, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        const auto files = corpusFiles(workspaceCorpora, entry->path().filename().string());
        if (files && fs::is_regular_file(files->database(), ignored))
            names.push_back(files->name());
    }
    std::sort(names.begin(), names.end());
    return names;
}

CorpusLock::CorpusLock(int descriptor)
    : m_descriptor(descriptor)
{}

CorpusLock::CorpusLock(CorpusLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

CorpusLock::~CorpusLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<CorpusLock> CorpusLock::take(const CorpusFiles &files, std::string_view command)
{
    PHI1_TRY(makeFolders(files.folder));
    PHI1_ASSIGN(FileDescriptor file, openFile(files.lock(), O_RDWR | O_CREAT));
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return failure(ErrorCode::Io,
                           concat(files.lock(), " cannot be locked: ", systemMessage(errno)));
        const auto holder = readFile(files.lock(), 4096);
        return failure(ErrorCode::Busy, concat("the corpus ", files.name(), " is being changed by ",
                                               holder && !holder->empty() ? printable(*holder, 120)
                                                                          : "another program",
                                               "; wait until it has ended, or stop it"));
    }
    // Only who holds the lock writes here, so that a refusal can name it.
    if (::ftruncate(file.get(), 0) == 0)
        PHI1_TRY(
            writeAll(file.get(), concat(command, " (process ", ::getpid(), ')'), files.lock()));
    return CorpusLock(file.release());
}

} // namespace phi1
