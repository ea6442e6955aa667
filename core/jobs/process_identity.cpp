// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/process_identity.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <sstream>

#include <dirent.h>
#include <unistd.h>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 forgot to say that these are functions of C
}

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

struct ProcessStat {
    char state = 'X';
    pid_t group = 0;
    std::uint64_t startTime = 0;
};

std::optional<ProcessStat> readStat(pid_t pid)
{
    const auto text = readFile(concat("/proc/", pid, "/stat"), 1u << 16);
    if (!text)
        return std::nullopt;
    // The second field is the program's name in parentheses and may itself hold any character.
    const std::size_t nameEnd = text->rfind(')');
    if (nameEnd == std::string::npos)
        return std::nullopt;
    std::istringstream fields(text->substr(nameEnd + 1));
    ProcessStat stat;
    pid_t parent = 0;
    fields >> stat.state >> parent >> stat.group;
    std::string skipped;
    for (int field = 6; field < 22; ++field)
        fields >> skipped;
    fields >> stat.startTime;
    if (!fields)
        return std::nullopt;
    return stat;
}

bool isGone(const ProcessStat &stat)
{
    return stat.state == 'Z' || stat.state == 'X';
}

std::string thisBoot()
{
    // A container may hide it: then all processes seen are of one boot.
    auto text = readFile("/proc/sys/kernel/random/boot_id", 4096);
    if (!text)
        return {};
    while (!text->empty() && text->back() == '\n')
        text->pop_back();
    return *text;
}

const std::string &bootId()
{
    static const std::string id = thisBoot();
    return id;
}

std::string hostName()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "unknown";
    return name.data();
}

} // namespace

ProcessIdentity ownIdentity()
{
    const pid_t pid = ::getpid();
    const auto stat = readStat(pid);
    return {pid, stat ? stat->startTime : 0, bootId(), hostName()};
}

std::optional<ProcessIdentity> identityOf(pid_t pid)
{
    const auto stat = readStat(pid);
    if (!stat || isGone(*stat))
        return std::nullopt;
    return ProcessIdentity{pid, stat->startTime, bootId(), hostName()};
}

bool isOfThisMachine(const ProcessIdentity &identity)
{
    return identity.host == hostName() && identity.bootId == bootId();
}

bool isAlive(const ProcessIdentity &identity)
{
    if (identity.pid <= 0 || !isOfThisMachine(identity))
        return false;
    const auto stat = readStat(identity.pid);
    return stat && !isGone(*stat) && stat->startTime == identity.startTime;
}

Result<void> signalProcess(const ProcessIdentity &identity, int signalNumber)
{
    const auto gone = [&] {
        return failure(ErrorCode::NotFound,
                       concat("process ", identity.pid, " of ", identity.host, " lives no more"));
    };
    if (identity.pid <= 0 || !isOfThisMachine(identity))
        return gone();
    const FileDescriptor process(::pidfd_open(identity.pid, 0));
    if (!process.isOpen() && errno == ESRCH)
        return gone();
    // With the pidfd open, a look at the start time holds for what the signal will reach.
    if (!isAlive(identity))
        return gone();
    const int sent = process.isOpen()
                         ? ::pidfd_send_signal(process.get(), signalNumber, nullptr, 0)
                         : ::kill(identity.pid, signalNumber); // a kernel without pidfds
    if (sent == 0)
        return {};
    if (errno == ESRCH)
        return gone();
    return failure(ErrorCode::Io, concat("process ", identity.pid,
                                         " cannot be signalled: ", systemMessage(errno)));
}

std::vector<pid_t> membersOfGroup(pid_t group)
{
    std::vector<pid_t> members;
    if (group <= 1 || (::kill(-group, 0) != 0 && errno == ESRCH))
        return members;
    // kill() also finds zombies, which nobody may ever reap where process 1 is not an init.
    DIR *folder = ::opendir("/proc");
    if (!folder) // then what kill() found is all there is to know
        return {group};
    while (const dirent *entry = ::readdir(folder)) {
        const std::string_view name = entry->d_name;
        pid_t pid = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size())
            continue;
        const auto stat = readStat(pid);
        if (stat && stat->group == group && !isGone(*stat))
            members.push_back(pid);
    }
    ::closedir(folder);
    std::sort(members.begin(), members.end());
    return members;
}

int processesInGroup(pid_t group)
{
    return static_cast<int>(membersOfGroup(group).size());
}

} // namespace phi1
