// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QColor>

namespace phi1 {

/// The colour of a run; a click opens the popup with the ten colours, the dashes and a colour of
/// one's own.
class SwatchButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit SwatchButton(QWidget *parent = nullptr);

    int slot() const { return m_slot; }
    QColor customColor() const { return m_custom; }
    int dash() const { return m_dash; }
    void setSlot(int slot);
    void setCustomColor(const QColor &color); ///< invalid = the slot's colour
    void setDash(int dash);                   ///< 0 solid, 1 (6 3), 2 (2 3); -1 = the slot's own
    void setFilled(bool filled);              ///< outlined where the run is hidden

    QSize sizeHint() const override;

signals:
    void slotChosen(int slot);
    void customColorChosen(const QColor &color);
    void dashChosen(int dash);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void openPopup();

    QColor m_custom;
    int m_slot = 0;
    int m_dash = -1;
    bool m_filled = true;
};

} // namespace phi1
