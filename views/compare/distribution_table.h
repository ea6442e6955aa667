// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/compare/token_card_data.h"

#include <QWidget>

namespace phi1 {

/// The content of a token card: where the token stands, the likeliest candidates with a bar per
/// pane, divergence and entropies. One tab stop; ↑ ↓ walk the rows, Enter or a click begins a
/// branch.
class DistributionTable final : public QWidget
{
    Q_OBJECT
public:
    explicit DistributionTable(QWidget *parent = nullptr);

    void setData(const TokenCardData &data);
    const TokenCardData &data() const { return m_data; }
    int currentRow() const { return m_current; }
    void setCurrentRow(int row);
    QRect rowRect(int row) const;
    QString rowText(int row) const; ///< ". list, base 38.0 %, finetuned 9.0 %", as it is read out

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void rowActivated(int row);
    void currentRowChanged(int row);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    int rowAt(const QPoint &position) const;
    QString footText() const;
    QRect footRect(int width) const;
    int columnWidth() const;
    int firstColumnWidth(int width) const;
    void paintHead(QPainter &painter) const;
    void paintRow(QPainter &painter, int row) const;

    TokenCardData m_data;
    int m_current = -1;
    int m_hovered = -1;
    int m_pressed = -1;
};

} // namespace phi1
