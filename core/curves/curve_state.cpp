// SPDX-License-Identifier: Apache-2.0
#include "core/curves/curve_state.h"

#include <algorithm>
#include <cmath>

#include "core/base/json.h"

namespace phi1 {

namespace {

std::size_t rowsUpTo(const Series &steps, std::int64_t step)
{
    const auto values = steps.values();
    return static_cast<std::size_t>(
        std::upper_bound(values.begin(), values.end(), static_cast<double>(step)) - values.begin());
}

/// The next number of an axis: that of the row before where there is none or a smaller one.
double notBelow(double before, double value)
{
    const double floor = isMissing(before) ? 0 : before;
    return std::isfinite(value) && (isMissing(before) || value > floor) ? value : floor;
}

double lastOf(const Series &series)
{
    return series.size() == 0 ? missingValue() : series[series.size() - 1];
}

void cut(EvaluationCurve &curve, std::size_t rows)
{
    for (Series *series : {&curve.step, &curve.tokens, &curve.time, &curve.clock, &curve.loss})
        series->truncate(rows);
}

std::string textOf(const Json &json, const char *key)
{
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                         : std::string();
}

/// Cut between characters of UTF-8.
void shorten(std::string &text, std::size_t limit)
{
    if (text.size() <= limit)
        return;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80)
        --limit;
    text.resize(limit);
}

} // namespace

double CurveData::State::tokensAt(std::int64_t atStep) const
{
    if (atStep >= lastStep())
        return tokens.size() == 0 ? 0 : tokens.last();
    const std::size_t rows = rowsUpTo(step.series(), atStep);
    return rows == 0 ? 0 : tokens.series()[rows - 1];
}

void CurveData::State::beginSegment(int newSegment, std::int64_t fromStep)
{
    const std::size_t before = step.size();
    const std::size_t rows = lastStep() <= fromStep ? before : rowsUpTo(step.series(), fromStep);
    if (rows < before) {
        historic += before - rows;
        ++cuts;
        for (StoredColumn *axis : axes())
            axis->truncate(rows);
        for (StoredColumn &column : columns)
            column.truncate(rows);
    }
    for (EvaluationCurve &evaluation : evaluations) {
        const std::size_t kept = rowsUpTo(evaluation.step, fromStep);
        if (kept < evaluation.step.size()) {
            ++cuts;
            cut(evaluation, kept);
        }
    }
    std::erase_if(marks, [&](const RunMark &mark) { return mark.step > fromStep; });
    segment = newSegment;
}

void CurveData::State::addStep(const Event &event)
{
    if ((step.size() > 0 && event.step <= lastStep()) || event.step > largestStep) {
        ++historic;
        return;
    }
    const std::size_t row = step.size();
    step.append(static_cast<double>(event.step));
    time.append(notBelow(time.last(), event.elapsed));
    clock.append(notBelow(clock.last(), event.time));
    double tokensHere = missingValue();
    std::size_t next = 0; // events name their numbers in one order, mostly
    for (const auto &[name, value] : event.numbers) {
        if (name == "tokens") {
            tokensHere = isMissing(tokensHere) ? value : tokensHere;
            anyTokens = true;
            continue;
        }
        if (next >= columns.size() || columns[next].name() != name) {
            next = 0;
            while (next < columns.size() && columns[next].name() != name)
                ++next;
        }
        // A file may name more columns than anybody can use; the curve has an end.
        if (next == columns.size()) {
            if (columns.size() == columnLimit)
                continue;
            columns.emplace_back(std::string(name));
        }
        StoredColumn &column = columns[next++];
        if (column.size() > row)
            continue; // the same name twice in one event
        column.fillTo(row);
        column.append(value);
    }
    for (StoredColumn &column : columns)
        column.fillTo(row + 1);
    tokens.append(notBelow(tokens.last(), tokensHere));
}

