// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/elided_label.h"

#include "views/widgets/widget_accessibility.h"

#include <QPainter>
#include <QResizeEvent>

namespace phi1 {

ElidedLabel::ElidedLabel(const QString &text, Theme::Font font, Theme::Token tone, QWidget *parent)
    : QWidget(parent)
    , m_font(font)
    , m_tone(tone)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
    setText(text);
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

void ElidedLabel::setTone(Theme::Token tone)
{
    if (tone == m_tone)
        return;
    m_tone = tone;
    update();
}

void ElidedLabel::setRole(Theme::Font font)
{
    if (font == m_font)
        return;
    m_font = font;
    updateGeometry();
    update();
}

void ElidedLabel::setBold(bool bold)
{
    if (bold == m_bold)
        return;
    m_bold = bold;
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

QFont ElidedLabel::textFont() const
{
    QFont result = Theme::instance().font(m_font);
    if (m_bold)
        result.setWeight(QFont::Bold);
    return result;
}

bool ElidedLabel::isElided() const
{
    return QFontMetrics(textFont()).horizontalAdvance(m_text) > contentsRect().width();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(textFont());
    return {metrics.horizontalAdvance(m_text) + 1,
            std::max(metrics.height(), Theme::instance().lineHeight(m_font))};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(textFont());
    return {std::min(sizeHint().width(), metrics.averageCharWidth() * 6), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(textFont());
    const Theme &theme = Theme::instance();
    painter.setPen(theme.color(isEnabled() ? m_tone : Theme::Token::Disabled));
    const QString shown = painter.fontMetrics().elidedText(m_text, m_mode, width());
    painter.drawText(rect(), static_cast<int>(m_alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     shown);
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    // A tool tip somebody else set stays.
    if (!toolTip().isEmpty() && !m_ownToolTip)
        return;
    m_ownToolTip = isElided();
    setToolTip(m_ownToolTip ? m_text : QString());
}

} // namespace phi1
