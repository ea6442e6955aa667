// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_files.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

template<typename T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

template<typename T>
std::optional<T> optionalMember(const Json &json, const char *key)
{
    const auto found = json.find(key);
    if (found == json.end() || found->is_null())
        return std::nullopt;
    return found->get<T>();
}

std::string lockText(const ProcessIdentity &identity)
{
    return concat(identity.pid, " ", identity.startTime, " ",
                  identity.bootId.empty() ? "-" : identity.bootId, " ", identity.host, "\n");
}

std::optional<ProcessIdentity> lockOwner(int file)
{
    std::array<char, 512> text{};
    const ssize_t count = ::pread(file, text.data(), text.size() - 1, 0);
    if (count <= 0)
        return std::nullopt;
    std::istringstream fields(std::string(text.data(), static_cast<std::size_t>(count)));
    ProcessIdentity owner;
    if (!(fields >> owner.pid >> owner.startTime >> owner.bootId >> owner.host))
        return std::nullopt;
    if (owner.bootId == "-")
        owner.bootId.clear();
    return owner;
}

int tryLock(int file, int operation)
{
    while (::flock(file, operation | LOCK_NB) != 0) {
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

} // namespace

Json toJson(const StatusFile &status)
{
    Json json;
    json["v"] = jobFilesVersion;
    json["state"] = jobStateName(status.state);
    json["program"] = status.program;
    json["arguments"] = status.arguments;
    json["pid"] = status.process.pid > 0 ? Json(status.process.pid) : Json(nullptr);
    json["process_start_time"] =
        status.process.pid > 0 ? Json(status.process.startTime) : Json(nullptr);
    json["boot_id"] = status.process.bootId;
    json["host"] = status.process.host;
    json["heartbeat"] = status.heartbeat;
    json["started"] = status.started;
    json["segment"] = status.segment;
    json["elapsed"] = status.elapsed;
    json["step"] = orNull(status.step);
    json["progress"] = status.progress;
    json["exit_reason"] = status.exitReason.empty() ? Json(nullptr) : Json(status.exitReason);
    json["exit_status"] = orNull(status.exitStatus);
    json["signal"] = orNull(status.signal);
    json["peak_memory_bytes"] = orNull(status.peakMemoryBytes);
    json["dropped_events"] = status.droppedEvents;
    return json;
}

Result<StatusFile> statusFromJson(const Json &json, const std::string &what)
{
    if (!json.is_object())
        return failure(ErrorCode::Corrupt,
                       concat(what, " should hold a JSON object, found ", json.type_name()));
    try {
        const int version = json.value("v", jobFilesVersion);
        if (version != jobFilesVersion)
            return failure(ErrorCode::Incompatible,
                           concat(what, " is of version ", version, ", this program reads version ",
                                  jobFilesVersion, ": use a program that is as new as the job"));
        StatusFile status;
        const auto stateName = json.value("state", std::string());
        const auto state = jobStateFromName(stateName);
        if (!state)
            return failure(ErrorCode::Corrupt,
                           concat(what, " names the state \"", printable(stateName, 40),
                                  "\", expected one such as \"running\""));
        status.state = *state;
        status.program = json.value("program", std::string());
        status.arguments = json.value("arguments", std::vector<std::string>());
        status.process.pid = optionalMember<pid_t>(json, "pid").value_or(0);
        status.process.startTime =
            optionalMember<std::uint64_t>(json, "process_start_time").value_or(0);
        status.process.bootId = json.value("boot_id", std::string());
        status.process.host = json.value("host", std::string());
        status.heartbeat = json.value("heartbeat", 0.0);
        status.started = json.value("started", 0.0);
        status.segment = json.value("segment", 0);
        status.elapsed = json.value("elapsed", 0.0);
        status.step = optionalMember<std::int64_t>(json, "step");
        status.progress = json.value("progress", Json());
        status.exitReason = optionalMember<std::string>(json, "exit_reason").value_or("");
        status.exitStatus = optionalMember<int>(json, "exit_status");
        status.signal = optionalMember<int>(json, "signal");
        status.peakMemoryBytes = optionalMember<std::uint64_t>(json, "peak_memory_bytes");
        status.droppedEvents = json.value("dropped_events", std::uint64_t{0});
        return status;
    } catch (const nlohmann::json::exception &error) {
        return failure(ErrorCode::Corrupt,
                       concat(what, " has a member of the wrong type: ", printable(error.what())));
    }
}

Result<StatusFile> readStatusFile(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder / statusFileName;
    PHI1_ASSIGN(const Json json, readJsonFile(path, 1u << 20));
    return statusFromJson(json, path.string());
}

Result<void> writeStatusFile(int folder, const StatusFile &status, bool durable)
{
    const std::string temporary = concat(".status.json.", ::getpid());
    const auto cannot = [&](int error) {
        ::unlinkat(folder, temporary.c_str(), 0);
        return failure(ErrorCode::Io,
                       concat("status.json cannot be written: ", systemMessage(error)));
    };
    const FileDescriptor file(
        ::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file.isOpen())
        return cannot(errno);
    if (auto written = writeAll(file.get(), dumpJsonPretty(toJson(status)), statusFileName);
        !written) {
        ::unlinkat(folder, temporary.c_str(), 0);
        return written;
    }
    if (durable && ::fsync(file.get()) != 0)
        return cannot(errno);
    if (::renameat(folder, temporary.c_str(), folder, statusFileName) != 0)
        return cannot(errno);
    if (durable)
        ::fsync(folder); // best effort: some file systems cannot, and the content is what matters
    return {};
}

Result<void> writeStatusFile(const std::filesystem::path &folder, const StatusFile &status)
{
    PHI1_ASSIGN(const FileDescriptor opened, openFile(folder, O_RDONLY | O_DIRECTORY));
    if (auto written = writeStatusFile(opened.get(), status, true); !written)
        return failure(written.error().code, concat(folder, ": ", written.error().message));
    return {};
}

Result<FileDescriptor> lockJobFolder(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder / lockFileName;
    PHI1_ASSIGN(FileDescriptor file, openFile(path, O_RDWR | O_CREAT));
    // A reader that probes the lock holds it for an instant, so a refusal counts only when the
    // owner lives or when it lasts.
    constexpr int attempts = 20;
    for (int attempt = 1;; ++attempt) {
        const int error = tryLock(file.get(), LOCK_EX);
        if (error == 0)
            break;
        if (error != EWOULDBLOCK)
            return failure(ErrorCode::Io,
                           concat(path, " cannot be locked: ", systemMessage(error)));
        const auto owner = lockOwner(file.get());
        if (attempt == attempts || (owner && isAlive(*owner))) {
            const std::string who = owner ? concat("process ", owner->pid, " on ", owner->host)
                                          : std::string("another process");
            return failure(ErrorCode::Busy, concat(folder, " is in use: ", who,
                                                   " works on it; wait until it has "
                                                   "ended or stop it first"));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    const std::string text = lockText(ownIdentity());
    // Without the text only the message of a second worker is poorer (the disk may be full).
    if (::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
        ::ftruncate(file.get(), static_cast<off_t>(text.size())) != 0)
        return failure(ErrorCode::Io, concat(path, " cannot be cut: ", systemMessage(errno)));
    return file;
}

bool isJobFolderLocked(const std::filesystem::path &folder)
{
    const FileDescriptor file(::open((folder / lockFileName).c_str(), O_RDONLY | O_CLOEXEC));
    return file.isOpen() && tryLock(file.get(), LOCK_SH) == EWOULDBLOCK;
}

Result<void> announceKill(const std::filesystem::path &folder, const ProcessIdentity &process)
{
    return writeFileAtomically(folder / killFileName,
                               dumpJson({{"v", jobFilesVersion},
                                         {"pid", process.pid},
                                         {"process_start_time", process.startTime},
                                         {"boot_id", process.bootId}}));
}

bool isKillAnnounced(const std::filesystem::path &folder, const ProcessIdentity &process)
{
    const auto json = readJsonFile(folder / killFileName, 4096);
    return json && json->is_object() && json->contains("pid") && (*json)["pid"] == process.pid &&
           json->contains("process_start_time") &&
           (*json)["process_start_time"] == process.startTime && json->contains("boot_id") &&
           (*json)["boot_id"] == process.bootId;
}

void forgetKill(const std::filesystem::path &folder)
{
    std::error_code ignored;
    std::filesystem::remove(folder / killFileName, ignored);
}

double unixTime()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace phi1