void CurveData::State::addEvaluation(const Event &event)
{
    auto found = std::find_if(evaluations.begin(), evaluations.end(),
                              [&](const EvaluationCurve &each) { return each.name == event.name; });
    if (found == evaluations.end()) {
        if (evaluations.size() == evaluationLimit)
            return;
        found = evaluations.insert(evaluations.end(), EvaluationCurve{});
        found->name = event.name;
    }
    const double last = lastOf(found->step);
    if ((!isMissing(last) && static_cast<double>(event.step) <= last) || event.step > largestStep) {
        ++historic;
        return;
    }
    found->step.append(static_cast<double>(event.step));
    // Its own `tokens` are those of the evaluated text.
    found->tokens.append(notBelow(lastOf(found->tokens), tokensAt(event.step)));
    found->time.append(notBelow(lastOf(found->time), event.elapsed));
    found->clock.append(notBelow(lastOf(found->clock), event.time));
    found->loss.append(event.number("loss", missingValue()));
}

void CurveData::State::addMark(const Event &event, RunMark::Kind kind)
{
    // A flood of warnings leaves room for what comes later.
    const bool isWarning = kind == RunMark::Kind::Warning;
    if (marks.size() >= (isWarning ? markLimit / 2 : markLimit) || event.segment < segment)
        return;
    RunMark mark;
    mark.kind = kind;
    mark.step = kind == RunMark::Kind::Resume ? std::max<std::int64_t>(event.fromStep, 0)
                : event.step >= 0             ? event.step
                                              : lastStep();
    mark.tokens = tokensAt(mark.step);
    mark.time = event.elapsed;
    mark.clock = event.time;
    const Json json = event.json();
    switch (kind) {
    case RunMark::Kind::Checkpoint: {
        const double bytes = event.number("bytes", 0);
        mark.bytes = bytes >= 0 && bytes < 0x1p63 ? static_cast<std::uint64_t>(bytes) : 0;
        mark.seconds = event.number("seconds", 0);
        mark.text = textOf(json, "path");
        break;
    }
    case RunMark::Kind::Resume:
        mark.text = textOf(json, "host");
        break;
    case RunMark::Kind::End:
        mark.text = textOf(json, "reason");
        break;
    case RunMark::Kind::Generation:
        mark.text = textOf(json, "prompt") + textOf(json, "text"); // read as one text
        break;
    case RunMark::Kind::Warning:
    case RunMark::Kind::Error:
        mark.text = textOf(json, "message");
        if (mark.text.empty())
            mark.text = textOf(json, "code");
        break;
    }
    shorten(mark.text, markTextLimit);
    marks.push_back(std::move(mark));
}

void CurveData::State::add(const Event &event)
{
    if (isMissing(firstTime))
        firstTime = event.time;
    lastTime = event.time;
    elapsed = event.elapsed;
    if (event.kind == "step" || event.kind == "eval") {
        if (event.step < 0)
            return;
        if (event.segment < segment) {
            ++historic;
            return;
        }
        const bool isStep = event.kind == "step";
        // The hello of this segment was lost (a line that does not parse): its first event tells.
        if (event.segment > segment)
            beginSegment(event.segment, isStep ? event.step - 1 : event.step);
        if (isStep)
            addStep(event);
        else
            addEvaluation(event);
    } else if (event.kind == "hello") {
        if (event.segment <= segment)
            return;
        beginSegment(event.segment, std::max<std::int64_t>(event.fromStep, 0));
        if (event.segment > 0)
            addMark(event, RunMark::Kind::Resume);
    } else if (event.kind == "checkpoint") {
        addMark(event, RunMark::Kind::Checkpoint);
    } else if (event.kind == "warning") {
        addMark(event, RunMark::Kind::Warning);
    } else if (event.kind == "error") {
        addMark(event, RunMark::Kind::Error);
    } else if (event.kind == "bye") {
        addMark(event, RunMark::Kind::End);
    } else if (event.kind == "generation") {
        addMark(event, RunMark::Kind::Generation);
    }
}

} // namespace phi1
