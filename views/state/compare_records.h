// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/comparison/records.h"
#include "views/state/compare_types.h"
#include "views/state/engine_types.h"

namespace phi1 {

// What is shown, as what is remembered, and back: nothing of it is lost on the way.

SamplingSettings settingsOf(const CompareSampling &sampling);
CompareSampling samplingOf(const SamplingSettings &settings);
/// One that is still written is kept as cancelled.
CompletionRecord recordOf(const PaneCompletion &completion, qint64 memoryBytes);
PaneCompletion completionOf(const CompletionRecord &record, quint64 seed);
PaneRecord recordOf(const ComparePane &pane, const CompareSampling &sampling);
ComparePane paneOf(const PaneRecord &record);

/// A completion to be changed: apart from every copy of the pane, which another thread may read.
/// Null if there is none with this id.
PaneCompletion *writableCompletion(ComparePane &pane, int id);

// What a stream delivers, into the completion that it writes.

/// @return index of the first token that is new
int appendBatch(PaneCompletion &completion, const TokenBatch &batch);
void endCompletion(PaneCompletion &completion, const SampleEnd &end);
void breakCompletion(PaneCompletion &completion, const EngineError &error);
/// Geometric mean of the probabilities after the branch, NaN without a token.
double meanProbabilityOf(const PaneCompletion &completion);
/// Facts that the engine reports of a model.
void takeModel(PaneFacts &facts, const EngineModel &model);

/// The first place where these part. One that is still written, was stopped or broke off does not
/// part at its end. By token id, or by bytes where the ids mean different things.
PaneDivergence divergenceOf(const QVector<const PaneCompletion *> &completions, bool byToken);
/// Same text and same end, the most frequent first; branches and what is still written are left
/// out.
QVector<SampleGroup> groupsOf(const QVector<PaneCompletion> &completions);

} // namespace phi1
