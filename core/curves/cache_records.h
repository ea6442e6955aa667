// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/curves/cache_bytes.h"
#include "core/curves/curve_data.h"

/// How the small parts of a curve stand in its cache. The readers of those with lists and texts say
/// false where the bytes end early or contradict themselves.
namespace phi1 {

void writeSummary(CacheWriter &out, const CurveSummary &summary);
CurveSummary readSummary(CacheReader &in);

void writeEvaluation(CacheWriter &out, const EvaluationCurve &curve);
bool readEvaluation(CacheReader &in, EvaluationCurve &curve);

void writeMark(CacheWriter &out, const RunMark &mark);
bool readMark(CacheReader &in, RunMark &mark);

} // namespace phi1
