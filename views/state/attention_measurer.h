// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"

namespace phi1 {

class EngineClient;

/// Scores of heads out of what the engine answered. @param only  scores to take; empty: all that
/// are there ("change" only of a difference)
QVector<HeadScores> headScoresOf(const QVector<HeadKey> &heads, const EngineFigures &figures,
                                 const QStringList &relations, const QVector<int> &only = {});
/// Every head of a model.
QVector<HeadKey> allHeads(int layers, int heads);

/// Asks for the figures of many heads, a few at a time, so that others take their turn.
class AttentionMeasurer final : public QObject
{
    Q_OBJECT
public:
    explicit AttentionMeasurer(EngineClient &client, QObject *parent = nullptr);
    ~AttentionMeasurer() override;

    /// Ends what is under way. @param only  see headScoresOf()
    void start(const QString &capture, const QVector<HeadKey> &heads,
               const SharedRelations &relations, const EngineLook &look,
               const QVector<int> &only = {});
    void stop();
    bool isRunning() const { return m_request != 0; }
    const QString &capture() const { return m_capture; }
    const QVector<HeadKey> &left() const { return m_left; } ///< not measured yet

signals:
    void measured(const QVector<phi1::HeadScores> &scores);
    void finished(); ///< one of these three, unless it was stopped
    void captureLost(const QString &capture);
    void failed(const QString &sentence);

private:
    void go();

    EngineClient &m_client;
    QString m_capture;
    QVector<HeadKey> m_left;
    SharedRelations m_relations;
    EngineLook m_look;
    QVector<int> m_only;
    quint64 m_request = 0, m_round = 0;
    QElapsedTimer m_since;
    double m_perHead = 20; ///< ms
};

} // namespace phi1
