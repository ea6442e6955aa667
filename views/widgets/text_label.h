// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QLabel>

namespace phi1 {

/// A label in one of the theme's fonts and colours, which follows changes of theme and size. Plain
/// text.
class TextLabel : public QLabel
{
    Q_OBJECT
public:
    explicit TextLabel(const QString &text, Theme::Font font = Theme::Font::Body,
                       Theme::Token tone = Theme::Token::Text, QWidget *parent = nullptr);
    explicit TextLabel(Theme::Font font, Theme::Token tone = Theme::Token::Text,
                       QWidget *parent = nullptr);

    void setTone(Theme::Token tone);
    void setRole(Theme::Font font);
    void setBold(bool bold);

private:
    void restyle();

    Theme::Font m_font;
    Theme::Token m_tone;
    bool m_bold = false;
};

} // namespace phi1
