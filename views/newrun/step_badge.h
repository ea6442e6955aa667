// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// The number of a step in a ring.
class StepBadge final : public QWidget
{
    Q_OBJECT
public:
    /// @param colourSlot  of the theme's run colours; negative: neutral
    StepBadge(int number, int colourSlot, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_number;
    int m_colourSlot;
};

} // namespace phi1
