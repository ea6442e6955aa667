// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_types.h"
#include "views/state/head_map.h"

#include <QVector>

namespace phi1 {
class HeadScoreModel;
}

namespace phi1::test {

/// Tokens of these bytes with their places and lines.
QVector<AttentionToken> attentionTokens(const QVector<QByteArray> &bytes);
/// Three small functions, 43 tokens, as the tokenizer of phi-1 would part them.
QVector<AttentionToken> threeFunctions();
/// Of so many tokens, code repeated.
QVector<AttentionToken> manyAttentionTokens(int count);

/// A head that looks at what followed the same token before, some at the first token, a little at
/// everything. Rows sum to 1. Deterministic.
HeadMap inductionMap(const QVector<AttentionToken> &tokens);
/// All weights of a row on the token before.
HeadMap previousMap(int tokens);

/// 24 layers × 32 heads with made-up numbers; "docstring" does not apply, "change" is not measured.
void fillScores(HeadScoreModel &model);
void fillChange(HeadScoreModel &model); ///< as if a second checkpoint had been measured
/// [24 · 32 · steps]: sigmoids that rise at different steps; head 3.7 misses two checkpoints.
QVector<float> scoreSeries(int steps);

/// What 24 layers would say after `def mul(a, b):`; layer 3 cannot be recovered.
QVector<LensLayer> lensLayers();
QVector<QVector<float>> rolloutShares(int layers, int tokens);
/// Next token and completion, untouched and with heads off.
AblationArm untouchedArm();
AblationArm ablatedArm();

} // namespace phi1::test
