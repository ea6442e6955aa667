// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/curves/run_batch.h"
#include "core/curves/series.h"

namespace phi1 {

struct Event;

enum class CurveAxis {
    Step,   ///< optimizer steps
    Tokens, ///< tokens trained on
    Time,   ///< seconds of work
    Clock,  ///< unix seconds
};

/// Something that happened at a point of the curve.
struct RunMark {
    enum class Kind { Checkpoint, Resume, Warning, Error, End, Generation };
    Kind kind = Kind::Warning;
    std::int64_t step = -1; ///< that of the last step where the event names none; -1 before any
    double tokens = 0, time = 0, clock = 0; ///< as on the axes
    std::string text; ///< message, reason of the end, path of the checkpoint, host of the resume
    std::uint64_t bytes = 0; ///< of a checkpoint
    double seconds = 0;      ///< that writing the checkpoint took
};

/// What a list of runs shows. A number that the run has not reported is missingValue(); one that it
/// reported as NaN is a NaN.
struct CurveSummary {
    std::int64_t step = -1;
    double tokens = missingValue(), loss = missingValue();
    double bestLoss = missingValue(); ///< the smallest finite one
    std::int64_t bestStep = -1;
    /// Of the evaluation called "validation", otherwise of the first one.
    double validation = missingValue(), bestValidation = missingValue();
    std::int64_t validationStep = -1;
    double learningRate = missingValue(), gradientNorm = missingValue();
    double tokensPerSecond = missingValue(), mfu = missingValue(), memoryBytes = missingValue();
    std::int64_t firstNonFiniteStep = -1; ///< of the loss
    std::uint64_t rows = 0;
    double firstTime = missingValue(), lastTime = missingValue(); ///< unix seconds, of any event
    double elapsed = missingValue(); ///< seconds of work at the last event
    int segment = -1;                ///< -1: nothing yet
};

struct EvaluationCurve {
    std::string name; ///< "validation"
    Series step, tokens, time, clock, loss;
};

/// All numbers of one run, as RunCurve tells them: history is cut, each step stands once. To be
/// used in one thread at a time; columns of a large cached run are read at their first use, also by
/// const functions. What it hands out by reference or pointer grows with it and is valid until
/// clear() or a batch that says `restarted`.
class CurveData
{
public:
    CurveData();
    CurveData(CurveData &&) noexcept;
    CurveData &operator=(CurveData &&) noexcept;
    ~CurveData();

    std::size_t rows() const;
    /// A finite number for each row that never falls: where a row has none (or a smaller one, as
    /// when a clock is put back) it is that of the row before.
    const Series &axis(CurveAxis axis) const;
    /// Whether any row told a number for this axis; without, all are 0.
    bool hasAxis(CurveAxis axis) const;
    /// "loss", "learning_rate", "gradient_norm", "tokens_per_second", "mfu", "memory_bytes",
    /// "sequences_first", "sequences_count" and whatever else the run reports; null if it does not.
    const Series *column(std::string_view name) const;
    std::vector<std::string> columnNames() const;
    const std::vector<EvaluationCurve> &evaluations() const;
    /// In the order of the file; those that a resume made history are gone.
    const std::vector<RunMark> &marks() const;
    CurveSummary summary() const;
    std::uint64_t revision() const; ///< changes with every apply()
    /// Changes whenever rows were taken away, so that what was computed from them is void.
    std::uint64_t cuts() const;
    /// The segment of the newest start of the run, -1 before the first.
    int segment() const;
    /// Step events that were made history, that repeat a step or that came out of order.
    std::uint64_t historicSteps() const;

    void apply(const RunBatch &batch);
    void apply(const Event &event);
    void clear();

    /// Reads columns now (names as above, and "step", "tokens", "time", "clock"), so that their
    /// first use costs nothing; all without names.
    void preload(std::span<const std::string_view> names = {});
    /// Empty, or one sentence: a column could not be read from the cache; it is all missing, and
    /// the cache was removed, so loading the run again helps.
    std::string problem() const;

private:
    friend class CurveCache;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace phi1
