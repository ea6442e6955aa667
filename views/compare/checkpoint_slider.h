// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace phi1 {

/// A checkpoint of a run, along its training.
struct CheckpointStop {
    enum class State { Waiting, Running, Done, Failed };
    qint64 step = 0;
    QString path;
    State state = State::Waiting; ///< of its completion of the present prompt
    QString problem;
};

/// A slider over the checkpoints of a run: a mark per checkpoint at its step, filled where its
/// completion is there. ← → previous and next, Home End, PgUp PgDn by a tenth.
class CheckpointSlider final : public QWidget
{
    Q_OBJECT
public:
    explicit CheckpointSlider(QWidget *parent = nullptr);

    void setSlot(int slot);                              ///< colour of the run
    void setStops(const QVector<CheckpointStop> &stops); ///< ascending by step; keeps the place
    const QVector<CheckpointStop> &stops() const { return m_stops; }
    int currentIndex() const { return m_current; }
    void setCurrentIndex(int index);
    QPointF stopPosition(int index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void currentChanged(int index);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    int nearest(double x) const;
    QRectF track() const;
    QString stopText(int index) const;
    void describe();

    QVector<CheckpointStop> m_stops;
    int m_current = -1;
    int m_slot = 0;
};

} // namespace phi1
