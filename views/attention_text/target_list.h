// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/attention_text/attention_targets.h"

#include <QWidget>

namespace phi1 {

/// The strongest targets of a token in descending order: text, place, bar and number. As many rows
/// as there is room for. One tab stop; ↑ ↓ walk, Enter or a click goes there, Ctrl+C copies as TSV.
class TargetList final : public QWidget
{
    Q_OBJECT
public:
    explicit TargetList(QWidget *parent = nullptr);

    void setTokens(const QVector<AttentionToken> &tokens);
    /// @param targets  descending; NaN are shown as such
    void setTargets(const QVector<AttentionTarget> &targets, LookDirection direction);
    const QVector<AttentionTarget> &targets() const { return m_targets; }
    void setScale(const ColourScale &scale); ///< colour of the bars
    void setTitle(const QString &title);     ///< "" = by the direction
    /// What to say without targets.
    void setPlaceholder(const QString &sentence);
    void setMarked(int token); ///< the other end of the selected cell; -1: none

    int shownRows() const;
    int currentRow() const { return m_current; }
    void setCurrentRow(int row);
    QRect rowRect(int row) const;
    QString rowText(int row) const; ///< "return at 24, line 5, 0.466", as it is read out
    void copy() const;              ///< all rows as TSV, numbers in full

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void targetHovered(int token); ///< -1: none
    void targetActivated(int token);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString title() const;
    int rowAt(const QPoint &place) const;
    void setHovered(int row);
    void announce();
    void paintRow(QPainter &painter, int row, double largest) const;

    QVector<AttentionToken> m_tokens;
    QVector<AttentionTarget> m_targets;
    ColourScale m_scale;
    QString m_title;
    QString m_placeholder;
    LookDirection m_direction = LookDirection::LooksAt;
    int m_marked = -1;
    int m_current = -1;
    int m_hovered = -1;
};

} // namespace phi1
