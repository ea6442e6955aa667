// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

namespace phi1 {

class CurveData;
class CodeLabel;
class IconButton;
class TextLabel;

/// What the model wrote at each evaluation, one evaluation at a time, in the code font.
class SamplesSection final : public QWidget
{
    Q_OBJECT
public:
    explicit SamplesSection(QWidget *parent = nullptr);
    /// Hides itself where the run generates nothing. Keeps the evaluation that was being read; the
    /// newest one follows the run.
    void show(const CurveData *curve);
    using QWidget::show;
    /// The evaluation nearest to a step.
    void showStep(qint64 step);

private:
    struct Evaluation {
        qint64 step = 0;
        QStringList texts;
    };
    void showEvaluation(qsizetype index);

    QVector<Evaluation> m_evaluations;
    qsizetype m_index = -1;
    IconButton *m_earlier;
    IconButton *m_later;
    TextLabel *m_step;
    CodeLabel *m_text;
};

} // namespace phi1
