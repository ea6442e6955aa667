// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/meter.h"

#include "views/widgets/state_painter.h"
#include "views/widgets/widget_accessibility.h"

#include <QPainter>

#include <cmath>

namespace phi1 {

Meter::Meter(const QString &label, QWidget *parent)
    : QWidget(parent)
    , m_label(label)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    describe();
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void Meter::describe()
{
    QStringList parts{m_label, m_text, m_aside};
    parts.removeAll(QString());
    setAccessibleName(parts.join(QStringLiteral(", ")));
    setAccessibleDescription(isWarning() ? tr("near its limit") : QString());
    updateGeometry();
    update();
}

void Meter::setLabel(const QString &label)
{
    if (label == m_label)
        return;
    m_label = label;
    describe();
}

void Meter::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    describe();
}

void Meter::setAside(const QString &text, bool warning)
{
    if (text == m_aside && warning == m_asideWarns)
        return;
    m_aside = text;
    m_asideWarns = warning;
    describe();
}

void Meter::setValue(double share)
{
    if (share == m_value || (std::isnan(share) && std::isnan(m_value)))
        return;
    m_value = share;
    describe();
}

void Meter::setLimit(double share)
{
    m_limit = share;
    describe();
}

void Meter::setWarning(bool warning)
{
    if (warning == m_warning)
        return;
    m_warning = warning;
    describe();
}

bool Meter::isWarning() const
{
    return m_warning || m_value >= m_limit;
}

void Meter::setBarWidth(int width)
{
    m_barWidth = width;
    updateGeometry();
    update();
}

QSize Meter::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Small));
    int width = theme.px(m_barWidth);
    for (const QString &text : {m_label, m_text, m_aside}) {
        if (!text.isEmpty())
            width += theme.px(10) + metrics.horizontalAdvance(text) + 1;
    }
    return {width, theme.lineHeight(Theme::Font::Small)};
}

void Meter::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::Small));
    int x = 0;
    const auto write = [&](const QString &text, Theme::Token tone) {
        if (text.isEmpty())
            return;
        const int width = painter.fontMetrics().horizontalAdvance(text) + 1;
        painter.setPen(theme.color(isEnabled() ? tone : Theme::Token::Disabled));
        painter.drawText(QRect(x, 0, width, height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
        x += width + theme.px(10);
    };
    write(m_label, Theme::Token::Text2);
    const bool warns = isWarning();
    const int bar = theme.px(m_barWidth);
    paintThinBar(painter, QRect(x, 0, bar, height()), m_value,
                 warns ? Theme::Token::Warning : Theme::Token::Text3);
    x += bar + theme.px(10);
    write(m_text, warns ? Theme::Token::Warning : Theme::Token::Text2);
    write(m_aside, m_asideWarns ? Theme::Token::Warning : Theme::Token::Text2);
}

} // namespace phi1
