// SPDX-License-Identifier: Apache-2.0
#include "core/curves/run_tail.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/curves/cache_files.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// Up to this many rows everything is read at once: some 10 MB a column. Beyond, what the first
/// chart shows.
constexpr std::size_t rowsReadAtOnce = 1'500'000;
/// Shorter files are read faster than it takes to find a cache.
constexpr std::uint64_t leastCachedBytes = 16u << 10;
constexpr std::uint64_t leastGrowth = 1u << 20;
constexpr std::uint64_t leastGrowthWhileFollowing = 8u << 20;
/// So much of the file at a time, between two calls of the progress.
constexpr std::uint64_t loadStep = 16u << 20;

RunEvent owned(const Event &event)
{
    RunEvent copy;
    copy.kind = event.kind;
    copy.seq = event.seq;
    copy.segment = event.segment;
    copy.time = event.time;
    copy.elapsed = event.elapsed;
    copy.step = event.step;
    copy.fromStep = event.fromStep;
    copy.name = event.name;
    copy.numbers.reserve(event.numbers.size());
    for (const auto &[name, value] : event.numbers)
        copy.numbers.emplace_back(name, value);
    if (event.kind != "step")
        copy.line = event.line;
    return copy;
}

} // namespace

struct RunTail::State {
    fs::path folder;
    fs::path events;
    std::vector<fs::path> caches;
    EventReader reader;
    bool usedCache = false;
    std::uint64_t cachedBytes = 0; ///< of events.jsonl, that the cache tells of
    std::uint64_t cachedSize = 0;  ///< where the file ended then
    std::chrono::milliseconds interval = std::chrono::minutes(1);
    std::optional<Clock::time_point> written; ///< by this object, or tried to

    State(fs::path runFolder, const fs::path &fallback)
        : folder(std::move(runFolder))
        , events(folder / eventsFileName)
        , caches(cachePaths(folder, fallback))
        , reader(events)
    {}

    bool mayWrite() const;
    void write(const CurveData &data, std::uint64_t sizeSeen, const EventReader &whatWasRead);
    std::unique_ptr<CurveData> fromCache(bool readColumns, EventReader &positioned);
    Result<std::uint64_t> readOn(CurveData &data, EventReader &from, const Progress &progress);
    void refreshCache();
};

/// Not more often than once in the interval, whoever wrote last.
bool RunTail::State::mayWrite() const
{
    if (written && Clock::now() - *written < interval)
        return false;
    const double seconds = std::chrono::duration<double>(interval).count();
    return std::none_of(caches.begin(), caches.end(), [&](const fs::path &path) {
        const auto status = statusOf(path);
        const double age = status ? secondsSinceChange(*status) : seconds;
        return age >= 0 && age < seconds;
    });
}

void RunTail::State::write(const CurveData &data, std::uint64_t sizeSeen,
                           const EventReader &whatWasRead)
{
    written = Clock::now();
    // Also if it fails: then it is tried again once there is as much again to be kept.
    cachedBytes = whatWasRead.offset();
    cachedSize = sizeSeen;
    const auto file = openFile(events, O_RDONLY | O_NONBLOCK);
    if (!file)
        return;
    auto identity = EventsIdentity::read(file->get(), whatWasRead.offset());
    if (!identity)
        return;
    identity->sizeSeen = std::max(sizeSeen, identity->consumed);
    identity->skippedLines = whatWasRead.skippedLines();
    for (const fs::path &path : caches) {
        if (&path != &caches.front() && !makeFolders(path.parent_path()))
            continue;
        removeCacheLeftovers(path.parent_path());
        if (!CurveCache::write(path, data, *identity))
            continue; // a folder of somebody else, a full disk
        // One that could be read but not replaced would be met first and be older each time.
        if (&path == &caches.front() && caches.size() > 1)
            ::unlink(caches.back().c_str());
        return;
    }
}

/// Null without a usable one; otherwise the reader stands behind what it tells.
std::unique_ptr<CurveData> RunTail::State::fromCache(bool readColumns, EventReader &positioned)
{
    const auto file = openFile(events, O_RDONLY | O_NONBLOCK);
    if (!file)
        return nullptr;
    std::optional<CurveCache> best;
    EventsIdentity identity;
    for (const fs::path &path : caches) {
        EventsIdentity found;
        auto cache = matchingCache(path, file->get(), &found);
        if (!cache || (best && found.consumed <= identity.consumed))
            continue;
        best = std::move(cache);
        identity = std::move(found);
    }
    if (!best)
        return nullptr;
    auto data = best->curve();
    if (!data)
        return nullptr;
    constexpr std::array<std::string_view, 2> firstChart = {"step", "loss"};
    constexpr std::array<std::string_view, 1> always = {"step"};
    if (!readColumns)
        (*data)->preload(always);
    else if ((*data)->rows() > rowsReadAtOnce)
        (*data)->preload(firstChart);
    else
        (*data)->preload();
    if (!(*data)->problem().empty())
        return nullptr;
    positioned.startAt(identity.consumed, identity.lastBytes, identity.skippedLines);
    cachedBytes = identity.consumed;
    cachedSize = identity.sizeSeen;
    return std::move(*data);
}

