// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include "views/plots/chart_area_p.h"
#include "views/plots/value_range.h"

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// Rows that are smoothed before one replot; the rest follows with the next ones.
constexpr std::size_t smoothedRowsPerReplot = 500'000;
constexpr double rawOpacity = 0.28;
constexpr double otherOpacity = 0.35;
constexpr double bandOpacity = 0.15;
constexpr std::size_t mostCountedOutliers = 100'000;

const Series &keysOf(const EvaluationCurve &evaluation, CurveAxis axis)
{
    switch (axis) {
    case CurveAxis::Step:
        return evaluation.step;
    case CurveAxis::Tokens:
        return evaluation.tokens;
    case CurveAxis::Time:
        return evaluation.time;
    case CurveAxis::Clock:
        return evaluation.clock;
    }
    return evaluation.step;
}

QColor withOpacity(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(color.alphaF() * opacity));
    return color;
}

/// The value of a line at a key, between its rows; NaN outside.
double valueAt(const Series &keys, const Series &values, double key)
{
    const std::size_t rows = std::min(keys.size(), values.size());
    const auto begin = keys.values().begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(rows);
    const auto above = std::lower_bound(begin, end, key);
    if (above == end)
        return std::numeric_limits<double>::quiet_NaN();
    const auto row = static_cast<std::size_t>(above - begin);
    if (*above == key || row == 0)
        return *above == key ? values[row] : std::numeric_limits<double>::quiet_NaN();
    const double share = (key - keys[row - 1]) / (keys[row] - keys[row - 1]);
    return values[row - 1] + (values[row] - values[row - 1]) * share;
}

} // namespace

bool ChartAreaPrivate::drawsRaw(int run) const
{
    return runs.size() <= runsWithRawLines || runs[run].id == selected || runs[run].id == hovered;
}

double ChartAreaPrivate::plannedEnd(const PlottedRun &run) const
{
    if (!run.plan)
        return std::numeric_limits<double>::quiet_NaN();
    const auto steps = static_cast<double>(run.plan->steps);
    if (axis == CurveAxis::Step)
        return steps;
    if (axis == CurveAxis::Tokens && run.data && run.data->rows() > 0) {
        const CurveSummary summary = run.data->summary();
        if (summary.step > 0 && std::isfinite(summary.tokens))
            return steps * summary.tokens / static_cast<double>(summary.step);
    }
    return std::numeric_limits<double>::quiet_NaN();
}

