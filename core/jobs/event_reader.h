// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// One line of events.jsonl. Views are valid during the call they are handed to.
struct Event {
    std::string_view kind; ///< `event`: "hello", "step", … or one this program does not know
    std::int64_t seq = -1;
    int segment = 0;
    double time = 0;            ///< unix seconds
    double elapsed = 0;         ///< seconds of work
    std::int64_t step = -1;     ///< `step`, -1 without
    std::int64_t fromStep = -1; ///< `from_step` of a hello, -1 without
    std::string_view name;      ///< `name`, as in eval
    /// The other members that are numbers (or "NaN", "Infinity", "-Infinity"), in their order. A
    /// list of numbers [first, count] under `sequences` is "sequences_first", "sequences_count".
    std::vector<std::pair<std::string_view, double>> numbers;
    std::string_view line; ///< the whole line as it stands in the file, without its line break

    /// The number called so, `otherwise` without.
    double number(std::string_view key, double otherwise) const;
    /// Everything, for the events whose texts are wanted.
    Json json() const;
};

/// The one reader of events.jsonl: of a live run, a reopened one, one copied from a cluster. It has
/// no thread and waits for nothing: poll() hands over what was appended since the last call.
/// A last line without its line break is not looked at until it is whole. Lines that are not an
/// event are skipped and counted, wherever they stand. Copes with whatever bytes the file holds.
class EventReader
{
public:
    /// The file need not exist yet.
    explicit EventReader(std::filesystem::path file);
    EventReader(EventReader &&) noexcept;
    EventReader &operator=(EventReader &&) noexcept;
    ~EventReader();

    /// Before the first poll(): goes on behind `offset` bytes that were read by an earlier reader,
    /// which had skipped so many lines. `lastBytes` are those that stood before the offset: where
    /// the file holds others now, or is shorter, the first poll() says `restarted`.
    void startAt(std::uint64_t offset, std::string lastBytes, std::uint64_t skippedLines);

    struct Poll {
        std::uint64_t events = 0; ///< handed over by this call
        bool atEnd = false;       ///< nothing whole is left in the file for now
        /// The file was cut, rewritten or replaced by another: forget what came from it. No event
        /// was handed over; the next call begins at the start of the new one.
        bool restarted = false;
    };
    /// Hands over the events of about `byteLimit` more bytes.
    /// Incompatible, naming both numbers, at a line of another version of the format; reading
    /// stops there and each later call says the same. Io if the file cannot be read.
    Result<Poll> poll(const std::function<void(const Event &)> &handler,
                      std::uint64_t byteLimit = 64u << 20);

    bool fileExists() const;
    std::uint64_t skippedLines() const; ///< that are no events
    std::uint64_t offset() const;       ///< bytes of the file that were read as whole lines

    /// A longer line is skipped (and counted) without being held in memory.
    static constexpr std::size_t longestLine = (1u << 20) - 1;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace phi1
