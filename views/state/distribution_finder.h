// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QHash>
#include <QObject>
#include <QPointer>

#include "views/state/compare_types.h"
#include "views/state/engine_types.h"

namespace phi1 {

class EngineHub;
class PaneRunner;

/// The least KL(of ‖ from), in nats, that whole distributions with these lists of their most
/// probable tokens can have; NaN where either is empty.
double divergenceBound(const QVector<TokenChoice> &of, const QVector<TokenChoice> &from);
/// Entropy in nats of the listed tokens and one rest: never more than that of the whole.
double entropyBound(const QVector<TokenChoice> &top);

/// What every pane would say at a place of one of them: from what it wrote where its text before is
/// the same, else from the engine. Answers are kept; a later question cancels the open ones.
class DistributionFinder final : public QObject
{
    Q_OBJECT
public:
    DistributionFinder(EngineHub &engine, QObject *parent = nullptr);

    quint64 ask(const std::vector<PaneRunner *> &panes, int pane, int token);
    void cancel();
    void forget(); ///< another engine

    /// Fills in ViewToken::divergence of the shown completion of `runner`, from `from`.
    void colour(PaneRunner *runner, PaneRunner *from);
    void stopColouring();

signals:
    void changed(const phi1::TokenDistribution &distribution);
    void coloured(phi1::PaneRunner *runner);

private:
    using Key = QByteArray;
    static Key keyOf(const PaneFacts &facts, const QVector<qint32> &ids);
    void take(int pane, const EngineResult<QVector<PositionDistribution>> &result, const Key &key);
    void colourNext();

    EngineHub &m_engine;
    TokenDistribution m_open;
    quint64 m_last = 0;
    QVector<quint64> m_requests;
    QHash<Key, PositionDistribution> m_known;

    struct Colouring {
        QPointer<PaneRunner> runner, from;
        int completion = -1;
        int next = 0; ///< token
    };
    QVector<Colouring> m_colourings;
    quint64 m_colourRequest = 0;
};

} // namespace phi1
