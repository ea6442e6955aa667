// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/widgets/sample_widgets.h"
#include "views/state/attention_types.h"
#include "views/state/head_map.h"

#include <vector>

namespace phi1::test {

enum class HeadKind { Previous, Induction, Sink, Local, Wide };

/// Three small functions, 43 tokens.
QVector<AttentionToken> sampleTokens();
/// As many tokens as asked for: the same text again and again.
QVector<AttentionToken> sampleTokens(int count);
/// [count, count]: each row adds up to 1, nothing above the diagonal.
std::vector<float> sampleWeights(HeadKind kind, int count, unsigned seed);
HeadMap sampleMap(HeadKind kind, int count, unsigned seed);
/// Pooled by maximum to at most `cells` blocks a side and coded as the engine does.
HeadThumbnail sampleThumbnail(HeadKey head, const HeadMap &map, int cells);
/// The kind of a head of a model of 24 × 32: previous-token heads early, sinks late.
HeadKind sampleKind(HeadKey head);

/// The views of attention maps in the states that matter.
QVector<Sample> sampleAttentionMaps();

} // namespace phi1::test
