// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_queue.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/jobs/queue_devices.h"

extern char **environ;

namespace phi1 {

namespace {

constexpr int queueVersion = 1;
constexpr std::array<std::string_view, 6> stateNames = {"waiting",  "starting", "running",
                                                        "finished", "stopped",  "failed"};

bool isId(std::string_view text)
{
    return !text.empty() && text.size() <= 18 && text.front() != '0' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t idNumber(const std::string &id)
{
    std::int64_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    return number;
}

bool isOver(QueueState state)
{
    return state == QueueState::Finished || state == QueueState::Stopped ||
           state == QueueState::Failed;
}

/// Of a key that some service asks for: never in a file.
bool isSecret(std::string_view name)
{
    return name.ends_with("_KEY") || name.ends_with("_TOKEN") || name.ends_with("_SECRET") ||
           name.ends_with("_PASSWORD");
}

/// Variables that change what a computation does or where.
std::map<std::string, std::string> computingEnvironment()
{
    constexpr std::array<std::string_view, 8> prefixes = {"CUDA_", "NVIDIA_", "NCCL_", "OMP_",
                                                          "GOMP_", "MKL_",    "KMP_",  "PHI1_"};
    std::map<std::string, std::string> found;
    for (char **each = environ; each && *each; ++each) {
        const std::string_view text = *each;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || isSecret(text.substr(0, equals)))
            continue;
        if (std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
                return text.substr(0, prefix.size()) == prefix;
            }))
            found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return found;
}

template<typename T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

std::optional<int> optionalInteger(const Json &json, const char *key)
{
    const auto found = json.find(key);
    return found == json.end() || found->is_null() ? std::nullopt
                                                   : std::optional<int>(found->get<int>());
}

Result<QueueEntry> entryFromJson(const Json &json, const std::string &what)
{
    if (!json.is_object())
        return failure(ErrorCode::Corrupt, concat(what, " should hold a JSON object"));
    try {
        if (const int version = json.value("v", 0); version != queueVersion)
            return failure(ErrorCode::Incompatible,
                           concat(what, " is of version ", version, ", this program reads version ",
                                  queueVersion));
        QueueEntry entry;
        entry.id = json.at("id").get<std::string>();
        entry.name = json.value("name", std::string());
        entry.job = json.at("job").get<std::string>();
        entry.program = json.at("program").get<std::string>();
        entry.arguments = json.at("arguments").get<std::vector<std::string>>();
        entry.directory = json.at("directory").get<std::string>();
        entry.environment = json.value("environment", std::map<std::string, std::string>());
        entry.after = json.value("after", std::string());
        PHI1_ASSIGN(entry.devices, resolveDevices(json.value("devices", std::vector<std::string>()),
                                                  entry.environment));
        entry.shareDevice = json.value("share_device", false);
        entry.corpus = json.value("corpus", std::string());
        entry.order = json.at("order").get<double>();
        const auto state = json.at("state").get<std::string>();
        const auto found = std::find(stateNames.begin(), stateNames.end(), state);
        if (found == stateNames.end() || !isId(entry.id))
            return failure(ErrorCode::Corrupt, concat(what, " has an unknown state or id"));
        entry.state = static_cast<QueueState>(found - stateNames.begin());
        entry.added = json.value("added", 0.0);
        entry.started = json.value("started", 0.0);
        entry.ended = json.value("ended", 0.0);
        entry.process.pid = json.value("pid", 0);
        entry.process.startTime = json.value("process_start_time", std::uint64_t{0});
        entry.process.bootId = json.value("boot_id", std::string());
        entry.process.host = json.value("host", std::string());
        entry.exitStatus = optionalInteger(json, "exit_status");
        entry.signal = optionalInteger(json, "signal");
        entry.reason = json.value("reason", std::string());
        entry.logOffset = json.value("log_offset", std::uint64_t{0});
        entry.previousStatus = json.value("previous_status", Json());
        return entry;
    } catch (const nlohmann::json::exception &error) {
        return failure(ErrorCode::Corrupt,
                       concat(what, " has a missing or wrong member: ", printable(error.what())));
    }
}

const QueueEntry *findEntry(const std::vector<QueueEntry> &entries, const std::string &id)
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const QueueEntry &each) { return each.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

tl::unexpected<Error> unknownId(const std::string &id)
{
    return failure(ErrorCode::NotFound, concat("the queue has no entry ", printable(id, 40),
                                               "; `phi1 queue list` shows those it has"));
}

} // namespace

