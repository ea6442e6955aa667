// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/curves/curve_data.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/run_curve.h"

namespace phi1::test {

/// What the tests of curves share: lines of events.jsonl, made up runs, comparing.

inline std::string line(const std::string &kind, int segment, double time, double elapsed,
                        const std::string &more)
{
    std::ostringstream text;
    text.precision(17);
    text << R"({"event":")" << kind << R"(","v":1,"seq":0,"segment":)" << segment << R"(,"time":)"
         << time << R"(,"elapsed":)" << elapsed << (more.empty() ? "" : ",") << more << "}\n";
    return text.str();
}

inline std::string step(int segment, std::int64_t number, double loss)
{
    std::ostringstream more;
    more.precision(17);
    more << R"("step":)" << number << R"(,"tokens":)" << number * 100 << R"(,"loss":)" << loss
         << R"(,"learning_rate":0.001,"gradient_norm":0.5)";
    return line("step", segment, 1000.0 + static_cast<double>(number), static_cast<double>(number),
                more.str());
}

inline std::string hello(int segment, std::int64_t fromStep)
{
    return line("hello", segment, 1000, 0, concat(R"("host":"node7","from_step":)", fromStep));
}

inline void writeFile(const std::filesystem::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

inline void appendFile(const std::filesystem::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

inline std::string fileText(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A run with resumes from older checkpoints, lost hellos, stragglers, steps twice and out of
/// order, numbers that are none, columns that come late, evaluations and marks.
class MadeUpRun
{
public:
    explicit MadeUpRun(std::uint64_t seed)
        : m_random(seed)
    {}

    std::string next()
    {
        ++m_time;
        m_elapsed += m_random.uniform();
        const double time = m_random.below(30) == 0 ? m_time - 5 : m_time;
        switch (m_random.below(m_segment < 0 ? 2 : 40)) {
        case 0: {
            ++m_segment;
            const std::int64_t from = m_segment == 0 ? 0
                                                     : static_cast<std::int64_t>(m_random.below(
                                                           static_cast<std::uint64_t>(m_step) + 3));
            m_step = from;
            if (m_random.below(5) == 0)
                return "{\"event\":\"hel\n"; // torn by a power cut
            return line("hello", m_segment, time, m_elapsed,
                        concat(R"("host":"node)", m_segment, R"(","from_step":)", from));
        }
        case 1:
            return line("progress", std::max(m_segment, 0), time, m_elapsed, R"("done":1)");
        case 2:
            return line("eval", m_segment, time, m_elapsed,
                        concat(R"("step":)", m_step, R"(,"name":")",
                               m_random.below(3) == 0 ? "other" : "validation", R"(","loss":)",
                               number(), R"(,"tokens":500)"));
        case 3:
            return line("checkpoint", m_segment, time, m_elapsed,
                        concat(R"("step":)", m_step, R"(,"path":"checkpoints/step-)", m_step,
                               R"(","bytes":123,"seconds":0.5)"));
        case 4:
            return line("warning", m_segment, time, m_elapsed,
                        R"("code":"odd","message":"something is odd")");
        case 5: // of a segment before
            return line("step", std::max(m_segment - 1, 0), time, m_elapsed,
                        concat(R"("step":)", m_step + 1, R"(,"loss":9)"));
        case 6: // once more, or from before
            return line("step", m_segment, time, m_elapsed,
                        concat(R"("step":)",
                               std::max<std::int64_t>(
                                   m_step - static_cast<std::int64_t>(m_random.below(4)), 0),
                               R"(,"loss":8)"));
        case 7:
            return "no event\n";
        case 8:
            return line("bye", m_segment, time, m_elapsed, R"("reason":"stopped")");
        default:
            m_step += m_random.below(10) == 0 ? 3 : 1;
            return line("step", m_segment, time, m_elapsed, numbersOfStep());
        }
    }
    std::string lines(int count)
    {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += next();
        return text;
    }

private:
    std::string number()
    {
        switch (m_random.below(15)) {
        case 0:
            return R"("NaN")";
        case 1:
            return R"("-Infinity")";
        default:
            std::ostringstream text;
            text.precision(17);
            text << m_random.uniform() * 5;
            return text.str();
        }
    }
    std::string numbersOfStep()
    {
        std::string more = concat(R"("step":)", m_step);
        if (m_random.below(8) != 0)
            more += concat(R"(,"tokens":)", m_step * 64);
        if (m_random.below(20) != 0)
            more += concat(R"(,"loss":)", number());
        if (m_step > 20 && m_random.below(2) == 0)
            more += concat(R"(,"late":)", number());
        if (m_random.below(4) == 0)
            more += concat(R"(,"sequences":[)", m_step * 4, ",4]");
        if (m_random.below(50) == 0)
            more += R"(,"loss":77)"; // the same name twice
        return more;
    }

    PhiloxStream m_random;
    int m_segment = -1;
    std::int64_t m_step = 0;
    double m_time = 1e9;
    double m_elapsed = 0;
};

inline bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

inline bool sameValues(const Series &a, const Series &b)
{
    return a.nonFiniteRows() == b.nonFiniteRows() &&
           std::equal(a.values().begin(), a.values().end(), b.values().begin(), b.values().end(),
                      sameBits);
}

/// Whether the axis is what was told, made never to fall.
inline bool followsFrom(const Series &axis, const std::vector<double> &told)
{
    double before = 0;
    for (std::size_t row = 0; row < told.size(); ++row) {
        const double value = axis[row];
        const bool isTold = std::isfinite(told[row]) && (row == 0 || told[row] > before);
        if (value != (isTold ? told[row] : before))
            return false;
        before = value;
    }
    return axis.size() == told.size();
}

inline bool holds(const Series &series, const CurveColumn &column)
{
    if (series.size() != column.values.size())
        return false;
    for (std::size_t row = 0; row < series.size(); ++row) {
        const bool fits = column.present[row]
                              ? !isMissing(series[row]) && sameBits(series[row], column.values[row])
                              : isMissing(series[row]);
        if (!fits)
            return false;
    }
    return true;
}

/// That the two tell the same curve.
inline void checkEqual(const CurveData &data, const RunCurve &curve)
{
    const CurveTable &table = curve.steps();
    REQUIRE(data.rows() == table.steps.size());
    REQUIRE(data.segment() == curve.segment());
    REQUIRE(data.historicSteps() == curve.historicSteps());
    const Series &steps = data.axis(CurveAxis::Step);
    for (std::size_t row = 0; row < table.steps.size(); ++row)
        REQUIRE(steps[row] == static_cast<double>(table.steps[row]));
    CHECK(followsFrom(data.axis(CurveAxis::Time), table.elapsed));
    CHECK(followsFrom(data.axis(CurveAxis::Clock), table.times));
    std::vector<double> tokens(table.steps.size(), missingValue());
    std::vector<std::string> names;
    for (const CurveColumn &column : table.columns) {
        if (column.name == "tokens") {
            tokens = column.values;
            continue;
        }
        names.push_back(column.name);
        const Series *found = data.column(column.name);
        REQUIRE(found);
        CAPTURE(column.name);
        CHECK(holds(*found, column));
    }
    CHECK(data.columnNames() == names);
    CHECK(followsFrom(data.axis(CurveAxis::Tokens), tokens));

    REQUIRE(data.evaluations().size() == curve.evaluations().size());
    for (std::size_t i = 0; i < data.evaluations().size(); ++i) {
        const EvaluationCurve &ours = data.evaluations()[i];
        const RunCurve::Evaluation &theirs = curve.evaluations()[i];
        CHECK(ours.name == theirs.name);
        REQUIRE(ours.step.size() == theirs.table.steps.size());
        for (std::size_t row = 0; row < ours.step.size(); ++row)
            CHECK(ours.step[row] == static_cast<double>(theirs.table.steps[row]));
        if (const CurveColumn *loss = theirs.table.find("loss"))
            CHECK(holds(ours.loss, *loss));
        CHECK(followsFrom(ours.time, theirs.table.elapsed));
        CHECK(ours.tokens.size() == ours.step.size());
    }
}

/// That the two tell the same in everything.
inline void checkEqual(const CurveData &a, const CurveData &b)
{
    REQUIRE(a.rows() == b.rows());
    CHECK(a.segment() == b.segment());
    CHECK(a.historicSteps() == b.historicSteps());
    for (const CurveAxis axis :
         {CurveAxis::Step, CurveAxis::Tokens, CurveAxis::Time, CurveAxis::Clock}) {
        CHECK(sameValues(a.axis(axis), b.axis(axis)));
        CHECK(a.hasAxis(axis) == b.hasAxis(axis));
    }
    REQUIRE(a.columnNames() == b.columnNames());
    for (const std::string &name : a.columnNames()) {
        CAPTURE(name);
        CHECK(sameValues(*a.column(name), *b.column(name)));
    }
    REQUIRE(a.evaluations().size() == b.evaluations().size());
    for (std::size_t i = 0; i < a.evaluations().size(); ++i) {
        const EvaluationCurve &left = a.evaluations()[i];
        const EvaluationCurve &right = b.evaluations()[i];
        CHECK(left.name == right.name);
        CHECK(sameValues(left.step, right.step));
        CHECK(sameValues(left.tokens, right.tokens));
        CHECK(sameValues(left.time, right.time));
        CHECK(sameValues(left.clock, right.clock));
        CHECK(sameValues(left.loss, right.loss));
    }
    REQUIRE(a.marks().size() == b.marks().size());
    for (std::size_t i = 0; i < a.marks().size(); ++i) {
        const RunMark &left = a.marks()[i];
        const RunMark &right = b.marks()[i];
        CHECK(left.kind == right.kind);
        CHECK(left.step == right.step);
        CHECK(left.text == right.text);
        CHECK(left.bytes == right.bytes);
        CHECK(sameBits(left.tokens, right.tokens));
        CHECK(sameBits(left.time, right.time));
        CHECK(sameBits(left.clock, right.clock));
        CHECK(sameBits(left.seconds, right.seconds));
    }
    const CurveSummary left = a.summary();
    const CurveSummary right = b.summary();
    CHECK(left.step == right.step);
    CHECK(sameBits(left.loss, right.loss));
    CHECK(sameBits(left.bestLoss, right.bestLoss));
    CHECK(left.bestStep == right.bestStep);
    CHECK(sameBits(left.validation, right.validation));
    CHECK(left.firstNonFiniteStep == right.firstNonFiniteStep);
    CHECK(sameBits(left.firstTime, right.firstTime));
    CHECK(sameBits(left.lastTime, right.lastTime));
    CHECK(sameBits(left.elapsed, right.elapsed));
}

} // namespace phi1::test
