// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_types.h"

#include <QImage>
#include <QWidget>

#include <functional>

namespace phi1 {

/// One score of every head against the step of a run's checkpoints: all heads faint, the selected,
/// marked and hovered ones bold with their names. The faint ones are painted once and kept.
///
/// Mouse: hovering names the nearest curve, a click selects its head, a double click its step too.
/// Keys: ↑ ↓ the next curve at the shown step, ← → the step, Enter selects head and step.
class ScoreCurves final : public QWidget
{
    Q_OBJECT
public:
    explicit ScoreCurves(QWidget *parent = nullptr);

    /// @param steps  ascending, one per checkpoint
    /// @param values  [layers · heads · steps] in the order of the model; NaN where not measured
    void setCurves(const QVector<double> &steps, int layers, int heads,
                   const QVector<float> &values);
    void setScore(const AttentionScoreInfo &score); ///< name, unit, range of a share
    void setSelectedHead(HeadKey key);
    void setMarkedHeads(const QVector<HeadKey> &heads);
    void setHoveredHead(HeadKey key); ///< from another view
    void setShownStep(int index);     ///< index into the steps; -1: none
    void setPlaceholder(const QString &sentence);

    int stepCount() const { return static_cast<int>(m_steps.size()); }
    HeadKey selectedHead() const { return m_selected; }
    HeadKey hoveredHead() const { return m_hovered; }
    HeadKey headAt(const QPointF &place) const; ///< nearest curve within reach
    QRectF plotRect() const;
    QPointF pointOf(HeadKey key, int step) const; ///< where its value is drawn; null without one
    float value(HeadKey key, int step) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void headHovered(const phi1::HeadKey &key); ///< invalid: none
    void headSelected(const phi1::HeadKey &key);
    void stepSelected(int index);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Axis {
        double low = 0, high = 1;
        QVector<double> places;
        QVector<QString> labels;
    };

    bool isEmpty() const;
    HeadKey headOf(int curve) const;
    int curveOf(HeadKey key) const; ///< -1: no such curve
    double xOf(int step) const;
    double yOf(double value) const;
    int stepAt(double x) const;
    void measure(); ///< the axes
    void forget();  ///< the faint curves
    void hover(HeadKey key);
    void walk(int direction);
    void announce();
    QImage faintPicture(QSize size, double ratio) const; ///< all curves
    void paintCurve(QPainter &painter, int curve, const QColor &color, double width) const;
    void paintNamed(QPainter &painter) const;
    void paintAxes(QPainter &painter) const;

    QVector<double> m_steps;
    QVector<float> m_values;
    int m_layers = 0, m_heads = 0;
    AttentionScoreInfo m_score;
    Axis m_x, m_y;
    HeadKey m_selected, m_hovered;
    QVector<HeadKey> m_marked;
    int m_shown = -1;
    QString m_placeholder;
    QImage m_faint;
};

} // namespace phi1