std::string_view queueStateName(QueueState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

Json toJson(const QueueEntry &entry)
{
    Json json;
    json["v"] = queueVersion;
    json["id"] = entry.id;
    json["name"] = entry.name;
    json["job"] = entry.job.string();
    json["program"] = entry.program.string();
    json["arguments"] = entry.arguments;
    json["directory"] = entry.directory.string();
    json["environment"] = entry.environment;
    json["after"] = entry.after;
    json["devices"] = entry.devices;
    json["share_device"] = entry.shareDevice;
    json["corpus"] = entry.corpus;
    json["order"] = entry.order;
    json["state"] = queueStateName(entry.state);
    json["added"] = entry.added;
    json["started"] = entry.started;
    json["ended"] = entry.ended;
    json["pid"] = entry.process.pid;
    json["process_start_time"] = entry.process.startTime;
    json["boot_id"] = entry.process.bootId;
    json["host"] = entry.process.host;
    json["exit_status"] = orNull(entry.exitStatus);
    json["signal"] = orNull(entry.signal);
    json["reason"] = entry.reason;
    json["log_offset"] = entry.logOffset;
    json["previous_status"] = entry.previousStatus;
    return json;
}

Result<JobQueue> JobQueue::open(const Workspace &workspace)
{
    PHI1_TRY(makeFolders(workspace.queue()));
    return JobQueue(workspace);
}

std::filesystem::path JobQueue::entryFile(const std::string &id) const
{
    return m_workspace.queue() / (id + ".json");
}

std::filesystem::path JobQueue::workerFile(const std::string &id) const
{
    return m_workspace.queue() / (id + ".worker");
}

Result<FileDescriptor> JobQueue::lock() const
{
    const auto path = m_workspace.queue() / "lock";
    PHI1_ASSIGN(FileDescriptor file, openFile(path, O_RDWR | O_CREAT));
    while (::flock(file.get(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return failure(ErrorCode::Io,
                           concat(path, " cannot be locked: ", systemMessage(errno)));
    }
    return file;
}

Result<QueueEntry> JobQueue::read(const std::string &id) const
{
    if (!isId(id))
        return unknownId(id);
    const auto path = entryFile(id);
    auto json = readJsonFile(path, 1u << 20);
    if (!json && json.error().code == ErrorCode::NotFound)
        return unknownId(id);
    if (!json)
        return failure(std::move(json));
    return entryFromJson(*json, path.string());
}

Result<void> JobQueue::write(const QueueEntry &entry) const
{
    return writeFileAtomically(entryFile(entry.id), dumpJsonPretty(toJson(entry)));
}

Result<JobQueue::Settings> JobQueue::readSettings() const
{
    const auto json = readJsonFile(m_workspace.queue() / "settings.json", 1u << 16);
    Settings settings;
    if (!json && json.error().code == ErrorCode::NotFound)
        return settings;
    // Damaged settings are no reason to stop all work; ids are also seen from the entries.
    if (json && json->is_object()) {
        const auto paused = json->find("paused");
        settings.paused = paused != json->end() && paused->is_boolean() && paused->get<bool>();
        const auto next = json->find("next_id");
        if (next != json->end() && next->is_number_integer())
            settings.nextId = std::max<std::int64_t>(1, next->get<std::int64_t>());
    }
    return settings;
}

Result<void> JobQueue::writeSettings(const Settings &settings) const
{
    const Json json = {
        {"v", queueVersion}, {"paused", settings.paused}, {"next_id", settings.nextId}};
    return writeFileAtomically(m_workspace.queue() / "settings.json", dumpJsonPretty(json));
}

Result<JobQueue::Listing> JobQueue::list() const
{
    Listing listing;
    PHI1_ASSIGN(const Settings settings, readSettings());
    listing.paused = settings.paused;
    std::error_code error;
    for (auto file = std::filesystem::directory_iterator(m_workspace.queue(), error);
         !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        const auto &path = file->path();
        if (path.extension() != ".json" || !isId(path.stem().string()))
            continue;
        auto entry = read(path.stem().string());
        if (entry)
            listing.entries.push_back(std::move(*entry));
        else if (entry.error().code != ErrorCode::NotFound) // removed since the folder was read
            listing.damaged.push_back(entry.error().message);
    }
    if (error)
        return failure(ErrorCode::Io,
                       concat(m_workspace.queue(), " cannot be read: ", error.message()));
    std::sort(listing.entries.begin(), listing.entries.end(),
              [](const QueueEntry &a, const QueueEntry &b) {
                  return a.order != b.order ? a.order < b.order : idNumber(a.id) < idNumber(b.id);
              });
    return listing;
}

Result<std::string> JobQueue::add(const NewEntry &wanted)
{
    std::error_code error;
    QueueEntry entry;
    entry.job = std::filesystem::absolute(wanted.job, error).lexically_normal();
    entry.program = wanted.program.empty() ? std::filesystem::path(ownProgram())
                                           : std::filesystem::absolute(wanted.program, error);
    entry.directory = std::filesystem::current_path(error);
    if (error)
        return failure(ErrorCode::Io,
                       concat("the current folder cannot be told: ", error.message()));
    entry.arguments = wanted.arguments;
    entry.name = wanted.name;
    entry.after = wanted.after;
    entry.environment = computingEnvironment();
    PHI1_ASSIGN(entry.devices, resolveDevices(wanted.devices, entry.environment));
    entry.shareDevice = wanted.shareDevice;
    entry.corpus = wanted.corpus;
    entry.added = unixTime();

    PHI1_ASSIGN(const FileDescriptor held, lock());
    PHI1_ASSIGN(const Listing listing, list());
    PHI1_ASSIGN(Settings settings, readSettings());
    if (!entry.after.empty() && !findEntry(listing.entries, entry.after))
        return unknownId(entry.after);
    for (const QueueEntry &each : listing.entries) {
        if (each.job == entry.job && !isOver(each.state))
            return failure(ErrorCode::Busy, concat(entry.job, " is in the queue already, as entry ",
                                                   each.id, " (", queueStateName(each.state), ")"));
        settings.nextId = std::max(settings.nextId, idNumber(each.id) + 1);
        entry.order = std::max(entry.order, each.order + 1);
    }
    entry.id = std::to_string(settings.nextId++);

    PHI1_TRY(makeFolders(entry.job));
    PHI1_ASSIGN(const FileDescriptor jobLock, lockJobFolder(entry.job));
    StatusFile status;
    if (auto before = readStatusFile(entry.job)) {
        entry.previousStatus = toJson(*before);
        status = std::move(*before);
    } else if (before.error().code == ErrorCode::Incompatible) {
        return failure(std::move(before));
    }
    // Settings first: an id given out twice would be worse than one never used.
    PHI1_TRY(writeSettings(settings));
    PHI1_TRY(write(entry));
    status.state = JobState::Queued;
    status.program = entry.arguments.empty() ? std::string() : entry.arguments.front();
    status.arguments = entry.arguments;
    status.process = {};
    status.heartbeat = entry.added;
    status.exitReason.clear();
    status.exitStatus.reset();
    status.signal.reset();
    PHI1_TRY(writeStatusFile(entry.job, status));
    prune(listing.entries);
    return entry.id;
}

/// Forgets the oldest entries that ended, unless others refer to them.
void JobQueue::prune(const std::vector<QueueEntry> &entries) const
{
    constexpr std::size_t kept = 200;
    std::vector<const QueueEntry *> ended;
    for (const QueueEntry &each : entries) {
        const bool isWanted =
            std::any_of(entries.begin(), entries.end(), [&](const QueueEntry &other) {
                return other.after == each.id && !isOver(other.state);
            });
        if (isOver(each.state) && !isWanted)
            ended.push_back(&each);
    }
    std::sort(ended.begin(), ended.end(),
              [](const QueueEntry *a, const QueueEntry *b) { return a->ended > b->ended; });
    for (std::size_t i = kept; i < ended.size(); ++i) {
        ::unlink(entryFile(ended[i]->id).c_str());
        ::unlink(workerFile(ended[i]->id).c_str());
    }
}

Result<void> JobQueue::remove(const std::string &id)
{
    PHI1_ASSIGN(const FileDescriptor held, lock());
    PHI1_ASSIGN(const QueueEntry entry, read(id));
    if (entry.state == QueueState::Starting || entry.state == QueueState::Running)
        return failure(
            ErrorCode::Busy,
            concat("entry ", id, " is running: stop its job first, with: phi1 stop ", entry.job));
    PHI1_ASSIGN(const Listing listing, list());
    std::vector<std::string> waiting;
    for (const QueueEntry &each : listing.entries) {
        if (each.after == id && each.state == QueueState::Waiting)
            waiting.push_back(
                each.name.empty() ? each.id : concat(each.id, " (", printable(each.name, 60), ")"));
    }
    if (!waiting.empty()) {
        std::string names;
        for (std::size_t i = 0; i < waiting.size(); ++i)
            names += (i == 0 ? "" : i + 1 == waiting.size() ? " and " : ", ") + waiting[i];
        return failure(ErrorCode::Usage,
                       concat(waiting.size() == 1 ? "entry " : "entries ", names,
                              waiting.size() == 1 ? " waits" : " wait", " for entry ", id,
                              ": remove ", waiting.size() == 1 ? "that one" : "those", " first"));
    }
    if (entry.state == QueueState::Waiting) {
        const auto jobLock = lockJobFolder(entry.job);
        const auto now = readStatusFile(entry.job);
        if (jobLock && now && now->state == JobState::Queued) {
            auto before = statusFromJson(entry.previousStatus, "previous_status");
            StatusFile status = before ? std::move(*before) : *now;
            if (!before) {
                status.state = JobState::Stopped;
                status.exitReason = "was removed from the queue before it began";
            }
            PHI1_TRY(writeStatusFile(entry.job, status));
        }
    }
    if (::unlink(entryFile(id).c_str()) != 0)
        return failure(ErrorCode::Io,
                       concat(entryFile(id), " cannot be removed: ", systemMessage(errno)));
    ::unlink(workerFile(id).c_str());
    return {};
}

Result<void> JobQueue::move(const std::string &id, int position)
{
    PHI1_ASSIGN(const FileDescriptor held, lock());
    PHI1_ASSIGN(QueueEntry entry, read(id));
    if (entry.state != QueueState::Waiting)
        return failure(ErrorCode::Usage, concat("entry ", id, " is ", queueStateName(entry.state),
                                                ": only entries that wait can be moved"));
    PHI1_ASSIGN(const Listing listing, list());
    std::vector<QueueEntry> others;
    for (const QueueEntry &each : listing.entries) {
        if (each.state == QueueState::Waiting && each.id != id)
            others.push_back(each);
    }
    if (position < 1 || position > static_cast<int>(others.size()) + 1)
        return failure(ErrorCode::Usage, concat("position ", position,
                                                " is not in the queue, which "
                                                "has ",
                                                others.size() + 1, " entries that wait"));
    const auto index = static_cast<std::size_t>(position - 1);
    if (others.empty())
        return {};
    // One number between its new neighbours: one file to write, so one atomic change.
    if (index == 0) {
        entry.order = others.front().order - 1;
    } else if (index == others.size()) {
        entry.order = others.back().order + 1;
    } else {
        const double low = others[index - 1].order;
        const double high = others[index].order;
        entry.order = low + (high - low) / 2;
        if (entry.order <= low || entry.order >= high) { // no number is left between them
            for (std::size_t i = others.size(); i-- > index;) {
                others[i].order += static_cast<double>(others.size());
                PHI1_TRY(write(others[i]));
            }
            entry.order = low + 1;
        }
    }
    return write(entry);
}

Result<void> JobQueue::setPaused(bool paused)
{
    PHI1_ASSIGN(const FileDescriptor held, lock());
    PHI1_ASSIGN(Settings settings, readSettings());
    settings.paused = paused;
    return writeSettings(settings);
}

bool isReady(const QueueEntry &entry, const std::vector<QueueEntry> &entries)
{
    if (entry.state != QueueState::Waiting)
        return false;
    if (entry.after.empty())
        return true;
    const QueueEntry *before = findEntry(entries, entry.after);
    if (!before)
        return false;
    return std::any_of(entries.begin(), entries.end(), [&](const QueueEntry &each) {
        return each.state == QueueState::Finished && each.job == before->job &&
               idNumber(each.id) >= idNumber(before->id) && each.id != entry.id;
    });
}

} // namespace phi1
