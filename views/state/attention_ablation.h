// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/state/attention_types.h"

namespace phi1 {

class EngineHub;

/// One side of an ablation: the untouched model, or the one with heads switched off.
struct AblationArm {
    PaneState state = PaneState::Empty; ///< of the completion
    QString sentence;                   ///< why it failed
    /// Next token after the asked position.
    bool hasDistribution = false;
    bool isDistributionPending = false;
    QString distributionSentence;   ///< why there is none
    QVector<TokenChoice> top;       ///< descending
    QVector<TokenChoice> probed;    ///< of the other arm's top tokens
    double entropy = unknownFigure; ///< nats
    PaneCompletion completion;      ///< greedy, after the prompt
};

/// What a model says with some heads switched off, beside the untouched one.
class AttentionAblation final : public QObject
{
    Q_OBJECT
public:
    enum class Mode {
        Zero, ///< the head adds nothing
        Mean, ///< it adds its mean over the prompt
    };
    Q_ENUM(Mode)
    enum Arm { Untouched, Ablated };

    explicit AttentionAblation(EngineHub &engine, QObject *parent = nullptr);
    ~AttentionAblation() override;

    const QVector<HeadKey> &heads() const; ///< switched off, in the order of the model
    bool isSwitchedOff(HeadKey key) const;
    void setHeads(const QVector<HeadKey> &heads);
    void toggle(HeadKey key);
    Mode mode() const;
    void setMode(Mode mode);

    const AblationArm &arm(Arm arm) const;
    /// One sentence why nothing can be compared (no checkpoint, all heads on, …); empty: it can.
    QString problem() const;
    /// Token whose successor is predicted: the last, or the selected query. -1: none yet.
    int position() const;
    /// KL(untouched ‖ ablated) of the two distributions over the listed tokens and one rest, in
    /// nats: never more than the true one. NaN: not known.
    double divergence() const;
    /// Index of the first token of the completions that differs, -1: none so far.
    int firstDifference() const;

    /// Whether distributions are asked for whenever heads, mode or position change. Off at the
    /// beginning, so that a page that does not show them costs nothing.
    void setWanted(bool wanted);
    /// Writes both completions anew, greedily.
    void run(int maxTokens = 64);
    void stop();
    bool isRunning() const;

    // For the session.
    /// @param modelId  of the engine, empty: none; @param captureId  for Mode::Mean
    void setModel(const QString &modelId, const QString &captureId, const QVector<qint32> &ids,
                  int layers, int heads);
    void setPosition(int position);

signals:
    void headsChanged(); ///< heads or mode
    void changed();      ///< states, distributions, problem
    void tokensAppended(int arm, int firstToken);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
