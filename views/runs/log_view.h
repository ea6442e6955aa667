// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QPointer>

namespace phi1 {

class LogModel;

/// The lines of a log, painted one by one: what is not on screen costs nothing, however fast lines
/// come. Selects whole lines by mouse or Shift and arrows; Ctrl+C copies them.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);

    void setModel(LogModel *model); ///< may be null
    LogModel *model() const;
    /// Text of the selected lines; of all where none is selected.
    QString selectedText() const;
    void scrollToEnd();
    void showRow(int row); ///< in the middle, and selected
    int currentRow() const { return m_current; }
    int lineHeight() const;

signals:
    void scrolledByUser(bool atEnd);
    void stepActivated(qint64 step); ///< a line that names a step was double-clicked

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void updateRange();
    void rowsInserted(int first, int last);
    void rowsRemoved(int first, int last);
    void paintRow(QPainter &painter, int row, int top) const;
    int rowAt(int y) const;
    void select(int row, bool extend);
    bool isSelected(int row) const;
    int visibleRows() const;

    QPointer<LogModel> m_model;
    int m_anchor = -1;
    int m_current = -1;
    int m_longest = 0; ///< characters of the longest line seen
};

} // namespace phi1
