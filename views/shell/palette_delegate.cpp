// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/palette_delegate.h"

#include "views/shell/palette_list.h"
#include "views/theme/theme.h"
#include "views/widgets/key_hint.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace phi1 {

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::instance().px(28)};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const bool enabled = index.data(PaletteList::EnabledRole).toBool();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.color(selected ? Theme::Token::AccentTint : Theme::Token::Hover));
        const int inset = theme.px(4);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(inset, 0, -inset, 0), theme.px(5),
                                 theme.px(5));
    }
    QRect room = option.rect.adjusted(theme.px(12), 0, -theme.px(12), 0);

    const int iconSize = theme.px(16);
    const QString iconName = index.data(PaletteList::IconNameRole).toString();
    if (!iconName.isEmpty())
        painter->drawPixmap(QPoint(room.left(), room.center().y() - iconSize / 2 + 1),
                            theme.pixmap(iconName, iconSize, Theme::Token::Text3,
                                         painter->device()->devicePixelRatioF()));
    room.setLeft(room.left() + iconSize + theme.px(8));

    const QString keys = index.data(PaletteList::KeysRole).toString();
    if (!keys.isEmpty()) {
        const int width = KeyHint::width(keys);
        KeyHint::paint(*painter,
                       QRect(room.right() - width, room.center().y() - KeyHint::height() / 2 + 1,
                             width, KeyHint::height()),
                       keys, false, enabled);
        room.setRight(room.right() - width - theme.px(12));
    }

    const QFont face = theme.font(Theme::Font::Body);
    const QFontMetrics metrics(face);
    const QString title =
        metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, room.width());
    QTextLayout layout(title, face);
    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat matched;
    matched.setFontWeight(QFont::Bold);
    matched.setForeground(theme.color(Theme::Token::Accent));
    const auto positions = index.data(PaletteList::PositionsRole).value<QVector<int>>();
    for (const int position : positions)
        formats.append({position, 1, matched});
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(room.width());
    layout.endLayout();
    painter->setPen(theme.color(enabled ? Theme::Token::Text : Theme::Token::Disabled));
    layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2));

    const int behind = static_cast<int>(line.naturalTextWidth()) + theme.px(12);
    const QRect rest = room.adjusted(behind, 0, 0, 0);
    if (rest.width() > theme.px(40)) {
        const QFont small = theme.font(Theme::Font::Small);
        painter->setFont(small);
        painter->setPen(theme.color(enabled ? Theme::Token::Text3 : Theme::Token::Disabled));
        painter->drawText(
            rest, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(small).elidedText(index.data(PaletteList::DetailRole).toString(),
                                           Qt::ElideMiddle, rest.width()));
    }
    painter->restore();
}

} // namespace phi1
