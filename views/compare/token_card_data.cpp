// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/token_card_data.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace phi1 {

TokenCardData tokenCardData(const TokenDistribution &distribution, const QStringList &names,
                            const QVector<int> &slotOfPane, const QVector<int> &order, int rows)
{
    TokenCardData data;
    data.token = distribution.token;
    data.line = distribution.line;
    data.before = distribution.before;
    QVector<int> panes = order;
    for (int pane = 0; order.isEmpty() && pane < distribution.panes.size(); ++pane)
        panes.append(pane);
    panes.removeIf([&](int pane) { return pane < 0 || pane >= distribution.panes.size(); });
    for (const int pane : std::as_const(panes)) {
        const PaneDistribution &source = distribution.panes[pane];
        CardColumn column;
        column.name = names.value(pane);
        column.slot = slotOfPane.value(pane, pane);
        column.state = source.state;
        column.sentence = source.sentence;
        column.chosen = source.chosen;
        column.entropy = source.entropy;
        data.columns.append(column);
    }
    const auto isChosen = [&](qint32 id) {
        return std::any_of(data.columns.begin(), data.columns.end(),
                           [id](const CardColumn &column) { return column.chosen == id; });
    };
    for (const TokenDistribution::Row &source : distribution.rows) {
        // What a pane wrote is shown, however unlikely.
        if (data.rows.size() >= rows && !isChosen(source.id))
            continue;
        CardRow row;
        row.id = source.id;
        row.bytes = source.bytes;
        for (const int pane : std::as_const(panes)) {
            const float logProbability =
                source.logProbabilities.value(pane, std::numeric_limits<float>::quiet_NaN());
            row.probabilities.append(std::exp(static_cast<double>(logProbability)));
        }
        data.rows.append(row);
    }
    for (const TokenDistribution::Pair &pair : distribution.divergences) {
        // The last pane from the first: what finetuning changed.
        const bool wanted =
            panes.size() > 1 && pair.of == panes.last() && pair.from == panes.first();
        if (!wanted || std::isnan(pair.nats))
            continue;
        data.divergence = pair.nats;
        data.divergenceOf = QCoreApplication::translate("TokenCard", "%1 ‖ %2")
                                .arg(names.value(pair.of), names.value(pair.from));
    }
    return data;
}

} // namespace phi1
