// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAbstractScrollArea>
#include <QPointer>

#include "views/state/samples_types.h"

namespace phi1 {

class SampleListModel;

/// The samples that were found, in rows of one height: title, excerpt with what was searched for
/// highlighted, where it is from; label and the figure it is sorted by at the right. Nothing is
/// laid out but the rows in sight, so that ten million cost no more than ten.
///
/// ↑ ↓, PageUp, PageDown, Home and End go through the samples, Enter opens the text.
class SampleListView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit SampleListView(QWidget *parent = nullptr);

    void setModel(SampleListModel *model);
    qint64 current() const { return m_current; } ///< rank; -1: none
    void setCurrent(qint64 rank);                ///< brings it into sight, says nothing
    /// How the figure that samples are sorted by is written; empty: none is shown.
    void setFigureText(const std::function<QString(double)> &text);
    void setDimmed(bool dimmed); ///< these are the samples of an earlier question

    qint64 firstVisible() const;
    qint64 lastVisible() const;
    qint64 rankAt(const QPoint &viewportPosition) const; ///< -1: below the last
    QRect rowRect(qint64 rank) const;                    ///< on the viewport, in sight or not
    static int rowHeight();

    QSize sizeHint() const override;

signals:
    void currentRequested(qint64 rank); ///< by hand
    void openRequested();               ///< Enter or a double click: its text

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    qint64 count() const;
    void fitBar();
    qint64 offset() const; ///< pixels above the viewport
    void go(qint64 rank);
    void look(); ///< tells the model what is in sight
    void describe();

    QPointer<SampleListModel> m_model;
    std::function<QString(double)> m_figure;
    qint64 m_current = -1;
    qint64 m_hovered = -1;
    int m_pixelsPerStep = 1; ///< of the scroll bar: more where the list is longer than it can say
    bool m_dimmed = false;
};

} // namespace phi1
