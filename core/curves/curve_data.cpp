// SPDX-License-Identifier: Apache-2.0
#include "core/curves/curve_data.h"

#include <algorithm>

#include "core/curves/curve_state.h"

namespace phi1 {

namespace {

double lastOf(const Series &series)
{
    return series.size() == 0 ? missingValue() : series[series.size() - 1];
}

void takeEvent(const RunEvent &from, Event &to)
{
    to.kind = from.kind;
    to.seq = from.seq;
    to.segment = from.segment;
    to.time = from.time;
    to.elapsed = from.elapsed;
    to.step = from.step;
    to.fromStep = from.fromStep;
    to.name = from.name;
    to.line = from.line;
    to.numbers.clear();
    for (const auto &[name, value] : from.numbers)
        to.numbers.emplace_back(name, value);
}

} // namespace

CurveData::CurveData()
    : m_state(std::make_unique<State>())
{}

CurveData::CurveData(CurveData &&) noexcept = default;
CurveData &CurveData::operator=(CurveData &&) noexcept = default;
CurveData::~CurveData() = default;

std::size_t CurveData::rows() const
{
    return m_state->step.size();
}

const Series &CurveData::axis(CurveAxis axis) const
{
    switch (axis) {
    case CurveAxis::Tokens:
        return m_state->tokens.series();
    case CurveAxis::Time:
        return m_state->time.series();
    case CurveAxis::Clock:
        return m_state->clock.series();
    case CurveAxis::Step:
        break;
    }
    return m_state->step.series();
}

bool CurveData::hasAxis(CurveAxis axis) const
{
    return rows() > 0 && (axis != CurveAxis::Tokens || m_state->anyTokens);
}

const Series *CurveData::column(std::string_view name) const
{
    for (const StoredColumn &column : m_state->columns) {
        if (column.name() == name)
            return &column.series();
    }
    return nullptr;
}

std::vector<std::string> CurveData::columnNames() const
{
    std::vector<std::string> names;
    for (const StoredColumn &column : m_state->columns)
        names.push_back(column.name());
    return names;
}

const std::vector<EvaluationCurve> &CurveData::evaluations() const
{
    return m_state->evaluations;
}

const std::vector<RunMark> &CurveData::marks() const
{
    return m_state->marks;
}

CurveSummary CurveData::summary() const
{
    const State &state = *m_state;
    CurveSummary summary;
    summary.rows = rows();
    summary.segment = state.segment;
    summary.firstTime = state.firstTime;
    summary.lastTime = state.lastTime;
    summary.elapsed = state.elapsed;
    summary.step = state.lastStep();
    if (hasAxis(CurveAxis::Tokens))
        summary.tokens = state.tokens.last();
    const auto last = [&](std::string_view name) {
        for (const StoredColumn &column : state.columns) {
            if (column.name() == name)
                return column.last();
        }
        return missingValue();
    };
    summary.loss = last("loss");
    summary.learningRate = last("learning_rate");
    summary.gradientNorm = last("gradient_norm");
    summary.tokensPerSecond = last("tokens_per_second");
    summary.mfu = last("mfu");
    summary.memoryBytes = last("memory_bytes");
    const auto stepOf = [](const Series &steps, std::size_t row) {
        return static_cast<std::int64_t>(steps[row]);
    };
    if (const Series *loss = column("loss")) {
        const Series &steps = axis(CurveAxis::Step);
        if (const auto best = loss->extremeRows(0, loss->size()); best.any) {
            summary.bestLoss = (*loss)[best.minimum];
            summary.bestStep = stepOf(steps, best.minimum);
        }
        if (!loss->nonFiniteRows().empty())
            summary.firstNonFiniteStep = stepOf(steps, loss->nonFiniteRows().front());
    }
    auto validation =
        std::find_if(state.evaluations.begin(), state.evaluations.end(),
                     [](const EvaluationCurve &each) { return each.name == "validation"; });
    if (validation == state.evaluations.end())
        validation = state.evaluations.begin();
    if (validation != state.evaluations.end() && validation->step.size() > 0) {
        summary.validation = lastOf(validation->loss);
        summary.validationStep = stepOf(validation->step, validation->step.size() - 1);
        if (const auto best = validation->loss.extremes(0, validation->loss.size()); best.any)
            summary.bestValidation = best.minimum;
    }
    return summary;
}

std::uint64_t CurveData::revision() const
{
    return m_state->revision;
}

std::uint64_t CurveData::cuts() const
{
    return m_state->cuts;
}

int CurveData::segment() const
{
    return m_state->segment;
}

std::uint64_t CurveData::historicSteps() const
{
    return m_state->historic;
}

void CurveData::apply(const RunBatch &batch)
{
    if (batch.restarted)
        clear();
    for (const RunEvent &event : batch.events) {
        takeEvent(event, m_state->scratch);
        m_state->add(m_state->scratch);
    }
    ++m_state->revision;
}

void CurveData::apply(const Event &event)
{
    m_state->add(event);
    ++m_state->revision;
}

void CurveData::clear()
{
    auto empty = std::make_unique<State>();
    empty->revision = m_state->revision + 1;
    empty->cuts = m_state->cuts + 1;
    m_state = std::move(empty);
}

void CurveData::preload(std::span<const std::string_view> names)
{
    const auto wanted = [&](const StoredColumn &column) {
        return names.empty() || std::find(names.begin(), names.end(), column.name()) != names.end();
    };
    for (const StoredColumn *axis : m_state->axes()) {
        if (wanted(*axis))
            axis->series();
    }
    for (const StoredColumn &column : m_state->columns) {
        if (wanted(column))
            column.series();
    }
}

std::string CurveData::problem() const
{
    return m_state->source ? m_state->source->problem : std::string();
}

} // namespace phi1
