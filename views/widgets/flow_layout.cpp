// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/flow_layout.h"

#include "views/theme/theme.h"

#include <QWidget>

namespace phi1 {

FlowLayout::FlowLayout(QWidget *parent, int spacing)
    : QLayout(parent)
    , m_spacing(spacing)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < count() ? m_items.takeAt(index) : nullptr;
}

Qt::Orientations FlowLayout::expandingDirections() const
{
    return {};
}

bool FlowLayout::hasHeightForWidth() const
{
    return true;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

QSize FlowLayout::sizeHint() const
{
    // All in one row: whoever has the room takes it.
    const int gap = Theme::instance().px(m_spacing);
    QSize size(0, 0); // the default is (-1, -1)
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize hint = item->sizeHint();
        size.rwidth() += hint.width() + (size.width() > 0 ? gap : 0);
        size.setHeight(std::max(size.height(), hint.height()));
    }
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

QSize FlowLayout::minimumSize() const
{
    QSize size(0, 0); // the default is (-1, -1)
    for (const QLayoutItem *item : m_items)
        size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FlowLayout::arrange(const QRect &rect, bool apply) const
{
    const QMargins margins = contentsMargins();
    const QRect room =
        rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom());
    const int gap = Theme::instance().px(m_spacing);
    const auto placeRow = [&](qsizetype first, qsizetype last, int top, int height) {
        int x = room.left();
        for (qsizetype i = first; i < last; ++i) {
            if (m_items[i]->isEmpty())
                continue;
            const QSize size = m_items[i]->sizeHint();
            m_items[i]->setGeometry(
                QRect(QPoint(x, top + (height - size.height()) / 2),
                      QSize(std::min(size.width(), std::max(1, room.width())), size.height())));
            x += size.width() + gap;
        }
    };
    int x = room.left();
    int top = room.top();
    int rowHeight = 0;
    qsizetype first = 0;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_items[i]->isEmpty())
            continue;
        const QSize size = m_items[i]->sizeHint();
        if (rowHeight > 0 && x + size.width() > room.right() + 1) {
            if (apply)
                placeRow(first, i, top, rowHeight);
            first = i;
            x = room.left();
            top += rowHeight + gap;
            rowHeight = 0;
        }
        x += size.width() + gap;
        rowHeight = std::max(rowHeight, size.height());
    }
    if (apply)
        placeRow(first, m_items.size(), top, rowHeight);
    return top + rowHeight + margins.bottom() - rect.top();
}

} // namespace phi1
