// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QVector>

class QHBoxLayout;

namespace phi1 {

class ActionButton;
class CompareBlind;
class TextLabel;

/// In the blind mode, above the panes: which completion is better, and who wrote which.
class BlindBar final : public QFrame
{
    Q_OBJECT
public:
    explicit BlindBar(CompareBlind &blind, QWidget *parent = nullptr);

    void setPlaces(int places); ///< panes side by side
    void refresh();             ///< whether a vote counts now

signals:
    void voteRequested(int place); ///< -1: tie
    void revealRequested();
    void endRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    CompareBlind &m_blind;
    TextLabel *m_question;
    TextLabel *m_count;
    QVector<ActionButton *> m_votes; ///< the tie last
    ActionButton *m_reveal;
    ActionButton *m_end;
    QHBoxLayout *m_row;
};

} // namespace phi1
