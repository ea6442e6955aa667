// SPDX-License-Identifier: GPL-3.0-or-later
// Heads and rows of tables and lists, menus, tabs.
#include "views/theme/style_painting.h"

#include <QHeaderView>
#include <QListView>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

namespace phi1::painting {

using Token = Theme::Token;

namespace {

const Theme &theme()
{
    return Theme::instance();
}

bool has(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

/// A tree without branches is a table; a table whose grid is off has its rows parted by lines
/// alone.
bool hasRowLines(const QWidget *widget)
{
    if (!widget)
        return false;
    const QVariant told = widget->property("phi1RowLines");
    if (told.isValid())
        return told.toBool();
    if (const auto *tree = qobject_cast<const QTreeView *>(widget))
        return !tree->rootIsDecorated();
    if (const auto *table = qobject_cast<const QTableView *>(widget))
        return !table->showGrid();
    return false;
}

} // namespace

void header(QPainter &painter, const QStyleOptionHeader &option)
{
    const QRect rect = option.rect;
    painter.fillRect(rect, theme().color(Token::Alt));
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                     theme().color(Token::Border));
    const bool vertical = option.orientation == Qt::Vertical;
    if (!vertical && has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        painter.fillRect(rect.adjusted(0, 0, 0, -1), theme().color(Token::Hover));
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    painter.save();
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(theme().color(sorted ? Token::Text : Token::Text3));
    const int padding = theme().px(8);
    QRect text = rect.adjusted(padding, 0, -padding, -1);
    const int size = theme().px(11);
    const int gap = theme().px(3);
    const bool right = option.textAlignment & Qt::AlignRight;
    if (sorted)
        text.setRight(text.right() - size - gap);
    const QString shown =
        painter.fontMetrics().elidedText(option.text, Qt::ElideRight, std::max(0, text.width()));
    painter.drawText(
        text, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine,
        shown);
    if (sorted) {
        const int width = painter.fontMetrics().horizontalAdvance(shown);
        const int x = right ? text.right() + 1 + gap : text.left() + width + gap;
        const QRect place(x, rect.top(), size, rect.height() - 1);
        // Qt says SortUp for descending; the newest first is an arrow down.
        const bool down = option.sortIndicator == QStyleOptionHeader::SortUp;
        painter.save();
        if (down) {
            themeIcon(painter, place, QStringLiteral("chevron-down"), size,
                      theme().color(Token::Text2));
        } else {
            painter.translate(place.center());
            painter.rotate(180);
            painter.translate(-place.center());
            themeIcon(painter, place, QStringLiteral("chevron-down"), size,
                      theme().color(Token::Text2));
        }
        painter.restore();
    }
    painter.restore();
    if (has(option, QStyle::State_HasFocus) && theme().showsKeyboardFocus())
        focusRing(painter, rect, theme().px(3));
}

void rowLine(QPainter &painter, const QRect &rect, const QWidget *widget)
{
    if (hasRowLines(widget))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                         theme().color(Token::Grid));
}

void viewRow(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const bool selected = has(option, QStyle::State_Selected);
    if (selected)
        painter.fillRect(option.rect, theme().color(Token::AccentTint));
    else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        painter.fillRect(option.rect, theme().color(Token::Hover));
    else if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(&option);
             item && item->backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, item->backgroundBrush);
    if (selected && qobject_cast<const QListView *>(widget))
        painter.fillRect(
            QRect(option.rect.left(), option.rect.top(), theme().px(3), option.rect.height()),
            theme().color(Token::Accent));
}

void branch(QPainter &painter, const QStyleOption &option)
{
    if (!has(option, QStyle::State_Children))
        return;
    const QString name = has(option, QStyle::State_Open) ? QStringLiteral("chevron-down")
                                                         : QStringLiteral("chevron-right");
    themeIcon(painter, option.rect, name, theme().px(12), theme().color(Token::Text3));
}

