// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_worker.h"

#include <array>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/jobs/event_log.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

/// Non-finite numbers have no form in JSON: as jsonNumber() writes them, at any depth.
void replaceNonFinite(Json &value)
{
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (!std::isfinite(number))
            value = jsonNumber(number);
    } else if (value.is_structured()) {
        for (Json &member : value)
            replaceNonFinite(member);
    }
}

JobState endState(JobState state, int exitStatus)
{
    if (state == JobState::Paused)
        return state;
    if (exitStatus == 130 || (exitStatus == 0 && state == JobState::Stopping))
        return JobState::Stopped;
    return exitStatus == 0 ? JobState::Finished : JobState::Failed;
}

std::string timeStamp()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts = {};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

} // namespace

struct JobWorker::State {
    std::filesystem::path path;
    FileDescriptor folder;
    FileDescriptor lock;
    FileDescriptor logFile;
    Clock::time_point started = Clock::now();
    double elapsedBefore = 0;
    std::chrono::duration<double> heartbeat{2.0};

    std::mutex mutex; // guards everything below
    std::condition_variable wake;
    EventLog events;
    StatusFile status;
    std::int64_t nextSeq = 0;
    std::uint64_t delayedEvents = 0;   // that met an error since the last success
    std::uint64_t reportedDropped = 0; // of events.droppedLines()
    bool inTrouble = false;            // the last write failed
    bool syncWanted = false;
    bool ended = false;
    bool quitting = false;
    std::mutex statusMutex; // one writer of status.json at a time, outside `mutex`
    std::thread beating;

    double elapsed() const
    {
        return elapsedBefore + std::chrono::duration<double>(Clock::now() - started).count();
    }
    void writeLog(std::string_view level, std::string_view text) const;
    void writeStatus(bool durable);
    Result<void> write(Json event);
    Result<void> append(Json event);
    void beat();
    void end(std::string_view reason, int exitStatus);
};

void JobWorker::State::writeLog(std::string_view level, std::string_view text) const
{
    const std::string line = concat(timeStamp(), " ", level, " ", printable(text, 16384), "\n");
    // A log that cannot be written has nobody left to tell. One write, so that lines stay whole.
    [[maybe_unused]] const ssize_t written = ::write(logFile.get(), line.data(), line.size());
}

void JobWorker::State::writeStatus(bool durable)
{
    const std::lock_guard writing(statusMutex);
    StatusFile copy;
    {
        const std::lock_guard guard(mutex);
        status.heartbeat = unixTime();
        status.elapsed = elapsed();
        status.droppedEvents = events.droppedLines();
        copy = status;
    }
    // Failing here is no reason to stop working: the lock still says that the job lives, and the
    // next beat tries again.
    [[maybe_unused]] const auto written = writeStatusFile(folder.get(), copy, durable);
}

/// Adds the fields of every event and appends the line. `mutex` is held.
Result<void> JobWorker::State::append(Json event)
{
    Json line;
    line["event"] = std::move(event["event"]);
    line["v"] = jobFilesVersion;
    line["seq"] = nextSeq++;
    line["segment"] = status.segment;
    line["time"] = unixTime();
    line["elapsed"] = elapsed();
    for (auto &[key, value] : event.items()) {
        if (!line.contains(key))
            line[key] = std::move(value);
    }
    replaceNonFinite(line);
    return events.append(dumpJson(line));
}

/// append() with the book-keeping of bad luck. `mutex` is held.
Result<void> JobWorker::State::write(Json event)
{
    const auto result = append(std::move(event));
    if (!result) {
        ++delayedEvents;
        if (!inTrouble)
            writeLog("warning", concat(result.error().message, "; the work goes on"));
        inTrouble = true;
        return result;
    }
    if (inTrouble) {
        inTrouble = false;
        const std::uint64_t dropped = events.droppedLines() - reportedDropped;
        reportedDropped = events.droppedLines();
        Json note;
        note["event"] = "warning";
        note["code"] = dropped > 0 ? "events_dropped" : "events_delayed";
        note["message"] =
            concat(delayedEvents, " events could not be written at once, ", dropped,
                   " of them were lost: the disk was full or the folder had been deleted");
        note["delayed"] = delayedEvents;
        note["dropped"] = dropped;
        delayedEvents = 0;
        writeLog("warning", note["message"].get<std::string>());
        return append(std::move(note));
    }
    return result;
}