void ChartAreaPrivate::prepare()
{
    if (q->width() < 2 || q->height() < 2)
        return;
    if (following)
        fitX();
    smoothingBudget = smoothedRowsPerReplot;
    for (const auto &[id, run] : curves)
        run->beginRound();
    for (const auto &chart : charts) {
        chart->x->setScaleType(logX ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        chart->x->setRange(xRange);
        chart->y->setScaleType(chart->logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    }
    placeCells();
    for (const auto &chart : charts)
        buildLines(*chart);
    for (const auto &chart : charts)
        fitY(*chart);
    if (sharedY)
        shareY();
    for (const auto &chart : charts)
        chart->y->setRange(chart->zoomedY.value_or(chart->fittedY));
    arrange();
    for (const auto &[id, run] : curves)
        if (run->isBehind()) {
            queueReplot();
            break;
        }
}

void ChartAreaPrivate::fitX()
{
    double lower = std::numeric_limits<double>::infinity();
    double smallestPositive = lower;
    double upper = -lower;
    double planned = -lower;
    for (const PlottedRun &run : runs) {
        if (const double end = plannedEnd(run); std::isfinite(end))
            planned = std::max(planned, end);
        if (!run.data || run.data->rows() == 0)
            continue;
        const Series &keys = run.data->axis(axis);
        lower = std::min(lower, keys[0]);
        upper = std::max(upper, keys[keys.size() - 1]);
        const auto positive = std::upper_bound(keys.values().begin(), keys.values().end(), 0.0);
        if (positive != keys.values().end())
            smallestPositive = std::min(smallestPositive, *positive);
    }
    if (!(upper >= lower)) { // nothing yet; the plan alone shows what is to come
        xRange = {logX ? 1.0 : 0.0, planned > 1 ? planned : logX ? 10.0 : 1.0};
        return;
    }
    const double newest = upper;
    // What is planned is shown as long as what has happened fills half of the chart.
    if (planned > upper)
        upper = std::max(upper, std::min(planned, 2 * upper));
    // The first points of a run stand in the middle and not on the axis.
    if (axis != CurveAxis::Clock && lower >= 0 &&
        (lower < 0.1 * upper || newest - lower < 0.01 * newest))
        lower = 0;
    if (logX)
        lower = std::isfinite(smallestPositive) ? std::min(smallestPositive, upper) : 1;
    if (!(upper > lower)) {
        if (logX || (lower > 0 && axis != CurveAxis::Clock)) {
            lower = lower / 2;
            upper = upper > 0 ? upper * 1.5 : 1;
        } else {
            lower -= 1;
            upper += 1;
        }
    }
    xRange = {lower, upper};
}

void ChartAreaPrivate::buildLines(Chart &chart)
{
    chart.made.clear();
    chart.runLines.clear();
    std::vector<CurveLine> raws, plans, validations, mains;
    std::vector<CurveBand> bands;
    for (int index = 0; index < runs.size(); ++index)
        addRunLines(chart, index, raws, plans, validations, mains);
    if (grouped)
        addGroups(chart, mains, bands);

    // The hovered run lies above all, below it the selected one.
    const auto rank = [&](const CurveLine &line) {
        const QString &id = runs[line.run].id;
        return id == hovered ? 2 : id == selected ? 1 : 0;
    };
    const auto byRank = [&](const CurveLine &a, const CurveLine &b) { return rank(a) < rank(b); };
    std::stable_sort(raws.begin(), raws.end(), byRank);
    std::stable_sort(mains.begin(), mains.end(), byRank);
    std::vector<CurveLine> lines;
    for (std::vector<CurveLine> *part : {&raws, &plans, &validations, &mains})
        lines.insert(lines.end(), part->begin(), part->end());
    chart.curves->setLines(std::move(lines));
    chart.curves->setBands(std::move(bands));
}

void ChartAreaPrivate::addRunLines(Chart &chart, int index, std::vector<CurveLine> &raws,
                                   std::vector<CurveLine> &plans,
                                   std::vector<CurveLine> &validations,
                                   std::vector<CurveLine> &mains)
{
    const PlottedRun &run = runs[index];
    if (chart.spec.kind == ChartSpec::LearningRate)
        addPlan(chart, index, plans);
    if (!run.data)
        return;
    const bool isHovered = run.id == hovered;
    const bool dimmed = !hovered.isEmpty() && !isHovered && runOf(hovered) >= 0;
    const QColor color = withOpacity(runColor(run), dimmed ? otherOpacity : 1);
    const double width = isHovered ? 2.6 : run.id == selected ? 2.2 : 1.6;
    const double scale = Theme::instance().fontPixelSize() / 13;

    CurveLine line;
    line.run = index;
    line.color = color;
    line.dash = runDash(run);
    line.width = width * scale;
    line.ringFill = Theme::instance().color(Theme::Token::Surface);
    if (exporting)
        line.ringFill = this->color(Theme::Token::Surface);
    Chart::RunLine runLine;
    runLine.run = index;

    const bool onlyEvaluations = chart.spec.column == u"validation";
    if (onlyEvaluations || chart.spec.kind == ChartSpec::Loss) {
        for (const EvaluationCurve &evaluation : run.data->evaluations()) {
            if (evaluation.loss.size() == 0 || (grouped && !run.group.isEmpty()) ||
                (!onlyEvaluations && !drawsRaw(index)))
                continue;
            CurveLine dashed = line;
            dashed.role = CurveLine::Role::Validation;
            dashed.keys = &keysOf(evaluation, axis);
            dashed.values = &evaluation.loss;
            dashed.dash = {5 * scale, 3 * scale};
            dashed.width = (isHovered ? 2.2 : 1.6) * scale;
            dashed.rings = true;
            validations.push_back(dashed);
            if (onlyEvaluations && !runLine.keys) {
                runLine.keys = dashed.keys;
                runLine.shown = runLine.raw = dashed.values;
            }
        }
        if (onlyEvaluations) {
            if (runLine.keys)
                chart.runLines.push_back(runLine);
            return;
        }
    }

    const std::string column = chart.spec.column.toStdString();
    const Series *values = run.data->column(column);
    if (!values)
        return;
    line.keys = &run.data->axis(axis);
    line.values = values;
    runLine.keys = line.keys;
    runLine.raw = runLine.shown = values;
    if (chart.spec.smoothable && smoothing.strength > 0) {
        const Series *smooth = curves[run.id]->smoothed(column, axis, smoothing, smoothingBudget);
        if (smooth && smooth->size() > 0) {
            runLine.shown = smooth;
            runLine.smoothed = true;
        }
    }
    chart.runLines.push_back(runLine);
    if (grouped && !run.group.isEmpty())
        return; // stands in the mean of its group
    line.role = CurveLine::Role::Main;
    line.values = runLine.shown;
    mains.push_back(line);
    if (runLine.smoothed && drawsRaw(index)) {
        CurveLine raw = line;
        raw.role = CurveLine::Role::Raw;
        raw.values = values;
        raw.color = withOpacity(color, rawOpacity);
        raw.width = 1 * scale;
        raw.dash.clear();
        raws.push_back(raw);
    }
}

void ChartAreaPrivate::addPlan(Chart &chart, int index, std::vector<CurveLine> &plans)
{
    const PlottedRun &run = runs[index];
    const double end = plannedEnd(run);
    if (!std::isfinite(end) || run.plan->steps < 1)
        return;
    const LearningRateSchedule &plan = *run.plan;
    std::vector<std::int64_t> steps{0};
    if (plan.warmupSteps > 0) {
        steps.push_back(plan.warmupSteps - 1);
        steps.push_back(plan.warmupSteps);
    }
    // A straight line on logarithmic axes is none between its ends.
    const bool bends = logX || chart.logY;
    const int parts = plan.shape == Schedule::Cosine || bends ? 128 : 1;
    for (double step = 1; bends && step < static_cast<double>(plan.warmupSteps); step *= 1.05)
        steps.push_back(static_cast<std::int64_t>(step));
    for (int part = 1; part <= parts; ++part)
        steps.push_back(plan.warmupSteps + (plan.steps - plan.warmupSteps) * part / parts);
    auto keys = std::make_unique<Series>();
    auto values = std::make_unique<Series>();
    std::sort(steps.begin(), steps.end());
    std::int64_t last = -1;
    for (const std::int64_t step : steps) {
        if (step <= last)
            continue;
        last = step;
        // The rate of the step that follows `step` finished ones is reported with step + 1.
        keys->append(end * static_cast<double>(step + 1) / static_cast<double>(plan.steps));
        values->append(learningRate(plan, step));
    }
    const bool dimmed = !hovered.isEmpty() && run.id != hovered && runOf(hovered) >= 0;
    const double scale = Theme::instance().fontPixelSize() / 13;
    CurveLine line;
    line.role = CurveLine::Role::Plan;
    line.run = index;
    line.keys = keys.get();
    line.values = values.get();
    line.color = withOpacity(runColor(run), dimmed ? otherOpacity : 1);
    line.width = 1.6 * scale;
    line.dash = {2 * scale, 4 * scale};
    plans.push_back(line);
    chart.made.push_back(std::move(keys));
    chart.made.push_back(std::move(values));
}

void ChartAreaPrivate::addGroups(Chart &chart, std::vector<CurveLine> &means,
                                 std::vector<CurveBand> &bands)
{
    QStringList names;
    for (const Chart::RunLine &line : chart.runLines)
        if (const QString &group = runs[line.run].group; !group.isEmpty() && !names.contains(group))
            names.append(group);
    const int points = std::max(2, chart.cell.width() / 2);
    const KeyScale scale{xRange.lower, xRange.upper, static_cast<double>(points), logX};
    for (const QString &name : names) {
        std::vector<const Chart::RunLine *> members;
        for (const Chart::RunLine &line : chart.runLines)
            if (runs[line.run].group == name)
                members.push_back(&line);
        auto keys = std::make_unique<Series>();
        auto mean = std::make_unique<Series>();
        CurveBand band;
        for (int point = 0; point <= points; ++point) {
            const double key = scale.key(point);
            double sum = 0, minimum = 0, maximum = 0;
            int count = 0;
            for (const Chart::RunLine *member : members) {
                const double value = valueAt(*member->keys, *member->shown, key);
                if (!std::isfinite(value))
                    continue;
                minimum = count == 0 ? value : std::min(minimum, value);
                maximum = count == 0 ? value : std::max(maximum, value);
                sum += value;
                ++count;
            }
            if (count == 0)
                continue;
            keys->append(key);
            mean->append(sum / count);
            band.lower.push_back({key, minimum});
            band.upper.push_back({key, maximum});
        }
        const PlottedRun &first = runs[members.front()->run];
        const bool isHovered =
            std::any_of(members.begin(), members.end(), [&](const Chart::RunLine *member) {
                return runs[member->run].id == hovered;
            });
        band.color = withOpacity(runColor(first), bandOpacity);
        bands.push_back(std::move(band));
        CurveLine line;
        line.role = CurveLine::Role::Mean;
        line.run = members.front()->run;
        line.keys = keys.get();
        line.values = mean.get();
        line.color = runColor(first);
        line.width = (isHovered ? 2.6 : 1.6) * Theme::instance().fontPixelSize() / 13;
        means.push_back(line);
        chart.made.push_back(std::move(keys));
        chart.made.push_back(std::move(mean));
    }
}

void ChartAreaPrivate::fitY(Chart &chart)
{
    chart.clipped = 0;
    chart.clippedBelow = false;
    ValueRange range(chart.logY, chart.curves->lines().size());
    const double width = std::max(1, chart.cell.width());
    const KeyScale scale{xRange.lower, xRange.upper, width, logX};
    struct Span {
        const CurveLine *line;
        std::size_t first, last;
    };
    std::vector<Span> parts;
    for (const CurveLine &line : chart.curves->lines()) {
        const std::size_t rows = std::min(line.keys->size(), line.values->size());
        const std::size_t first = rowAtPixel(*line.keys, scale, 0, 0, rows, rows / 2 + 1);
        const std::size_t last =
            rowAtPixel(*line.keys, scale, std::nextafter(width, 2 * width), first, rows, rows);
        parts.push_back({&line, first, last});
        range.add(*line.values, first, last);
        // A line that only passes through has no row in view, but crosses it.
        if (first == last && first > 0 && first < rows) {
            range.add((*line.values)[first - 1]);
            range.add((*line.values)[first]);
        }
    }
    chart.hasData = !range.isEmpty();
    if (!chart.hasData) {
        chart.fittedY = chart.logY ? QCPRange(0.1, 10) : QCPRange(0, 1);
        return;
    }
    const bool mayClip = clipOutliers && chart.spec.kind != ChartSpec::LearningRate;
    ValueRange::Range fitted = mayClip ? range.withoutOutliers() : range.whole();
    if (chart.spec.kind == ChartSpec::LearningRate && !chart.logY && fitted.lower > -1e-12 &&
        fitted.upper > 0)
        fitted.lower = 0;
    if (chart.spec.kind == ChartSpec::LearningRate && !chart.logY && range.whole().lower < 0 &&
        range.whole().lower > -0.2 * fitted.upper)
        fitted.lower = 0; // only the air below zero
    if (chart.spec.kind == ChartSpec::LearningRate && !chart.logY && fitted.lower == 0)
        fitted.upper = std::max(fitted.upper, 1.06 * range.maximum());
    // A live curve must not tremble: small changes wait until they matter.
    const double span = chart.fittedY.size();
    if (fitted.clipped && following && span > 0 && !chart.logY &&
        std::abs(fitted.upper - chart.fittedY.upper) < 0.04 * span &&
        std::abs(fitted.lower - chart.fittedY.lower) < 0.04 * span && chart.clipLimit != 0) {
        fitted.lower = chart.fittedY.lower;
        fitted.upper = chart.fittedY.upper;
    }
    chart.fittedY = {fitted.lower, fitted.upper};
    chart.clipLimit = 0;
    if (!fitted.clipped || chart.zoomedY)
        return;
    std::size_t above = 0;
    std::size_t below = 0;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const Span &part : parts) {
        if (part.line->role == CurveLine::Role::Plan)
            continue;
        // The smoothed line repeats what the raw one tells.
        const bool repeats = part.line->role == CurveLine::Role::Main &&
                             std::any_of(parts.begin(), parts.end(), [&](const Span &other) {
                                 return other.line->role == CurveLine::Role::Raw &&
                                        other.line->run == part.line->run;
                             });
        if (repeats)
            continue;
        above += countOutside(*part.line->values, part.first, part.last, -infinity, fitted.upper,
                              mostCountedOutliers - std::min(above, mostCountedOutliers));
        below += countOutside(*part.line->values, part.first, part.last, fitted.lower, infinity,
                              mostCountedOutliers - std::min(below, mostCountedOutliers));
    }
    chart.clipped = above + below;
    chart.clippedBelow = below > above;
    chart.clipLimit = chart.clippedBelow ? fitted.lower : fitted.upper;
}

void ChartAreaPrivate::shareY()
{
    for (const auto &chart : charts) {
        if (!chart->hasData)
            continue;
        for (const auto &other : charts) {
            if (other->spec.unit != chart->spec.unit || other->spec.kind != chart->spec.kind ||
                other->logY != chart->logY || !other->hasData ||
                (other->spec.kind == ChartSpec::Plain && other->spec.column != chart->spec.column))
                continue;
            chart->fittedY.expand(other->fittedY);
        }
    }
}

void ChartAreaPrivate::refreshSeries(int run)
{
    const CurveData *data = runs[run].data;
    for (const auto &chart : charts) {
        const auto line = std::find_if(chart->runLines.begin(), chart->runLines.end(),
                                       [&](const Chart::RunLine &each) { return each.run == run; });
        if (line == chart->runLines.end())
            continue;
        const Series *keys = nullptr;
        const Series *values = nullptr;
        if (chart->spec.column != u"validation") {
            keys = data ? &data->axis(axis) : nullptr;
            values = data ? data->column(chart->spec.column.toStdString()) : nullptr;
        } else if (data && !data->evaluations().empty()) {
            keys = &keysOf(data->evaluations().front(), axis);
            values = &data->evaluations().front().loss;
        }
        if (!keys || !values) {
            chart->runLines.erase(line);
            continue;
        }
        line->keys = keys;
        line->raw = values;
        if (!line->smoothed || line->shown->size() > values->size()) {
            line->shown = values; // the smoothed one waits for the next replot
            line->smoothed = false;
        }
    }
}

void ChartAreaPrivate::updateDrawnText()
{
    std::size_t inView = 0;
    std::size_t drawn = 0;
    for (const auto &chart : charts) {
        const std::vector<CurveLine> &lines = chart->curves->lines();
        const std::vector<DecimatedCurve> &decimated = chart->curves->drawn();
        for (std::size_t index = 0; index < lines.size() && index < decimated.size(); ++index) {
            // The smoothed line has the same points once more; the mean and the plan have none.
            const CurveLine &line = lines[index];
            if (line.role == CurveLine::Role::Plan || line.role == CurveLine::Role::Mean)
                continue;
            if (line.role == CurveLine::Role::Main && chart->spec.smoothable &&
                smoothing.strength > 0 && drawsRaw(line.run))
                continue;
            inView += decimated[index].rowsInView;
            drawn += decimated[index].rowsDrawn;
        }
    }
    QString text;
    if (inView > 0 && drawn >= inView)
        text = tr("all %1 points drawn")
                   .arg(inView < 1'000'000 ? number_text::grouped(static_cast<qint64>(inView))
                                           : number_text::siNumber(static_cast<double>(inView)));
    else if (inView > 0)
        text = tr("%1 of %2 points drawn, extremes kept")
                   .arg(number_text::grouped(static_cast<qint64>(drawn)),
                        inView < 1'000'000 ? number_text::grouped(static_cast<qint64>(inView))
                                           : number_text::siNumber(static_cast<double>(inView)));
    if (text == drawnText)
        return;
    drawnText = text;
    emit q->drawnTextChanged();
}

} // namespace phi1
