// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QVector>

#include "views/state/engine_types.h"

namespace phi1 {

class EngineHub;

/// Whether panes really hold different weights: by the fingerprints that the engine reports, and by
/// the logits of a probe.
class WeightsCheck final : public QObject
{
    Q_OBJECT
public:
    explicit WeightsCheck(EngineHub &engine, QObject *parent = nullptr);

    /// What the panes hold now; asks the engine about pairs that are not known yet.
    void setPanes(const QVector<PaneFacts> &panes);
    void forget(); ///< another engine: its models are other ones

    QString warning() const { return m_warning; }
    QVector<int> warnedPanes() const { return m_warned; }
    QString fact() const { return m_fact; }

signals:
    void changed();

private:
    void renew();
    void ask(const PaneFacts &a, const PaneFacts &b);

    EngineHub &m_engine;
    QVector<PaneFacts> m_panes;
    QHash<QPair<QString, QString>, EngineResult<ModelComparison>> m_known;
    QVector<QPair<QString, QString>> m_asked;
    quint64 m_round = 0;
    QString m_warning, m_fact;
    QVector<int> m_warned;
};

} // namespace phi1