void JobWorker::State::beat()
{
    std::unique_lock guard(mutex);
    while (!quitting) {
        wake.wait_for(guard, heartbeat, [this] { return quitting || syncWanted; });
        if (quitting)
            return;
        if (syncWanted) {
            syncWanted = false;
            guard.unlock();
            events.sync(); // only reads the descriptor, which reopen() below alone replaces
            guard.lock();
            continue;
        }
        if (events.isDeleted()) {
            if (auto opened = openFile(path, O_RDONLY | O_DIRECTORY)) {
                folder = std::move(*opened);
                [[maybe_unused]] const auto reopened = events.reopen(path);
            }
        } else if (events.hasBacklog()) {
            [[maybe_unused]] const auto flushed = events.flush();
        }
        guard.unlock();
        writeStatus(false);
        guard.lock();
    }
}

void JobWorker::State::end(std::string_view reason, int exitStatus)
{
    {
        const std::lock_guard guard(mutex);
        if (ended)
            return;
        Json bye;
        bye["event"] = "bye";
        bye["reason"] = reason;
        bye["exit_status"] = exitStatus;
        [[maybe_unused]] const auto written = write(std::move(bye));
        ended = true;
        quitting = true;
        status.state = endState(status.state, exitStatus);
        status.exitReason = reason;
        status.exitStatus = exitStatus;
    }
    wake.notify_all();
    if (beating.joinable())
        beating.join();
    events.sync();
    writeStatus(true);
}

Result<std::unique_ptr<JobWorker>> JobWorker::start(const std::filesystem::path &folder,
                                                    Options options)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto state = std::make_unique<State>();
    std::error_code error;
    state->path = std::filesystem::absolute(folder, error);
    PHI1_TRY(makeFolders(folder));
    PHI1_ASSIGN(state->folder, openFile(folder, O_RDONLY | O_DIRECTORY));
    PHI1_ASSIGN(state->lock, lockJobFolder(folder));
    const auto before = readStatusFile(folder);
    if (!before && before.error().code == ErrorCode::Incompatible)
        return failure(ErrorCode::Incompatible, before.error().message);
    PHI1_ASSIGN(state->events, EventLog::open(state->folder.get(), folder));
    PHI1_ASSIGN(state->logFile, openFile(folder / logFileName, O_WRONLY | O_CREAT | O_APPEND));

    const EventPosition &position = state->events.start();
    state->nextSeq = position.seq + 1;
    state->elapsedBefore = position.elapsed;
    // A start that died before its first event is counted by status.json alone. There, segment 0
    // of a job that only waited in a queue (no start yet) does not count.
    int last = position.segment;
    if (before && before->started > 0)
        last = std::max(last, before->segment);
    StatusFile &status = state->status;
    status.state = JobState::Starting;
    status.program = options.program;
    status.arguments = options.arguments;
    status.process = ownIdentity();
    status.segment = last + 1;
    status.started = unixTime();
    status.heartbeat = status.started;
    status.elapsed = state->elapsedBefore;
    if (before && last >= 0)
        status.step = before->step;
    state->heartbeat = std::chrono::duration<double>(options.heartbeatSeconds);
    PHI1_TRY(writeStatusFile(folder, status));

    // Signals are for the thread that works; the heartbeat's thread blocks them.
    sigset_t all;
    sigset_t previous;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &previous);
    state->beating = std::thread([raw = state.get()] { raw->beat(); });
    ::pthread_sigmask(SIG_SETMASK, &previous, nullptr);

    std::unique_ptr<JobWorker> worker(new JobWorker(std::move(state)));
    if (!options.hello.is_null())
        PHI1_TRY(worker->hello(std::move(options.hello)));
    return worker;
}

