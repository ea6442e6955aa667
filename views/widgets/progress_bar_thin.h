// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

namespace phi1 {

/// A bar of 6 px.
class ProgressBarThin final : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressBarThin(QWidget *parent = nullptr);

    void setValue(double share); ///< 0 to 1, NaN = not known
    double value() const { return m_value; }
    void setTone(Theme::Token token); ///< live unless told

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_value = 0;
    Theme::Token m_tone = Theme::Token::Live;
};

} // namespace phi1
