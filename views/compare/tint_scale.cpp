// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/tint_scale.h"

#include <QFontMetrics>
#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {
namespace {

constexpr int boxes = 5;
constexpr int boxWidth = 16;
constexpr int boxHeight = 12;
constexpr int gap = 3;

} // namespace

TintScale::TintScale(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    Theme::instance().follow(this, [this] {
        updateGeometry();
        update();
    });
}

void TintScale::setEnds(const QString &least, const QString &most)
{
    if (least == m_least && most == m_most)
        return;
    m_least = least;
    m_most = most;
    setAccessibleName(tr("Tint, from %1 to %2").arg(least, most));
    updateGeometry();
    update();
}

QSize TintScale::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Caption));
    return {metrics.horizontalAdvance(m_least) + metrics.horizontalAdvance(m_most) +
                boxes * theme.px(boxWidth) + (boxes + 1) * theme.px(gap),
            theme.px(24)};
}

void TintScale::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    const QFontMetrics metrics(painter.font());
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, m_least);
    int x = metrics.horizontalAdvance(m_least) + theme.px(gap);
    const QVector<QColor> tints = theme.surpriseTints(theme.isDark());
    for (int box = 0; box < boxes; ++box) {
        const QRect place(x, (height() - theme.px(boxHeight)) / 2, theme.px(boxWidth),
                          theme.px(boxHeight));
        if (box == 0) {
            painter.setPen(theme.color(Theme::Token::Border));
            painter.setBrush(theme.color(Theme::Token::Surface));
            painter.drawRect(place.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(place, tints.value(box - 1));
        }
        x += theme.px(boxWidth) + theme.px(gap);
    }
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(rect().adjusted(x, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_most);
}

} // namespace phi1
