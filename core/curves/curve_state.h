// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/curves/curve_data.h"
#include "core/curves/stored_column.h"
#include "core/jobs/event_reader.h"

namespace phi1 {

/// What a CurveData holds; also the cache reads and writes it.
struct CurveData::State {
    StoredColumn step{"step", StoredColumn::Rule::Ascends};
    StoredColumn tokens{"tokens", StoredColumn::Rule::NeverFalls};
    StoredColumn time{"time", StoredColumn::Rule::NeverFalls};
    StoredColumn clock{"clock", StoredColumn::Rule::NeverFalls};
    std::deque<StoredColumn> columns; ///< the others; a deque, so that their series stay in place
    std::vector<EvaluationCurve> evaluations;
    std::vector<RunMark> marks;
    std::shared_ptr<ColumnSource> source; ///< of the columns that came from a cache

    bool anyTokens = false;
    int segment = -1;
    std::uint64_t historic = 0;
    double firstTime = missingValue(), lastTime = missingValue(), elapsed = missingValue();
    std::uint64_t revision = 0;
    std::uint64_t cuts = 0;
    Event scratch; ///< so that taking in a batch allocates nothing per event

    static constexpr std::size_t columnLimit = 256;
    static constexpr std::size_t evaluationLimit = 64;
    static constexpr std::size_t markLimit = 1u << 16;
    static constexpr std::size_t markTextLimit = 500;
    /// Steps are kept as doubles.
    static constexpr std::int64_t largestStep = std::int64_t{1} << 53;

    std::array<StoredColumn *, 4> axes() { return {&step, &tokens, &time, &clock}; }
    std::int64_t lastStep() const
    {
        return step.size() == 0 ? -1 : static_cast<std::int64_t>(step.last());
    }
    double tokensAt(std::int64_t atStep) const;

    void add(const Event &event);
    void beginSegment(int newSegment, std::int64_t fromStep);
    void addStep(const Event &event);
    void addEvaluation(const Event &event);
    void addMark(const Event &event, RunMark::Kind kind);
};

} // namespace phi1
