// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVector>

#include "views/state/compare_types.h"
#include "views/state/engine_types.h"

namespace phi1 {

class EngineHub;

/// Loss of each token of one sequence under one checkpoint. A sequence longer than the context
/// and one more is read in windows: each but the first gives only those tokens that have at least
/// half a context before them in it. Waits and asks again while the engine's queue is full. Whoever
/// wants to keep the model loaded between tasks holds it, too.
class LossTask final : public QObject
{
    Q_OBJECT
public:
    struct What {
        CheckpointChoice checkpoint;
        QVector<qint32> ids;
        QString lane = QStringLiteral("interactive");
    };
    LossTask(EngineHub &engine, const What &what, QObject *parent);
    ~LossTask() override;

    void start();
    const EngineModel &model() const { return m_model; }
    /// Nats; NaN of the first token.
    const QVector<float> &losses() const { return m_losses; }
    int windows() const; ///< that it takes; 0 before modelReady()
    bool hasFailed() const { return m_failed; }
    const QString &sentence() const { return m_sentence; } ///< why
    /// Instead of asking the engine: what is known already. In answer to modelReady().
    void take(const QVector<float> &losses);

signals:
    void modelReady();
    void progressed(double share);
    void ended(); ///< once

private:
    void readNext();
    void fail(const QString &sentence);

    EngineHub &m_engine;
    What m_what;
    EngineModel m_model;
    QVector<float> m_losses; ///< of the first so many tokens
    quint64 m_request = 0;
    bool m_failed = false, m_over = false;
    QString m_sentence;
};

} // namespace phi1
