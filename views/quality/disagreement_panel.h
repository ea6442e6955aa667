// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/quality/quality_types.h"

class QComboBox;

namespace phi1 {

class ReadingPane;
class TextLabel;

/// Samples that two scorers think most differently of.
class DisagreementPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit DisagreementPanel(QWidget *parent = nullptr);

    void setScores(const QualityScores &scores);
    void showResult(const QualityDisagreements &result);
    void showProblem(const QString &sentence);
    QString first() const;
    QString second() const;
    void choose(const QString &first, const QString &second);
    ReadingPane *pane() const { return m_pane; }

signals:
    void requested(const QString &first, const QString &second);

private:
    void ask();

    QComboBox *m_first, *m_second;
    TextLabel *m_facts;
    ReadingPane *m_pane;
    QualityScores m_scores;
};

} // namespace phi1
