// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/key_hint.h"

#include "views/theme/style_painting.h"
#include "views/widgets/widget_accessibility.h"

#include <QPainter>

namespace phi1 {

KeyHint::KeyHint(const QString &keys, QWidget *parent)
    : QWidget(parent)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setKeys(keys);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

KeyHint::KeyHint(const QKeySequence &keys, QWidget *parent)
    : KeyHint(keys.toString(QKeySequence::NativeText), parent)
{}

void KeyHint::setKeys(const QString &keys)
{
    if (keys == m_keys)
        return;
    m_keys = keys;
    setAccessibleName(keys);
    updateGeometry();
    update();
}

QSize KeyHint::sizeHint() const
{
    return {width(m_keys), height()};
}

int KeyHint::width(const QString &keys)
{
    const Theme &theme = Theme::instance();
    const int text = QFontMetrics(theme.font(Theme::Font::Caption)).horizontalAdvance(keys);
    return std::max(text + 2 * theme.px(4) + 2, height());
}

int KeyHint::height()
{
    return Theme::instance().px(18);
}

void KeyHint::paint(QPainter &painter, const QRect &rect, const QString &keys, bool onAccent,
                    bool enabled)
{
    const Theme &theme = Theme::instance();
    QColor outline = theme.color(Theme::Token::Border);
    QColor ink = theme.color(enabled ? Theme::Token::Text3 : Theme::Token::Disabled);
    QColor fill = theme.color(Theme::Token::Alt);
    if (onAccent && enabled) {
        outline = ink = theme.color(Theme::Token::OnAccent);
        outline.setAlphaF(0.5F);
        fill = QColor();
    }
    painting::roundedBox(painter, rect, theme.px(3), fill, outline);
    painter.save();
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(ink);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, keys);
    painter.restore();
}

void KeyHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_keys, false, isEnabled());
}

} // namespace phi1
