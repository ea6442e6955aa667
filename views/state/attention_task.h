// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"

namespace phi1 {

class EngineHub;

/// One capture of the engine, from loading the weights to the last layer, and made again when the
/// engine dropped it. Drops it and lets go of the model at its end.
class AttentionTask final : public QObject
{
    Q_OBJECT
public:
    explicit AttentionTask(EngineHub &engine, QObject *parent = nullptr);
    ~AttentionTask() override;

    /// Loads the weights. Nothing happens if it is the same; an empty path lets go.
    void setCheckpoint(const CheckpointChoice &checkpoint, PaneDtype dtype);
    /// What is captured as soon as the weights are there; an empty text: nothing.
    void setText(const QString &text);
    void setIds(const QVector<qint32> &ids);
    /// Ends a capture, and refuses to begin one while the sentence is not empty.
    void refuse(const QString &sentence);
    /// The engine has dropped this capture: makes it again if it is the present one.
    void recapture(const QString &lostId);
    /// The same checkpoint, of which more is known.
    void renewCheckpoint(const CheckpointChoice &checkpoint);
    /// Begins anew, after a failure or in a new engine.
    void restart();

    const AttentionCaptureInfo &info() const { return m_info; }
    const QVector<AttentionToken> &tokens() const { return m_tokens; } ///< of the present text
    /// Ids that both the tokenizer and the model have; 0: not known.
    int vocabulary() const { return m_vocabulary; }

signals:
    void modelReady(); ///< the weights are loaded, their facts known
    void started();    ///< the capture has an id; its layers become ready
    void changed();    ///< info(); after the other two, too

private:
    void load();
    void capture();
    void follow();
    void take(const EngineCapture &capture);
    void fail(const EngineError &error);
    void forgetCapture();
    void forgetModel();

    EngineHub &m_engine;
    AttentionCaptureInfo m_info;
    QVector<AttentionToken> m_tokens;
    QString m_text, m_refusal;
    QVector<qint32> m_ids;
    int m_vocabulary = 0;
    bool m_holds = false;                 ///< the hub keeps the model for this
    quint64 m_round = 0, m_loadRound = 0; ///< answers to earlier ones are dropped
    QTimer m_timer;
    QVector<QElapsedTimer> m_losses; ///< since the last times that the engine dropped it
};

} // namespace phi1
