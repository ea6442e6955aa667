// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"

namespace phi1 {

/// What belongs together in a text, ready for the engine, and what is not applicable.
struct AttentionRelations {
    SharedRelations relations; ///< those that are applicable; never null
    struct Reason {
        int score = -1;
        QString sentence;
    };
    QVector<Reason> reasons;
};
/// Parses the text as Python, so not for the GUI thread.
AttentionRelations relationsOf(const QVector<AttentionToken> &tokens);

/// Random ids repeated once, for a model: nothing but induction helps there.
struct RandomPrompt {
    QVector<qint32> ids; ///< empty: the model is too small for it
    SharedRelations relations;
};
RandomPrompt randomPromptFor(int vocabulary, int context);

} // namespace phi1
