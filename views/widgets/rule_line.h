// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

namespace phi1 {

/// A line of one pixel between groups.
class RuleLine final : public QWidget
{
    Q_OBJECT
public:
    explicit RuleLine(Qt::Orientation orientation = Qt::Horizontal,
                      Theme::Token tone = Theme::Token::Border, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme::Token m_tone;
};

} // namespace phi1
