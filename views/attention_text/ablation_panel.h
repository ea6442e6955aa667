// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_ablation.h"

#include <QWidget>

#include <memory>

namespace phi1 {

/// Heads that are switched off, and what that changes: chips to take each back, how they are
/// switched off, the next token's distribution of the untouched and the ablated model side by side,
/// and both completions with the first token that differs. Shows what it is given and asks for the
/// rest.
class AblationPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit AblationPanel(QWidget *parent = nullptr);
    ~AblationPanel() override;

    /// Everything the panel shows; nothing is kept from the one before but what the user looks at.
    struct Shown {
        QVector<HeadKey> heads;
        AttentionAblation::Mode mode = AttentionAblation::Mode::Zero;
        AblationArm untouched, ablated;
        double divergence = unknownFigure; ///< nats; shown in bits
        int firstDifference = -1;
        int position = -1; ///< token whose successor is predicted
        QString problem;   ///< one sentence why nothing can be compared
        bool isRunning = false;
    };
    void setShown(const Shown &shown);
    const Shown &shown() const;
    /// Shows what it knows, now and after each change. What the user asks for is told by signals
    /// alone, as with setShown(). Null: what is shown stays.
    void setAblation(AttentionAblation *ablation);
    void setPromptTokens(const QVector<AttentionToken> &tokens);

signals:
    void headsRequested(const QVector<phi1::HeadKey> &heads);
    void modeRequested(phi1::AttentionAblation::Mode mode);
    void headActivated(const phi1::HeadKey &key); ///< a chip was clicked
    void runRequested();
    void stopRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
