// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/event_reader.h"

namespace phi1 {

/// One kind of number over the steps of a run.
struct CurveColumn {
    std::string name;
    std::vector<double> values; ///< one for each row; NaN where a row has none
    std::vector<bool> present;  ///< whether the row has one (it may be NaN itself)
};

/// Rows of strictly ascending steps.
struct CurveTable {
    std::vector<std::int64_t> steps;
    std::vector<int> segments;
    std::vector<double> times;   ///< unix seconds
    std::vector<double> elapsed; ///< seconds of work
    std::vector<CurveColumn> columns;

    const CurveColumn *find(std::string_view name) const;
    void append(const Event &event);
    /// Drops the rows with a step beyond this one.
    void cutAfter(std::int64_t step);
};

/// The current curve of a run: its step and eval events without those that a resume from an older
/// checkpoint made history. When a hello of segment K begins from step S, the events of earlier
/// segments with step > S count no more. Each step stands in it once.
class RunCurve
{
public:
    /// Takes the next event of the file; other kinds than hello, step and eval are ignored.
    void add(const Event &event);
    void clear();

    const CurveTable &steps() const { return m_steps; }
    struct Evaluation {
        std::string name; ///< "validation"
        CurveTable table;
    };
    const std::vector<Evaluation> &evaluations() const { return m_evaluations; }

    /// Step events that were made history, or that repeated a step or came out of order.
    std::uint64_t historicSteps() const { return m_historic; }
    int segment() const { return m_segment; }

private:
    void beginSegment(int segment, std::int64_t fromStep);
    void take(CurveTable &table, const Event &event);

    CurveTable m_steps;
    std::vector<Evaluation> m_evaluations;
    int m_segment = -1;
    std::uint64_t m_historic = 0;
};

/// Reads events.jsonl of a run folder to its present end.
/// NotFound if there is no such folder or it has no events.jsonl.
Result<RunCurve> readRunCurve(const std::filesystem::path &folder);

} // namespace phi1
