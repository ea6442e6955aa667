// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace phi1 {

class ActionButton;
class CompareBlind;
class TextLabel;

/// What the votes of the blind mode say: per pair of checkpoints wins, ties, share with its
/// interval and the exact sign test; then the votes. While names are hidden, only how many there
/// are.
class VotesTab final : public QWidget
{
    Q_OBJECT
public:
    explicit VotesTab(CompareBlind &blind, QWidget *parent = nullptr);

    QStringList resultTexts() const; ///< as shown, one per line

signals:
    void exportRequested(QWidget *button);

private:
    void fill();
    QWidget *verdictRow(int index) const;

    CompareBlind &m_blind;
    TextLabel *m_intro;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_column;
    ActionButton *m_export;
};

} // namespace phi1
