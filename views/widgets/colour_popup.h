// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFrame>

namespace phi1 {

/// Colours and dashes to choose for a run: arrows move, Enter chooses, Esc closes. Deletes itself
/// when closed.
class ColourPopup final : public QFrame
{
    Q_OBJECT
public:
    /// @param dash  0 solid, 1 (6 3), 2 (2 3)
    ColourPopup(int slot, const QColor &custom, int dash, QWidget *parent = nullptr);

    void openAt(const QPoint &globalTopLeft);
    QSize sizeHint() const override;

signals:
    void slotChosen(int slot);
    void customColorChosen(const QColor &color);
    void dashChosen(int dash);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    QRect cellRect(int cell) const;
    QString cellName(int cell) const;
    int cellAt(const QPoint &position) const;
    void moveTo(int cell);
    void choose(int cell);

    QColor m_custom;
    int m_slot;
    int m_dash;
    int m_current = 0;
};

} // namespace phi1