/// Reads to the end. @return where the file ended then
Result<std::uint64_t> RunTail::State::readOn(CurveData &data, EventReader &from,
                                             const Progress &progress)
{
    const auto add = [&](const Event &event) { data.apply(event); };
    while (true) {
        const auto status = statusOf(events);
        const std::uint64_t size = status ? static_cast<std::uint64_t>(status->st_size) : 0;
        PHI1_ASSIGN(const EventReader::Poll poll, from.poll(add, loadStep));
        if (poll.restarted) {
            data.clear();
            usedCache = false;
            cachedBytes = cachedSize = 0;
        }
        if (poll.atEnd)
            return size;
        if (progress && !progress(from.offset(), std::max(size, from.offset())))
            return failure(ErrorCode::Cancelled, concat("reading ", events, " was cancelled"));
    }
}

/// Brings the cache of a run that is being followed up to date, from the cache and the file alone:
/// the curve itself belongs to another thread.
void RunTail::State::refreshCache()
{
    EventReader own(events);
    auto data = fromCache(false, own);
    if (!data)
        data = std::make_unique<CurveData>();
    if (const auto size = readOn(*data, own, {}))
        write(*data, *size, own);
    else
        written = Clock::now();
}

RunTail::RunTail(fs::path runFolder, fs::path fallbackCacheFolder)
    : m_state(std::make_unique<State>(std::move(runFolder), fallbackCacheFolder))
{}

RunTail::RunTail(RunTail &&) noexcept = default;
RunTail &RunTail::operator=(RunTail &&) noexcept = default;
RunTail::~RunTail() = default;

Result<std::unique_ptr<CurveData>> RunTail::load(const Progress &progress)
{
    State &state = *m_state;
    const auto folder = statusOf(state.folder);
    if (!folder || !S_ISDIR(folder->st_mode))
        return failure(ErrorCode::NotFound, concat(state.folder, " is not a folder"));
    state.reader = EventReader(state.events);
    state.cachedBytes = state.cachedSize = 0;
    auto data = state.fromCache(true, state.reader);
    state.usedCache = data != nullptr;
    if (!data)
        data = std::make_unique<CurveData>();
    PHI1_ASSIGN(const std::uint64_t size, state.readOn(*data, state.reader, progress));

    const std::uint64_t offset = state.reader.offset();
    const std::uint64_t growth = offset - state.cachedBytes;
    const auto events = statusOf(state.events);
    // A finished run is brought up to date to the last line, so that its summary is at hand.
    const bool isQuiet = events && secondsSinceChange(*events) >
                                       std::chrono::duration<double>(state.interval).count();
    const bool isWorthIt = !state.usedCache || (isQuiet && size != state.cachedSize) ||
                           growth >= std::max(leastGrowth, offset / 8);
    if (offset >= leastCachedBytes && isWorthIt && state.mayWrite())
        state.write(*data, size, state.reader);
    return data;
}

Result<RunBatch> RunTail::poll(std::uint64_t byteLimit)
{
    State &state = *m_state;
    RunBatch batch;
    PHI1_ASSIGN(const EventReader::Poll poll,
                state.reader.poll([&](const Event &event) { batch.events.push_back(owned(event)); },
                                  byteLimit));
    batch.restarted = poll.restarted;
    batch.atEnd = poll.atEnd;
    if (poll.restarted)
        state.cachedBytes = state.cachedSize = 0;
    const std::uint64_t offset = state.reader.offset();
    if (poll.atEnd && offset > state.cachedBytes &&
        offset - state.cachedBytes >= std::max(leastGrowthWhileFollowing, offset / 4) &&
        state.mayWrite())
        state.refreshCache();
    return batch;
}

std::uint64_t RunTail::skippedLines() const
{
    return m_state->reader.skippedLines();
}

bool RunTail::usedCache() const
{
    return m_state->usedCache;
}

void RunTail::setCacheInterval(std::chrono::milliseconds interval)
{
    m_state->interval = interval;
}

} // namespace phi1