void menuItem(QPainter &painter, const QStyleOptionMenuItem &option)
{
    const QRect rect = option.rect;
    const int padding = theme().px(12);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        if (!option.text.isEmpty()) {
            painter.save();
            painter.setFont(theme().font(Theme::Font::Section));
            painter.setPen(theme().color(Token::Text3));
            painter.drawText(rect.adjusted(padding, 0, -padding, 0),
                             Qt::AlignVCenter | Qt::AlignLeft, option.text);
            painter.restore();
            return;
        }
        painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1),
                         theme().color(Token::Grid));
        return;
    }
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool active = has(option, QStyle::State_Selected);
    if (active)
        painter.fillRect(rect, theme().color(enabled ? Token::AccentTint : Token::Hover));
    const QColor ink = theme().color(enabled ? Token::Text : Token::Disabled);
    int left = rect.left() + padding;
    if (option.menuHasCheckableItems || option.maxIconWidth > 0) {
        const QRect place(left, rect.top(), theme().px(16), rect.height());
        if (option.checkType != QStyleOptionMenuItem::NotCheckable) {
            if (option.checked)
                themeIcon(painter, place, QStringLiteral("check"), theme().px(14),
                          theme().color(enabled ? Token::Accent : Token::Disabled));
        } else if (!option.icon.isNull()) {
            const int side = theme().px(16);
            const QRect target(place.left(), rect.top() + (rect.height() - side) / 2, side, side);
            painter.drawPixmap(
                target, option.icon.pixmap(QSize(side, side), painter.device()->devicePixelRatioF(),
                                           enabled ? QIcon::Normal : QIcon::Disabled));
        }
        left += theme().px(24);
    }
    painter.save();
    QFont font = option.font;
    if (option.menuItemType == QStyleOptionMenuItem::DefaultItem)
        font.setWeight(QFont::Bold);
    painter.setFont(font);
    painter.setPen(ink);
    const auto tab = option.text.indexOf(u'\t');
    const QString label = tab < 0 ? option.text : option.text.left(tab);
    const int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine;
    const QRect room(left, rect.top(), rect.right() - padding - left, rect.height());
    painter.drawText(room, flags, label);
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const int size = theme().px(12);
        const QRect place(rect.right() - padding - size, rect.top(), size, rect.height());
        themeIcon(painter, place, QStringLiteral("chevron-right"), size,
                  theme().color(Token::Text3));
    } else if (tab >= 0) {
        painter.setFont(theme().font(Theme::Font::Small));
        painter.setPen(theme().color(enabled ? Token::Text3 : Token::Disabled));
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, option.text.mid(tab + 1));
    }
    painter.restore();
}

void tabShape(QPainter &painter, const QStyleOptionTab &option)
{
    const bool selected = has(option, QStyle::State_Selected);
    const bool enabled = has(option, QStyle::State_Enabled);
    QRect line = option.rect;
    line.setTop(line.bottom() - theme().px(2) + 1);
    if (selected)
        painter.fillRect(line, theme().color(enabled ? Token::Accent : Token::Disabled));
    else if (enabled && has(option, QStyle::State_MouseOver))
        painter.fillRect(line, theme().color(Token::Axis));
    if (has(option, QStyle::State_HasFocus) && selected && theme().showsKeyboardFocus())
        focusRing(painter, option.rect.adjusted(0, theme().px(3), 0, -theme().px(4)),
                  theme().px(4));
}

void tabLabel(QPainter &painter, const QStyleOptionTab &option)
{
    const bool selected = has(option, QStyle::State_Selected);
    const bool enabled = has(option, QStyle::State_Enabled);
    painter.save();
    QFont font = painter.font();
    font.setWeight(selected ? QFont::Bold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(theme().color(!enabled   ? Token::Disabled
                                 : selected ? Token::Text
                                            : Token::Text2));
    QRect rect = option.rect;
    if (!option.icon.isNull()) {
        const QSize size = option.iconSize;
        const int width =
            painter.fontMetrics().horizontalAdvance(option.text) + size.width() + theme().px(6);
        const int x = rect.left() + (rect.width() - width) / 2;
        const QRect target(QPoint(x, rect.top() + (rect.height() - size.height()) / 2), size);
        painter.drawPixmap(target, option.icon.pixmap(size, painter.device()->devicePixelRatioF(),
                                                      enabled ? QIcon::Normal : QIcon::Disabled));
        rect.setLeft(target.right() + 1 + theme().px(6));
        painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                         option.text);
    } else {
        painter.drawText(rect, Qt::AlignCenter | Qt::TextHideMnemonic, option.text);
    }
    painter.restore();
}

} // namespace phi1::painting
