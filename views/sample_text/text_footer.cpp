// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/text_footer.h"

#include "views/attention_maps/scale_ticks.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QPainter>

namespace phi1 {

TextFooter::TextFooter(QWidget *parent)
    : QWidget(parent)
{
    Theme::instance().follow(this, [this] { update(); });
    hide();
}

void TextFooter::setLegend(const ColourScale &scale, const QString &title,
                           const QStringList &details)
{
    m_scale = scale;
    m_title = title;
    m_details = details;
    setAccessibleName(title);
    setAccessibleDescription(details.join(QStringLiteral(", ")));
    update();
}

void TextFooter::clearLegend()
{
    m_title.clear();
    m_details.clear();
    setAccessibleName(m_notice);
    update();
}

void TextFooter::setNotice(const QString &sentence)
{
    m_notice = sentence;
    if (!hasLegend())
        setAccessibleName(sentence);
    update();
}

int TextFooter::legendHeight() const
{
    return Theme::instance().px(40);
}

int TextFooter::heightFor(int width) const
{
    const Theme &theme = Theme::instance();
    int height = 0;
    if (hasLegend())
        height += legendHeight();
    if (!m_notice.isEmpty()) {
        const QFontMetrics metrics(theme.font(Theme::Font::Small));
        const int room = std::max(1, width - 2 * theme.px(12));
        height +=
            metrics.boundingRect(QRect(0, 0, room, 10000), Qt::TextWordWrap, m_notice).height() +
            theme.px(hasLegend() ? 6 : 12);
    }
    return height == 0 ? 0 : height + 1;
}

bool TextFooter::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && hasLegend()) {
        setToolTip(m_scale.isSigned()
                       ? tr("Second checkpoint minus first: tide has a higher loss under the "
                            "second, ember a lower one. Beyond the ends the colour stays.")
                       : tr("Minus the logarithm of the probability that the checkpoint gave each "
                            "token, 0.693 nats for one half. Beyond the end the colour stays."));
    }
    return QWidget::event(event);
}

int TextFooter::paintLegend(QPainter &painter, const QRect &area) const
{
    const Theme &theme = Theme::instance();
    const QFont small = theme.font(Theme::Font::Small);
    const QFont caption = theme.font(Theme::Font::Caption);
    const QFontMetrics smallMetrics(small);
    const QFontMetrics captionMetrics(caption);
    const int barWidth = std::min(theme.px(220), std::max(theme.px(96), area.width() / 3));
    const int barHeight = theme.px(10);
    const int titleWidth = smallMetrics.horizontalAdvance(m_title);
    painter.setFont(small);
    painter.setPen(theme.color(Theme::Token::Text2));
    const int line = theme.px(20);
    const QRect upper(area.left(), area.top() + theme.px(4), area.width(), line);
    painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const QRect bar(area.left() + titleWidth + theme.px(12), upper.top() + (line - barHeight) / 2,
                    barWidth, barHeight);
    const QVector<QRgb> colours = m_scale.table(theme.isDark());
    QImage image(static_cast<int>(colours.size()), 1, QImage::Format_RGB32);
    for (int i = 0; i < colours.size(); ++i)
        image.setPixel(i, 0, colours[i]);
    painter.drawImage(bar, image);
    painting::roundedBox(painter, bar, 0, QColor(), theme.color(Theme::Token::BorderStrong));
    painter.setFont(caption);
    painter.setPen(theme.color(Theme::Token::Text3));
    const int ticksTop = bar.bottom() + 1;
    const QVector<ScaleTick> ticks = scaleTicks(m_scale);
    for (const ScaleTick &tick : ticks) {
        QString text = tick.text;
        if (m_scale.isSigned() && tick.value > 0)
            text.prepend(u'+');
        if (&tick == &ticks.last())
            text.prepend(QStringLiteral("≥ "));
        else if (m_scale.isSigned() && &tick == &ticks.first())
            text.prepend(QStringLiteral("≤ "));
        const int x = bar.left() + static_cast<int>(tick.position * (bar.width() - 1));
        const int width = captionMetrics.horizontalAdvance(text);
        painter.fillRect(QRect(x, ticksTop, 1, theme.px(3)), theme.color(Theme::Token::Axis));
        const int from =
            std::clamp(x - width / 2, bar.left() - theme.px(8), bar.right() + theme.px(12) - width);
        painter.drawText(QRect(from, ticksTop + theme.px(2), width + 1, theme.px(14)),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    const int detailsLeft = bar.right() + theme.px(24);
    painter.setFont(small);
    painter.setPen(theme.color(Theme::Token::Text2));
    QRect rest(detailsLeft, upper.top(), std::max(0, area.right() - detailsLeft), line);
    for (const QString &detail : m_details) {
        painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                         smallMetrics.elidedText(detail, Qt::ElideMiddle, rest.width()));
        rest.translate(0, theme.px(15));
    }
    return area.top() + legendHeight();
}

void TextFooter::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Surface));
    painter.fillRect(QRect(0, 0, width(), 1), theme.color(Theme::Token::Grid));
    QRect area = rect().adjusted(theme.px(12), 1, -theme.px(12), 0);
    if (hasLegend())
        area.setTop(paintLegend(painter, area));
    if (m_notice.isEmpty())
        return;
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text2));
    if (!hasLegend())
        area.setTop(area.top() + theme.px(6));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_notice);
}

} // namespace phi1
