// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/compare_types.h"

#include <QStringList>
#include <QVector>

namespace phi1 {

/// One pane's column of a token card.
struct CardColumn {
    QString name; ///< "base"
    int slot = 0; ///< colour of the pane, see Theme::runColor; below 0 it is nobody's
    PaneDistribution::State state = PaneDistribution::State::Known;
    QString sentence;               ///< why there is nothing
    qint32 chosen = -1;             ///< what this pane wrote here; -1: its text differs before
    double entropy = unknownFigure; ///< in the unit of the card
};

/// One candidate with its probability in each pane.
struct CardRow {
    qint32 id = -1;
    QByteArray bytes;
    QVector<double> probabilities; ///< one per column, 0 to 1; NaN: the engine did not list it
};

/// What a token card shows: the distribution at one place in all panes.
struct TokenCardData {
    int token = 0;  ///< index; shown from 1
    int line = 1;   ///< of the completion, from 1
    QString before; ///< end of the text before it, one line
    QVector<CardColumn> columns;
    QVector<CardRow> rows;
    double divergence = unknownFigure; ///< in the unit of the card
    QString divergenceOf;              ///< "finetuned ‖ base"
    bool isInBits = false;             ///< divergence and entropies; else they are in nats
    bool canBranch = true;
};

/// The card of a distribution.
/// @param names  of the panes, short; in blind mode those of the places
/// @param slotOfPane  colours of the panes
/// @param order  panes from the left; empty: as they are
TokenCardData tokenCardData(const TokenDistribution &distribution, const QStringList &names,
                            const QVector<int> &slotOfPane, const QVector<int> &order = {},
                            int rows = 10);

} // namespace phi1
