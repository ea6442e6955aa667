// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/compare/pane_facts.h"
#include "views/widgets/state_painter.h"

#include <QWidget>

namespace phi1 {

class StateBadge;

/// What a pane's foot says; numbers that are not known yet are NaN or below 0 and left out.
struct PaneProgress {
    enum class State { Idle, Loading, Queued, Writing, Finished, Stopped, Cancelled, Failed };
    State state = State::Idle;
    QString stopString; ///< what it stopped at, raw; "" with Stopped = the end token
    QString problem;    ///< sentence, with Failed
    int tokens = -1;
    int maxTokens = -1;
    double firstTokenSeconds = -1;
    double tokensPerSecond = -1;
    double meanProbability = -1;
    double memoryBytes = -1;
    QVector<LineFact> more; ///< seed of a sample, accepted drafts …
};

/// A pane's foot: state, count, first token, speed, mean probability, memory.
class PaneFooter final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneFooter(QWidget *parent = nullptr);

    void setProgress(const PaneProgress &progress);
    QString stateText() const;
    QVector<LineFact> facts() const { return m_shown; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StateBadge *m_state;
    FactLine *m_line;
    QVector<LineFact> m_shown;
};

} // namespace phi1
