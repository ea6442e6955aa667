// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/text_label.h"

namespace phi1 {

TextLabel::TextLabel(const QString &text, Theme::Font font, Theme::Token tone, QWidget *parent)
    : QLabel(text, parent)
    , m_font(font)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    // Inside an input the role would be the input's.
    setForegroundRole(QPalette::WindowText);
    Theme::instance().follow(this, [this] { restyle(); });
}

TextLabel::TextLabel(Theme::Font font, Theme::Token tone, QWidget *parent)
    : TextLabel(QString(), font, tone, parent)
{}

void TextLabel::setTone(Theme::Token tone)
{
    if (tone == m_tone)
        return;
    m_tone = tone;
    restyle();
}

void TextLabel::setRole(Theme::Font font)
{
    if (font == m_font)
        return;
    m_font = font;
    restyle();
}

void TextLabel::setBold(bool bold)
{
    if (bold == m_bold)
        return;
    m_bold = bold;
    restyle();
}

void TextLabel::restyle()
{
    const Theme &theme = Theme::instance();
    QFont textFont = theme.font(m_font);
    if (m_bold)
        textFont.setWeight(QFont::Bold);
    setFont(textFont);
    QPalette colors;
    colors.setColor(QPalette::WindowText, theme.color(m_tone));
    colors.setColor(QPalette::Disabled, QPalette::WindowText, theme.color(Theme::Token::Disabled));
    setPalette(colors);
}

} // namespace phi1
