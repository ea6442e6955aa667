// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/compare/token_card_data.h"
#include "views/state/compare_types.h"

#include <QString>
#include <QVector>

namespace phi1::test {

/// A prompt and what two checkpoints make of it, cut into tokens like a byte-level BPE does, with
/// made-up but fixed log-probabilities.
QString samplePrompt();
QVector<ViewToken> baseCompletion();
QVector<ViewToken> finetunedCompletion();

/// Tokens of a text with probabilities that look like a model's; the same seed gives the same.
QVector<ViewToken> tokensOf(const QString &text, unsigned seed);
ViewToken tokenOf(const QByteArray &bytes, double probability = 0.95);

/// The distribution at token 4 of the two completions.
TokenCardData sampleCard();

} // namespace phi1::test
