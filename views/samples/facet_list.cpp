// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/facet_list.h"

#include <algorithm>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOption>
#include <QToolTip>

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

namespace phi1 {

namespace {

constexpr int barWidth = 30;
constexpr int gap = 8;

/// Of the column of counts: the names get the rest.
int countWidth(const QFontMetrics &metrics, qint64 most)
{
    return std::max(metrics.horizontalAdvance(grouped(most)) + Theme::instance().px(8),
                    Theme::instance().px(32));
}

} // namespace

FacetList::FacetList(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::List);
    setAccessibleName(name);
    setProperty("phi1OwnFocus", true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

int FacetList::rowHeight()
{
    return Theme::instance().px(22);
}

void FacetList::setRows(const QVector<Row> &rows)
{
    if (rows == m_rows)
        return;
    m_rows = rows;
    choose();
}

void FacetList::setMostShown(int rows)
{
    m_most = rows;
    choose();
}

void FacetList::choose()
{
    // One row more than there is room for is shown: "Show all …" would take as much.
    const bool all = m_rows.size() <= m_most + 1;
    QVector<int> shown;
    for (int i = 0; i < m_rows.size(); ++i) {
        if (all || i < m_most || m_rows[i].ticked)
            shown.append(i);
    }
    const bool resized = shown.size() != m_shown.size();
    m_shown = shown;
    m_current = std::clamp(m_current, 0, std::max(0, placeCount() - 1));
    if (resized)
        updateGeometry();
    describe();
    update();
}

QSize FacetList::sizeHint() const
{
    return {Theme::instance().px(220), placeCount() * rowHeight()};
}

QSize FacetList::minimumSizeHint() const
{
    return {Theme::instance().px(120), placeCount() * rowHeight()};
}

QRect FacetList::rowRect(int place) const
{
    return {0, place * rowHeight(), width(), rowHeight()};
}

int FacetList::placeAt(const QPoint &position) const
{
    if (!rect().contains(position))
        return -1;
    const int place = position.y() / rowHeight();
    return place < placeCount() ? place : -1;
}

void FacetList::activate(int place)
{
    if (place < 0 || place >= placeCount())
        return;
    if (place == shownCount()) {
        emit showAllRequested(rowRect(place));
        return;
    }
    const Row row = shownRow(place);
    emit toggled(row.name, !row.ticked);
}

void FacetList::describe()
{
    if (m_current == shownCount() && hasMore()) {
        setSpokenValue(this, tr("Show all %1").arg(grouped(m_rows.size())));
    } else if (m_current < shownCount()) {
        const Row &row = shownRow(m_current);
        setSpokenValue(this, tr("%1, %2, %3 samples")
                                 .arg(row.text, row.ticked ? tr("ticked") : tr("not ticked"),
                                      grouped(row.count)));
    } else {
        setSpokenValue(this, {});
    }
}

void FacetList::paintRow(QPainter &painter, const QRect &rect, const Row &row, qint64 most,
                         bool enabled)
{
    const Theme &theme = Theme::instance();
    const int side = theme.px(14);
    QStyleOption mark;
    mark.rect = QRect(rect.left(), rect.top() + (rect.height() - side) / 2, side, side);
    mark.state = enabled ? QStyle::State_Enabled : QStyle::State_None;
    if (row.ticked)
        mark.state |= QStyle::State_On;
    painting::checkMark(painter, mark);
    painter.setFont(theme.font(Theme::Font::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const int countRoom = countWidth(metrics, most);
    const QRect count(rect.right() + 1 - countRoom, rect.top(), countRoom, rect.height());
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(count, Qt::AlignVCenter | Qt::AlignRight, grouped(row.count));
    const int room = theme.px(barWidth);
    const QRect bar(count.left() - room, rect.top(), room, rect.height());
    if (row.count > 0 && most > 0) {
        const double height = theme.px(4);
        const double share = static_cast<double>(row.count) / static_cast<double>(most);
        const QRectF filled(bar.left(), rect.center().y() + 0.5 - height / 2,
                            std::max(2.0, share * room), height);
        painting::roundedBox(painter, filled, height / 2, theme.color(Theme::Token::Axis), {});
    }
    const QRect text(mark.rect.right() + 1 + theme.px(gap), rect.top(),
                     bar.left() - mark.rect.right() - 1 - 2 * theme.px(gap), rect.height());
    // Nothing has it now: it can be ticked all the same.
    painter.setPen(
        theme.color(row.count > 0 || row.ticked ? Theme::Token::Text : Theme::Token::Text3));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     metrics.elidedText(row.text, Qt::ElideMiddle, text.width()));
}

void FacetList::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    qint64 most = 0;
    for (const int row : m_shown)
        most = std::max(most, m_rows[row].count);
    const bool focused = hasFocus() && theme.showsKeyboardFocus();
    for (int place = 0; place < placeCount(); ++place) {
        const QRect row = rowRect(place);
        if (place == m_hovered)
            painting::roundedBox(painter, row.adjusted(-theme.px(4), 0, theme.px(4), 0),
                                 theme.px(3), theme.color(Theme::Token::Hover), {});
        if (place < shownCount()) {
            paintRow(painter, row, shownRow(place), most, isEnabled());
        } else {
            painter.setFont(theme.font(Theme::Font::Small));
            painter.setPen(theme.color(Theme::Token::Accent));
            painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
                             tr("Show all %1…").arg(grouped(m_rows.size())));
        }
        if (focused && place == m_current)
            painting::focusRing(painter, row, theme.px(3));
    }
}

void FacetList::keyPressEvent(QKeyEvent *event)
{
    const int last = placeCount() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Down:
        m_current = std::min(std::max(0, last), m_current + 1);
        break;
    case Qt::Key_Home:
        m_current = 0;
        break;
    case Qt::Key_End:
        m_current = std::max(0, last);
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    describe();
    update();
}

void FacetList::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = placeAt(event->position().toPoint());
    if (m_pressed >= 0) {
        m_current = m_pressed;
        describe();
        update();
    }
}

void FacetList::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int pressed = std::exchange(m_pressed, -1);
    if (pressed >= 0 && placeAt(event->position().toPoint()) == pressed)
        activate(pressed);
}

void FacetList::mouseMoveEvent(QMouseEvent *event)
{
    const int hovered = placeAt(event->position().toPoint());
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    update();
}

void FacetList::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void FacetList::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void FacetList::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool FacetList::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int place = placeAt(help->pos());
    const Theme &theme = Theme::instance();
    qint64 most = 0;
    for (const int row : m_shown)
        most = std::max(most, m_rows[row].count);
    const QFontMetrics metrics(theme.font(Theme::Font::Small));
    const int room =
        width() - countWidth(metrics, most) - theme.px(barWidth) - theme.px(14) - 2 * theme.px(gap);
    if (place >= 0 && place < shownCount() &&
        metrics.horizontalAdvance(shownRow(place).text) > room)
        QToolTip::showText(help->globalPos(), toolTipOf(shownRow(place).text), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace phi1
