// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <random>

#include <QString>

#include "core/curves/curve_data.h"
#include "views/plots/chart_area.h"
#include "views/theme/theme.h"

namespace phi1::test {

/// Makes up runs, always the same ones.
class RunMaker
{
public:
    explicit RunMaker(unsigned seed)
        : m_random(seed)
    {}

    double noise() { return m_normal(m_random); }

    RunEvent stepEvent(std::int64_t step, std::vector<std::pair<std::string, double>> numbers)
    {
        RunEvent event;
        event.kind = "step";
        event.seq = m_sequence++;
        event.segment = m_segment;
        event.step = step;
        event.elapsed = 4.5 * static_cast<double>(step);
        event.time = 1.77e9 + event.elapsed;
        event.numbers = std::move(numbers);
        event.numbers.insert(event.numbers.begin(), {"tokens", 2.1e6 * static_cast<double>(step)});
        return event;
    }
    RunEvent evaluationEvent(std::int64_t step, double loss)
    {
        RunEvent event = stepEvent(step, {{"loss", loss}});
        event.kind = "eval";
        event.name = "validation";
        return event;
    }
    RunEvent resumeEvent(std::int64_t fromStep)
    {
        ++m_segment;
        RunEvent event = otherEvent("hello", -1, "");
        event.fromStep = fromStep;
        event.elapsed = 4.5 * static_cast<double>(fromStep);
        return event;
    }
    RunEvent otherEvent(const std::string &kind, std::int64_t step, const std::string &members)
    {
        RunEvent event;
        event.kind = kind;
        event.seq = m_sequence++;
        event.segment = m_segment;
        event.step = step;
        event.elapsed = 4.5 * static_cast<double>(step);
        event.time = 1.77e9 + event.elapsed;
        event.line = "{\"event\":\"" + kind + "\",\"step\":" + std::to_string(step) +
                     (members.empty() ? "" : "," + members) + "}";
        return event;
    }

private:
    std::mt19937 m_random;
    std::normal_distribution<double> m_normal;
    std::int64_t m_sequence = 0;
    int m_segment = 0;
};

struct RunPlan {
    std::int64_t rows = 1000; ///< step events
    std::int64_t stepsPerRow = 1;
    std::int64_t planned = 0; ///< steps of the schedule; 0: rows · stepsPerRow
    double learningRate = 1e-3;
    double floor = 1.40;        ///< that the loss falls to
    std::int64_t nanFrom = -1;  ///< step from which the loss is NaN
    std::int64_t slowFrom = -1; ///< step from which the throughput is lower
    std::int64_t resumedAt = -1;
    unsigned seed = 1;
};

inline LearningRateSchedule scheduleOf(const RunPlan &plan)
{
    LearningRateSchedule schedule;
    schedule.peak = plan.learningRate;
    schedule.steps = plan.planned > 0 ? plan.planned : plan.rows * plan.stepsPerRow;
    schedule.warmupSteps = schedule.steps / 48;
    return schedule;
}

/// A run as training writes it: falling noisy loss, spikes of the gradient norm, evaluations and
/// checkpoints every twentieth of the rows.
inline std::unique_ptr<CurveData> makeRun(const RunPlan &plan)
{
    RunMaker maker(plan.seed);
    const LearningRateSchedule schedule = scheduleOf(plan);
    RunBatch batch;
    for (std::int64_t row = 1; row <= plan.rows; ++row) {
        const std::int64_t step = row * plan.stepsPerRow;
        const double share = static_cast<double>(step) / static_cast<double>(schedule.steps);
        const double smooth = plan.floor + 1.1 * std::exp(-share * 9) + 6 * std::exp(-share * 150);
        double loss = smooth + 0.035 * maker.noise();
        double norm = 0.35 + 1.2 * std::exp(-share * 30) + 0.03 * std::abs(maker.noise());
        if (plan.nanFrom >= 0 && step > plan.nanFrom - 40 * plan.stepsPerRow) {
            loss += 0.02 * static_cast<double>(step - plan.nanFrom + 40 * plan.stepsPerRow) /
                    static_cast<double>(plan.stepsPerRow);
            norm *= 3;
        }
        if (maker.noise() > 3)
            norm *= 2.5;
        if (plan.nanFrom >= 0 && step >= plan.nanFrom)
            loss = norm = std::nan("");
        double throughput = 484e3 + 3e3 * maker.noise();
        if (plan.slowFrom >= 0 && step >= plan.slowFrom)
            throughput -= 86e3;
        batch.events.push_back(
            maker.stepEvent(step, {{"loss", loss},
                                   {"learning_rate", learningRate(schedule, step - 1)},
                                   {"gradient_norm", norm},
                                   {"tokens_per_second", throughput}}));
        if (plan.resumedAt == step)
            batch.events.push_back(maker.resumeEvent(step));
        if (row % std::max<std::int64_t>(plan.rows / 10, 1) == 0) {
            batch.events.push_back(maker.evaluationEvent(step, smooth + 0.04));
            batch.events.push_back(maker.otherEvent(
                "checkpoint", step,
                "\"path\":\"checkpoints/step\",\"bytes\":4200000000,\"seconds\":3.1"));
        }
        if (plan.slowFrom == step)
            batch.events.push_back(
                maker.otherEvent("warning", step, "\"message\":\"Throughput fell by 18 %\""));
    }
    auto data = std::make_unique<CurveData>();
    data->apply(batch);
    return data;
}

inline QList<ChartSpec> usualCharts()
{
    ChartSpec loss;
    loss.id = QStringLiteral("loss");
    loss.title = QStringLiteral("Loss");
    loss.column = QStringLiteral("loss");
    loss.kind = ChartSpec::Loss;
    ChartSpec rate;
    rate.id = QStringLiteral("rate");
    rate.title = QStringLiteral("Learning rate");
    rate.column = QStringLiteral("learning_rate");
    rate.smoothable = false;
    rate.kind = ChartSpec::LearningRate;
    ChartSpec norm;
    norm.id = QStringLiteral("norm");
    norm.title = QStringLiteral("Gradient norm");
    norm.column = QStringLiteral("gradient_norm");
    norm.smoothable = false;
    norm.logY = true;
    ChartSpec speed;
    speed.id = QStringLiteral("speed");
    speed.title = QStringLiteral("Throughput");
    speed.column = QStringLiteral("tokens_per_second");
    speed.unit = QStringLiteral("tokens/s");
    speed.smoothable = false;
    return {loss, rate, norm, speed};
}

} // namespace phi1::test
