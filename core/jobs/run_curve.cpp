// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/run_curve.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/jobs/job_files.h"

namespace phi1 {

const CurveColumn *CurveTable::find(std::string_view name) const
{
    for (const CurveColumn &column : columns) {
        if (column.name == name)
            return &column;
    }
    return nullptr;
}

void CurveTable::append(const Event &event)
{
    steps.push_back(event.step);
    segments.push_back(event.segment);
    times.push_back(event.time);
    elapsed.push_back(event.elapsed);
    std::size_t next = 0; // events name their numbers in one order, mostly
    for (const auto &[name, value] : event.numbers) {
        if (next >= columns.size() || columns[next].name != name) {
            next = 0;
            while (next < columns.size() && columns[next].name != name)
                ++next;
        }
        // A file may name more columns than anybody can use; the curve has an end.
        constexpr std::size_t columnLimit = 256;
        if (next == columns.size()) {
            if (columns.size() == columnLimit)
                continue;
            columns.push_back({std::string(name), {}, {}});
        }
        CurveColumn &column = columns[next++];
        if (column.values.size() == steps.size())
            continue; // the same name twice in one event
        column.values.resize(steps.size() - 1, std::numeric_limits<double>::quiet_NaN());
        column.present.resize(steps.size() - 1, false);
        column.values.push_back(value);
        column.present.push_back(true);
    }
    for (CurveColumn &column : columns) {
        if (column.values.size() == steps.size())
            continue;
        column.values.resize(steps.size(), std::numeric_limits<double>::quiet_NaN());
        column.present.resize(steps.size(), false);
    }
}

void CurveTable::cutAfter(std::int64_t step)
{
    const auto rows = static_cast<std::size_t>(std::upper_bound(steps.begin(), steps.end(), step) -
                                               steps.begin());
    steps.resize(rows);
    segments.resize(rows);
    times.resize(rows);
    elapsed.resize(rows);
    for (CurveColumn &column : columns) {
        column.values.resize(rows);
        column.present.resize(rows);
    }
}

void RunCurve::beginSegment(int segment, std::int64_t fromStep)
{
    const std::size_t before = m_steps.steps.size();
    m_steps.cutAfter(fromStep);
    m_historic += before - m_steps.steps.size();
    for (Evaluation &evaluation : m_evaluations)
        evaluation.table.cutAfter(fromStep);
    m_segment = segment;
}

void RunCurve::take(CurveTable &table, const Event &event)
{
    if (!table.steps.empty() && event.step <= table.steps.back()) {
        ++m_historic;
        return;
    }
    table.append(event);
}

void RunCurve::add(const Event &event)
{
    if (event.kind == "hello") {
        if (event.segment > m_segment)
            beginSegment(event.segment, std::max<std::int64_t>(event.fromStep, 0));
        return;
    }
    const bool isStep = event.kind == "step";
    if ((!isStep && event.kind != "eval") || event.step < 0)
        return;
    if (event.segment < m_segment) {
        ++m_historic;
        return;
    }
    // The hello of this segment was lost (a line that does not parse): its first event tells.
    if (event.segment > m_segment)
        beginSegment(event.segment, isStep ? event.step - 1 : event.step);
    if (isStep) {
        take(m_steps, event);
        return;
    }
    auto found = std::find_if(m_evaluations.begin(), m_evaluations.end(),
                              [&](const Evaluation &each) { return each.name == event.name; });
    if (found == m_evaluations.end())
        found = m_evaluations.insert(m_evaluations.end(), Evaluation{std::string(event.name), {}});
    take(found->table, event);
}

void RunCurve::clear()
{
    *this = RunCurve();
}

Result<RunCurve> readRunCurve(const std::filesystem::path &folder)
{
    RunCurve curve;
    EventReader reader(folder / eventsFileName);
    const auto add = [&](const Event &event) { curve.add(event); };
    while (true) {
        PHI1_ASSIGN(const EventReader::Poll poll, reader.poll(add));
        if (poll.restarted)
            curve.clear();
        else if (poll.atEnd)
            break;
    }
    if (!reader.fileExists())
        return failure(
            ErrorCode::NotFound,
            concat(folder, " is not the folder of a run or job: it holds no ", eventsFileName));
    return curve;
}

} // namespace phi1
