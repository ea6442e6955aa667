// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class ActionButton;
class ChoiceButton;
class ElidedLabel;

/// Below the bar while two checkpoints are compared: the second one, what is known of it, and the
/// order by how much heads changed.
class CompareStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit CompareStrip(QWidget *parent = nullptr);

    ChoiceButton *checkpoint() const { return m_checkpoint; }
    void setFact(const QString &text, bool isProblem = false);
    void setRanked(bool ranked); ///< heads stand in the order of their change

signals:
    void checkpointRequested();
    void swapRequested();
    void rankToggled(bool ranked);
    void closeRequested();

private:
    ChoiceButton *m_checkpoint;
    ElidedLabel *m_fact;
    ActionButton *m_rank;
};

} // namespace phi1
