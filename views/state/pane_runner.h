// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>

#include "views/state/compare_types.h"
#include "views/state/engine_client.h"

namespace phi1 {

class EngineHub;

/// One pane at work: loads its checkpoint, turns the prompt into ids, follows what is written.
class PaneRunner final : public QObject
{
    Q_OBJECT
public:
    explicit PaneRunner(EngineHub &engine, QObject *parent = nullptr);
    ~PaneRunner() override;

    const ComparePane &pane() const { return m_pane; }
    ComparePane &pane() { return m_pane; } ///< for what the session alone changes

    void setCheckpoint(CheckpointChoice checkpoint, PaneDtype dtype);
    /// Of the same folder, what became known of it.
    void renewCheckpoint(const CheckpointChoice &checkpoint);
    /// A picture of the past: nothing is loaded.
    void show(const ComparePane &pane);
    void load(); ///< unless it is loaded or empty

    /// Completions anew; `sampling.seed` is the one to use.
    void run(const QString &prompt, const CompareSampling &sampling);
    /// The shown completion up to `token`, then this id, and on from there.
    void branch(const QString &prompt, const CompareSampling &sampling, int token, qint32 forcedId);
    void removeBranch(int completion);
    void showCompletion(int completion);
    void stop();
    void onEngineDied(const QString &sentence);

    bool isBusy() const { return phi1::isBusy(m_pane.state); }
    bool isLoaded() const { return !m_pane.facts.modelId.isEmpty(); }
    /// Ids of the prompt that the completions continue; empty: not known (a picture of the past).
    const QVector<qint32> &promptIds() const { return m_promptIds; }
    void takeModel(const EngineModel &model);

signals:
    void changed();
    void tokensAppended(int firstToken); ///< of the shown completion
    void loaded();                       ///< or unloaded: the weights are other ones
    void completionEnded();
    void idle(); ///< not busy any more

private:
    struct Job {
        QString prompt;
        CompareSampling sampling;
        QVector<int> completions; ///< ids, by sample
        QVector<qint32> forced;
    };
    void begin(const Job &job);
    void withModel(std::function<void()> then);
    void tokenize(const Job &job);
    void stream(const Job &job);
    void onTokens(const Job &job, const QVector<TokenBatch> &batches);
    void onEnd(const Job &job, const SampleEnd &end);
    void onOver(const Job &job, const EngineError *error);
    void fail(const Job &job, const EngineError &error);
    void release();
    void setState(PaneState state, const QString &sentence = {});
    PaneCompletion *completion(int id);
    int newCompletion(int sample, const CompareSampling &sampling);

    EngineHub &m_engine;
    ComparePane m_pane;
    bool m_holds = false;
    quint64 m_serial = 0; ///< of the job: answers to an earlier one are dropped
    QPointer<CompletionStream> m_stream;
    QElapsedTimer m_clock; ///< since the request was sent
    qint64 m_firstAt = -1;
    int m_nextId = 0;
    bool m_lostEngine = false; ///< the last job ended because the connection broke
    QString m_engineSentence;  ///< how the engine died since the job began
    QString m_promptText;
    QVector<qint32> m_promptIds;
};

} // namespace phi1
