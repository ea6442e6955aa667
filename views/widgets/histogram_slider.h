// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace phi1 {

/// How often the values of a property occur. The bins divide [low, high] evenly, on a logarithmic
/// scale by their logarithms.
struct HistogramBins {
    double low = 0, high = 1;
    bool isLogarithmic = false; ///< low > 0 then
    bool isWhole = false;       ///< values are whole numbers
    QVector<quint64> all;
    QVector<quint64> passing; ///< those that everything else lets pass; as many bins, or none: all

    bool operator==(const HistogramBins &) const = default;
};

/// A histogram with a handle for the least and one for the greatest value: what lies between is
/// kept. A handle at its end of the scale is open, whatever values come later.
///
/// One tab stop: ← → move a handle (with Shift by the smallest step, PageUp and PageDown by ten
/// bins, Home and End to the ends), ↑ ↓ choose the upper or lower one, Delete opens both.
class HistogramSlider final : public QWidget
{
    Q_OBJECT
public:
    enum class Handle { Lower, Upper };

    explicit HistogramSlider(const QString &name = {}, QWidget *parent = nullptr);

    const HistogramBins &bins() const { return m_bins; }
    void setBins(const HistogramBins &bins);
    double low() const { return m_low; }   ///< minus infinity: open
    double high() const { return m_high; } ///< infinity: open
    bool isOpen() const;
    void setRange(double low, double high); ///< says nothing
    Handle currentHandle() const { return m_current; }

    QString valueText(double value) const; ///< of an open end: that of the scale
    QString rangeText() const;             ///< "0.60 to 1.00"; "" without values
    QString handleText() const;     ///< of the current one, as it is read out: "at least 0.60"
    QString binText(int bin) const; ///< "0.60 to 0.62: 1 204 of 5 300"; "" beyond them
    QRect handleRect(Handle handle) const; ///< where a press takes it
    double xOf(double value) const;
    double handleValue(Handle handle) const; ///< an open one stands at the end of the scale
    /// As by hand: kept between the other handle and the end of the scale.
    void moveHandle(Handle handle, double value);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// By hand, while it is dragged too.
    void rangeEdited(double low, double high);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    bool hasScale() const;
    double valueAt(double x) const;
    double place(double value) const;   ///< 0 to 1
    double valueOf(double place) const; ///< inverse of place()
    double rounded(double value, double resolution) const;
    void drag(double x);
    void describe();
    int plotHeight() const;
    void paintBars(QPainter &painter, const QVector<quint64> &counts, const QColor &color) const;

    HistogramBins m_bins;
    double m_low, m_high;
    Handle m_current = Handle::Lower;
    bool m_dragging = false;
    bool m_undecided = false; ///< both handles lie under the press: the first move tells which
    double m_grabbed = 0;     ///< from the pointer to the handle's middle
    int m_hovered = -1;       ///< handle under the pointer
};

} // namespace phi1
