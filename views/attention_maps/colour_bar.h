// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"

#include <QWidget>

namespace phi1 {

/// The colours of a scale with their numbers, upright. Its ends are handles: dragging or the arrow
/// keys (Home and End choose one, PageUp and PageDown go far) change the range; double click or
/// Delete gives it back. Quantile scales show where shares of the numbers lie.
class ColourBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ColourBar(QWidget *parent = nullptr);

    void setTitle(const QString &title); ///< "Attention weight"
    const QString &title() const { return m_title; }
    void setScale(const ColourScale &scale);
    const ColourScale &scale() const { return m_scale; }
    /// The numbers there are; the range cannot leave it. Default 1e-6 to 1.
    void setLimits(double least, double most);
    /// Marks a number, such as the one under the pointer; NaN none.
    void setMarkedValue(double value);
    /// The range stays as it is: the handles do not answer.
    void setLocked(bool locked);
    bool isLocked() const { return m_locked; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void rangeChanged(double low, double high); ///< by the user; scale() already has it
    void rangeResetRequested();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    enum class Handle { None, Low, High };

    QRect barRect() const;
    bool isAdjustable() const;
    bool hasLowHandle() const;
    ColourScale axis() const; ///< of the numbers beside the bar
    double yOf(double value) const;
    double valueAt(double y) const;
    Handle handleAt(const QPoint &place) const;
    void paintHandle(QPainter &painter, Handle handle) const;
    void drag(double y);
    void shift(double steps);
    void changeRange(double low, double high);
    void announce();

    ColourScale m_scale;
    QString m_title;
    double m_least = 1e-6;
    double m_most = 1;
    double m_marked;
    double m_dragLow = 0, m_dragHigh = 1; ///< the range when the drag began
    double m_dragY = 0;
    Handle m_handle = Handle::High; ///< the keys act on
    Handle m_hovered = Handle::None;
    Handle m_dragged = Handle::None;
    bool m_locked = false;
};

} // namespace phi1
