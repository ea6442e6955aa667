// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include "views/state/compare_types.h"
#include "views/state/engine_client.h"

namespace phi1 {

class EngineHub;

/// One completion of one checkpoint, from loading to the last token, for work in the background.
/// Waits and asks again while the engine's queue is full.
class CompletionTask final : public QObject
{
    Q_OBJECT
public:
    struct What {
        CheckpointChoice checkpoint;
        PaneDtype dtype = PaneDtype::Auto;
        QString prompt;
        CompareSampling sampling; ///< one sample, whatever it says
        QString lane = QStringLiteral("batch");
    };
    CompletionTask(EngineHub &engine, const What &what, QObject *parent);
    /// Hangs up, and lets go of the model.
    ~CompletionTask() override;

    void start();
    const PaneCompletion &completion() const { return m_completion; }
    const PaneFacts &facts() const { return m_facts; }
    /// Why it failed; kind Cancelled while it did not.
    const EngineError &error() const { return m_error; }

signals:
    void modelReady();
    void tokensAppended(int firstToken);
    void ended(); ///< once; completion() is complete or failed

private:
    void tokenize();
    void stream();
    void fail(const EngineError &error);

    EngineHub &m_engine;
    What m_what;
    PaneFacts m_facts;
    PaneCompletion m_completion;
    EngineError m_error{EngineError::Kind::Cancelled, {}};
    QVector<qint32> m_ids;
    QPointer<CompletionStream> m_stream;
};

} // namespace phi1
