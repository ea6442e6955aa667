// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QVector>
#include <QWidget>

namespace phi1 {

/// Values to tick, each with a bar and the number of samples that have it. One tab stop: ↑ ↓ go
/// from value to value, Space ticks. Shows the first few and those that are ticked, and a last row
/// that opens the rest.
class FacetList final : public QWidget
{
    Q_OBJECT
public:
    struct Row {
        QString name; ///< as filters say it
        QString text; ///< as shown
        qint64 count = 0;
        bool ticked = false;

        bool operator==(const Row &) const = default;
    };

    explicit FacetList(const QString &name, QWidget *parent = nullptr);

    void setRows(const QVector<Row> &rows);
    const QVector<Row> &rows() const { return m_rows; }
    void setMostShown(int rows); ///< before "Show all …"
    int shownCount() const { return static_cast<int>(m_shown.size()); }
    const Row &shownRow(int place) const { return m_rows[m_shown[place]]; }
    bool hasMore() const { return m_shown.size() < m_rows.size(); }
    QRect rowRect(int place) const; ///< shownCount(): that of "Show all …"

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Tick, text, bar and count, as the chooser of all values shows them as well.
    static void paintRow(QPainter &painter, const QRect &rect, const Row &row, qint64 most,
                         bool enabled = true);
    static int rowHeight();

signals:
    void toggled(const QString &name, bool ticked);
    void showAllRequested(const QRect &area); ///< of its row, in this widget

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    void choose(); ///< which are shown
    int placeAt(const QPoint &position) const;
    void activate(int place);
    void describe();
    int placeCount() const { return shownCount() + (hasMore() ? 1 : 0); }

    QVector<Row> m_rows;
    QVector<int> m_shown;
    int m_most = 6;
    int m_current = 0;
    int m_hovered = -1;
    int m_pressed = -1;
};

} // namespace phi1
