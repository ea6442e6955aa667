// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace phi1 {

/// An Event (core/jobs/event_reader.h) that owns its texts, to be handed to another thread.
struct RunEvent {
    std::string kind;
    std::int64_t seq = -1;
    int segment = 0;
    double time = 0;
    double elapsed = 0;
    std::int64_t step = -1;
    std::int64_t fromStep = -1;
    std::string name;
    std::vector<std::pair<std::string, double>> numbers;
    std::string line; ///< the JSON; empty for `step`, whose numbers are all there is
};

/// What was appended to a run since the last time it was looked at.
struct RunBatch {
    bool restarted = false; ///< forget everything before: the file was replaced or cut
    std::vector<RunEvent> events;
    bool atEnd = false; ///< nothing more is there for now
};

} // namespace phi1
