// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/checkpoint_row.h"

#include <QPainter>

#include "views/format/number_text.h"
#include "views/theme/theme.h"

namespace phi1 {

CheckpointRow::CheckpointRow(QWidget *parent)
    : QAbstractButton(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
}

void CheckpointRow::set(const Content &content)
{
    m_content = content;
    QStringList facts{tr("step %1").arg(grouped(content.step))};
    for (const QString &fact : {content.validation, content.written, content.size})
        if (!fact.isEmpty())
            facts << fact;
    if (content.isBest)
        facts << tr("lowest validation loss");
    setAccessibleName(tr("Checkpoint: %1").arg(facts.join(QStringLiteral(", "))));
    setToolTip(facts.join(QStringLiteral(", ")) + u'\n' + content.folder);
    update();
}

QSize CheckpointRow::sizeHint() const
{
    return {Theme::instance().px(200), Theme::instance().px(24)};
}

void CheckpointRow::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(isDown() ? Theme::Token::AccentTint : Theme::Token::Hover));
        painter.drawRoundedRect(rect().adjusted(-1, 0, 1, 0), theme.px(4), theme.px(4));
    }
    const int icon = theme.px(13);
    painter.drawPixmap(
        QRect(0, (height() - icon) / 2, icon, icon),
        theme.pixmap(QStringLiteral("save"), icon, Theme::Token::Text3, devicePixelRatioF()));
    painter.setFont(theme.font(Theme::Font::Small));
    const int centre = Qt::AlignVCenter | Qt::AlignLeft;
    QRect text = rect().adjusted(icon + theme.px(6), 0, 0, 0);
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(text, centre, tr("step %1").arg(grouped(m_content.step)));
    QFont font = painter.font();
    font.setBold(m_content.isBest);
    painter.setFont(font);
    painter.setPen(theme.color(m_content.isBest ? Theme::Token::Text : Theme::Token::Text2));
    painter.drawText(text.adjusted(theme.px(84), 0, 0, 0), centre, m_content.validation);
    font.setBold(false);
    painter.setFont(font);
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, m_content.written);
    if (hasFocus() && theme.showsKeyboardFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), theme.px(4), theme.px(4));
    }
}

} // namespace phi1
