// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_text/ablation_panel.h"
#include "views/compare/token_card_data.h"

namespace phi1 {

/// "9.14 off", "3 heads off": the model without them.
QString ablatedName(const QVector<HeadKey> &heads);

/// The distribution of the next token in both models: their likeliest tokens, each with what either
/// model gives it.
/// @param prompt  tokens of the prompt, for what stands before
TokenCardData ablationCard(const AblationPanel::Shown &shown, const QVector<AttentionToken> &prompt,
                           int rows = 10);

} // namespace phi1
