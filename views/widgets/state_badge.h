// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/widgets/state_painter.h"

#include <QWidget>

namespace phi1 {

/// Mark and word of a state: "● live, 2 s ago", "✓ This machine is ready".
class StateBadge final : public QWidget
{
    Q_OBJECT
public:
    explicit StateBadge(QWidget *parent = nullptr);

    void setState(ShownState state, const QString &text = {}); ///< "" = the state's own word
    void setLook(const StateLook &look);
    void setFontRole(Theme::Font font);
    QString text() const { return m_look.text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StateLook m_look;
    Theme::Font m_font = Theme::Font::Body;
};

} // namespace phi1
