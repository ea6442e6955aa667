// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "core/curves/curve_data.h"
#include "core/curves/run_batch.h"

namespace phi1 {

/// Reads one run for a thread that may wait: first everything, then what is appended. The binary
/// cache is RUN/events.cache or, where that cannot be written, a file in the fallback folder. It
/// only saves time: one that is damaged, of another version or not of this events.jsonl is ignored
/// and replaced.
class RunTail
{
public:
    /// @param fallbackCacheFolder  created when needed; empty: no cache elsewhere
    RunTail(std::filesystem::path runFolder, std::filesystem::path fallbackCacheFolder);
    RunTail(RunTail &&) noexcept;
    RunTail &operator=(RunTail &&) noexcept;
    ~RunTail();

    /// Called now and then with the bytes read and those there are; false ends the work.
    using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;
    /// Everything up to the present end; poll() goes on from there. Can be called again.
    /// NotFound without a folder; Incompatible if events.jsonl is of another version; Cancelled.
    Result<std::unique_ptr<CurveData>> load(const Progress &progress = {});
    /// What was appended since, at most about `byteLimit` bytes of it. Rarely (a live run that has
    /// grown by a quarter) it also writes the cache anew, which takes a second per gigabyte.
    Result<RunBatch> poll(std::uint64_t byteLimit = 4u << 20);

    std::uint64_t skippedLines() const; ///< of events.jsonl that are no events
    /// Whether load() found a usable cache.
    bool usedCache() const;
    /// The least time between two writings of the cache; a minute.
    void setCacheInterval(std::chrono::milliseconds interval);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The summary of the cache if it tells all that events.jsonl holds now, otherwise NotFound. Reads
/// a few blocks whatever the size of the run.
Result<CurveSummary> readCachedSummary(const std::filesystem::path &runFolder,
                                       const std::filesystem::path &fallbackCacheFolder);

} // namespace phi1