JobWorker::JobWorker(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

JobWorker::~JobWorker()
{
    m_state->end("ended without saying why", 1);
}

const std::filesystem::path &JobWorker::folder() const
{
    return m_state->path;
}

int JobWorker::segment() const
{
    return m_state->status.segment; // never changes after start()
}

double JobWorker::elapsed() const
{
    return m_state->elapsed();
}

Result<void> JobWorker::hello(Json fields)
{
    if (!fields.is_object())
        fields = Json::object();
    Json event;
    event["event"] = "hello";
    event["program"] = m_state->status.program;
    event["version"] = version;
    event["host"] = m_state->status.process.host;
    event["pid"] = m_state->status.process.pid;
    for (auto &[key, value] : fields.items())
        event[key] = std::move(value);
    if (const auto from = event.find("from_step");
        from != event.end() && from->is_number_integer()) {
        const std::lock_guard guard(m_state->mutex);
        m_state->status.step = from->get<std::int64_t>();
    }
    const auto written = this->event(std::move(event));
    setState(JobState::Running);
    return written;
}

Result<void> JobWorker::event(Json event)
{
    if (!event.is_object() || !event.contains("event"))
        return failure(ErrorCode::Incompatible, "an event is an object with a member `event`");
    const std::string kind = event["event"].is_string() ? event["event"].get<std::string>() : "";
    const std::lock_guard guard(m_state->mutex);
    if (m_state->ended)
        return failure(ErrorCode::Cancelled, "the job has ended: it takes no more events");
    if (kind == "step") {
        const auto step = event.find("step");
        if (step != event.end() && step->is_number_integer())
            m_state->status.step = step->get<std::int64_t>();
    } else if (kind == "progress") {
        Json progress = event;
        progress.erase("event");
        replaceNonFinite(progress);
        m_state->status.progress = std::move(progress);
    }
    const auto written = m_state->write(std::move(event));
    if (kind == "checkpoint") {
        m_state->syncWanted = true;
        m_state->wake.notify_all();
    }
    return written;
}

void JobWorker::warning(std::string_view code, std::string_view message, Json more)
{
    Json event = {{"event", "warning"}, {"code", code}, {"message", message}};
    event.update(more);
    log("warning", message);
    [[maybe_unused]] const auto written = this->event(std::move(event)); // said in the log
}

void JobWorker::error(std::string_view code, std::string_view message, Json more)
{
    Json event = {{"event", "error"}, {"code", code}, {"message", message}};
    event.update(more);
    log("error", message);
    [[maybe_unused]] const auto written = this->event(std::move(event)); // said in the log
}

void JobWorker::setState(JobState state)
{
    {
        const std::lock_guard guard(m_state->mutex);
        if (m_state->ended || m_state->status.state == state)
            return;
        m_state->status.state = state;
    }
    m_state->writeStatus(false);
}

void JobWorker::log(std::string_view level, std::string_view text)
{
    m_state->writeLog(level, text);
}

void JobWorker::finishPaused(std::string_view need)
{
    {
        // Not by setState(): a paused job has no process, which holds only once it has ended.
        const std::lock_guard guard(m_state->mutex);
        if (!m_state->ended)
            m_state->status.state = JobState::Paused;
    }
    m_state->end(need, 1);
}

void JobWorker::finish(std::string_view reason, int exitStatus)
{
    m_state->end(reason, exitStatus);
}

std::uint64_t JobWorker::droppedEvents() const
{
    const std::lock_guard guard(m_state->mutex);
    return m_state->events.droppedLines();
}

} // namespace phi1
