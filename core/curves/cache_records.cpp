// SPDX-License-Identifier: Apache-2.0
#include "core/curves/cache_records.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace phi1 {

namespace {

bool readSeries(CacheReader &in, Series &series)
{
    const std::string_view bytes = in.numbers();
    series.appendWith(bytes.size() / sizeof(double), [&](std::span<double> values) {
        if (!bytes.empty())
            std::memcpy(values.data(), bytes.data(), bytes.size());
    });
    return in.ok();
}

bool neverFalls(const Series &series)
{
    double before = -std::numeric_limits<double>::infinity();
    for (const double value : series.values()) {
        if (!std::isfinite(value) || value < before)
            return false;
        before = value;
    }
    return true;
}

} // namespace

void writeSummary(CacheWriter &out, const CurveSummary &summary)
{
    out.number(summary.step);
    for (const double value : {summary.tokens, summary.loss, summary.bestLoss, summary.validation,
                               summary.bestValidation, summary.learningRate, summary.gradientNorm,
                               summary.tokensPerSecond, summary.mfu, summary.memoryBytes,
                               summary.firstTime, summary.lastTime, summary.elapsed})
        out.number(value);
    out.number(summary.bestStep);
    out.number(summary.validationStep);
    out.number(summary.firstNonFiniteStep);
    out.number(summary.rows);
    out.number(static_cast<std::int32_t>(summary.segment));
}

CurveSummary readSummary(CacheReader &in)
{
    CurveSummary summary;
    summary.step = in.number<std::int64_t>();
    for (double *value : {&summary.tokens, &summary.loss, &summary.bestLoss, &summary.validation,
                          &summary.bestValidation, &summary.learningRate, &summary.gradientNorm,
                          &summary.tokensPerSecond, &summary.mfu, &summary.memoryBytes,
                          &summary.firstTime, &summary.lastTime, &summary.elapsed})
        *value = in.number<double>();
    summary.bestStep = in.number<std::int64_t>();
    summary.validationStep = in.number<std::int64_t>();
    summary.firstNonFiniteStep = in.number<std::int64_t>();
    summary.rows = in.number<std::uint64_t>();
    summary.segment = in.number<std::int32_t>();
    return summary;
}

bool readEvaluation(CacheReader &in, EvaluationCurve &curve)
{
    curve.name = in.text();
    for (Series *series : {&curve.step, &curve.tokens, &curve.time, &curve.clock, &curve.loss}) {
        if (!readSeries(in, *series) || series->size() != curve.step.size() ||
            (series != &curve.loss && !neverFalls(*series)))
            return false;
    }
    return true;
}

bool readMark(CacheReader &in, RunMark &mark)
{
    const auto kind = in.number<std::uint8_t>();
    if (kind > static_cast<std::uint8_t>(RunMark::Kind::Generation))
        return false;
    mark.kind = static_cast<RunMark::Kind>(kind);
    mark.step = in.number<std::int64_t>();
    mark.tokens = in.number<double>();
    mark.time = in.number<double>();
    mark.clock = in.number<double>();
    mark.text = in.text();
    mark.bytes = in.number<std::uint64_t>();
    mark.seconds = in.number<double>();
    return in.ok();
}

void writeMark(CacheWriter &out, const RunMark &mark)
{
    out.number(static_cast<std::uint8_t>(mark.kind));
    out.number(mark.step);
    out.number(mark.tokens);
    out.number(mark.time);
    out.number(mark.clock);
    out.text(mark.text);
    out.number(mark.bytes);
    out.number(mark.seconds);
}

void writeEvaluation(CacheWriter &out, const EvaluationCurve &curve)
{
    out.text(curve.name);
    for (const Series *series :
         {&curve.step, &curve.tokens, &curve.time, &curve.clock, &curve.loss})
        out.numbers(series->values());
}

} // namespace phi1
