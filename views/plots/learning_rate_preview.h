// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPair>
#include <QString>
#include <QVector>
#include <QWidget>

#include "core/runs/learning_rate.h"

namespace phi1 {

/// One planned learning rate of a LearningRatePreview.
struct PlannedCurve {
    QString label; ///< drawn at the curve; translated
    LearningRateSchedule schedule;
    QColor colour;                      ///< invalid: that of the slot, or borderStrong for slot -1
    int colourSlot = -1;                ///< of the theme's run colours
    Qt::PenStyle style = Qt::SolidLine; ///< DashLine for the paper's recipe, DotLine for a ghost
    qint64 offsetSteps = 0; ///< where it begins on the x axis, for stages one after another
    bool accent = false;    ///< drawn in the theme's accent with a tint below, "this run"
};

/// Planned learning rates before a run exists: curves, checkpoints as triangles on the x axis and
/// dotted marks with a caption.
class LearningRatePreview : public QWidget
{
    Q_OBJECT
public:
    explicit LearningRatePreview(QWidget *parent = nullptr);

    void setCurves(const QVector<PlannedCurve> &curves);
    void setCheckpoints(const QVector<qint64> &steps);
    void setMarks(const QVector<QPair<qint64, QString>> &marks);
    /// A ghost is dotted throughout and has no y axis labels: what will happen, not what did.
    void setGhost(bool dotted);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void describe();

    QVector<PlannedCurve> m_curves;
    QVector<qint64> m_checkpoints;
    QVector<QPair<qint64, QString>> m_marks;
    bool m_ghost = false;
};

} // namespace phi1
