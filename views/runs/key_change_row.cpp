// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/key_change_row.h"

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

KeyChangeRow::KeyChangeRow(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void KeyChangeRow::set(const QString &key, const QString &before, const QString &after)
{
    m_key = key;
    m_before = before;
    m_after = after;
    setToolTip(tr("%1: %2 → %3").arg(key, before, after));
    setAccessibleName(tr("%1: %2 in the recipe, %3 in this run").arg(key, before, after));
    update();
}

QSize KeyChangeRow::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(240), theme.lineHeight(Theme::Font::CodeSmall)};
}

QSize KeyChangeRow::minimumSizeHint() const
{
    return {Theme::instance().px(120), sizeHint().height()};
}

void KeyChangeRow::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::CodeSmall));
    const QFontMetrics metrics = painter.fontMetrics();
    // Values may have several lines (prompts), and none; of paths the end tells more than the
    // beginning.
    const auto oneLine = [&](const QString &value, int room) {
        const QString text = value.isEmpty() ? tr("none") : value.simplified();
        return metrics.elidedText(text, text.contains(u'/') ? Qt::ElideLeft : Qt::ElideRight, room);
    };
    const QString arrow = tr(" → ");
    const QString before =
        oneLine(m_before, width() / 3 - metrics.horizontalAdvance(arrow)) + arrow;
    const QString after = oneLine(m_after, width() / 3);
    const int valueWidth = metrics.horizontalAdvance(before) + metrics.horizontalAdvance(after);
    const QString key = metrics.elidedText(m_key, Qt::ElideMiddle,
                                           width() - valueWidth - metrics.averageCharWidth() * 2);
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, key);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, after);
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(rect().adjusted(0, 0, -metrics.horizontalAdvance(after), 0),
                     Qt::AlignRight | Qt::AlignVCenter, before);
}

} // namespace phi1
