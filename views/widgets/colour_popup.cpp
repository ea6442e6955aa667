// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/colour_popup.h"

#include "views/theme/style_painting.h"
#include "views/widgets/state_painter.h"

#include <QAccessible>
#include <QColorDialog>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>

namespace phi1 {
namespace {

constexpr int columns = 5;
constexpr int firstDash = Theme::runColorCount;
constexpr int dashCount = 3;
constexpr int otherCell = firstDash + dashCount;
constexpr int cellCount = otherCell + 1;

} // namespace

ColourPopup::ColourPopup(int slot, const QColor &custom, int dash, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_custom(custom)
    , m_slot(slot)
    , m_dash(dash)
    , m_current(custom.isValid() || slot < 0 ? otherCell : slot % Theme::runColorCount)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setMouseTracking(true);
    setProperty("phi1OwnFocus", true);
    moveTo(m_current);
}

void ColourPopup::openAt(const QPoint &globalTopLeft)
{
    resize(sizeHint());
    QPoint place = globalTopLeft;
    if (const QScreen *screen = parentWidget() ? parentWidget()->screen() : nullptr) {
        const QRect room = screen->availableGeometry();
        place.setX(
            std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
        place.setY(
            std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(place);
    show();
    setFocus(Qt::PopupFocusReason);
}

QSize ColourPopup::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(2 * 12 + columns * 32), theme.px(2 * 12 + 4 * 32)};
}

QRect ColourPopup::cellRect(int cell) const
{
    const Theme &theme = Theme::instance();
    const int margin = theme.px(12);
    const int side = theme.px(32);
    if (cell < firstDash)
        return {margin + cell % columns * side, margin + cell / columns * side, side, side};
    if (cell < otherCell) {
        const int width = columns * side / dashCount;
        return {margin + (cell - firstDash) * width, margin + 2 * side, width, side};
    }
    return {margin, margin + 3 * side, columns * side, side};
}

QString ColourPopup::cellName(int cell) const
{
    if (cell < firstDash)
        return Theme::instance().runColorName(cell);
    switch (cell - firstDash) {
    case 0:
        return tr("solid line");
    case 1:
        return tr("dashed line");
    case 2:
        return tr("dotted line");
    default:
        return tr("Other colour…");
    }
}

int ColourPopup::cellAt(const QPoint &position) const
{
    for (int cell = 0; cell < cellCount; ++cell) {
        if (cellRect(cell).contains(position))
            return cell;
    }
    return -1;
}

void ColourPopup::moveTo(int cell)
{
    m_current = std::clamp(cell, 0, cellCount - 1);
    setAccessibleName(cellName(m_current));
    QAccessibleEvent change(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&change);
    update();
}

void ColourPopup::choose(int cell)
{
    if (cell < 0)
        return;
    if (cell < firstDash) {
        // The round of the dash stays: the eleventh run is dashed in any colour.
        emit slotChosen(std::max(m_slot, 0) / Theme::runColorCount * Theme::runColorCount + cell);
    } else if (cell < otherCell) {
        emit dashChosen(cell - firstDash);
    } else {
        const QColor start = m_custom.isValid() ? m_custom : Theme::instance().runColor(m_slot);
        auto *dialog = new QColorDialog(start, parentWidget());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QColorDialog::colorSelected, this, &ColourPopup::customColorChosen);
        // This popup lives until the dialog has answered, since the answer goes through it.
        setAttribute(Qt::WA_DeleteOnClose, false);
        connect(dialog, &QObject::destroyed, this, &QObject::deleteLater);
        dialog->open();
    }
    close();
}

void ColourPopup::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painting::roundedBox(painter, rect(), 0, theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::BorderStrong));
    for (int cell = 0; cell < cellCount; ++cell) {
        const QRect place = cellRect(cell);
        const QRect inner = place.adjusted(theme.px(2), theme.px(2), -theme.px(2), -theme.px(2));
        const bool chosen = cell < firstDash
                                ? !m_custom.isValid() && m_slot >= 0 && cell == m_slot % firstDash
                            : cell < otherCell ? cell - firstDash == m_dash
                                               : m_custom.isValid();
        if (chosen)
            painting::roundedBox(painter, inner, theme.px(5), theme.color(Theme::Token::AccentTint),
                                 QColor());
        else if (cell == m_current)
            painting::roundedBox(painter, inner, theme.px(5), theme.color(Theme::Token::Hover),
                                 QColor());
        if (cell < firstDash) {
            QRect dot(0, 0, theme.px(16), theme.px(16));
            dot.moveCenter(place.center());
            painting::roundedBox(painter, dot, theme.px(3), theme.runColor(cell), QColor());
        } else if (cell < otherCell) {
            painter.save();
            QPen pen(theme.color(Theme::Token::Text), theme.px(2), Qt::SolidLine, Qt::FlatCap);
            const QVector<qreal> dash = theme.runDash((cell - firstDash) * Theme::runColorCount);
            if (!dash.isEmpty()) {
                QVector<qreal> pattern;
                for (const qreal length : dash)
                    pattern.append(length / 2);
                pen.setDashPattern(pattern);
            }
            painter.setPen(pen);
            painter.drawLine(QPointF(inner.left() + theme.px(6), QRectF(place).center().y()),
                             QPointF(inner.right() - theme.px(6), QRectF(place).center().y()));
            painter.restore();
        } else {
            painter.setFont(theme.font(Theme::Font::Small));
            painter.setPen(theme.color(Theme::Token::Text));
            painter.drawText(inner.adjusted(theme.px(8), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                             cellName(cell));
        }
        if (cell == m_current)
            painting::focusRing(painter, inner, theme.px(5));
    }
}

void ColourPopup::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        moveTo(m_current - 1);
        return;
    case Qt::Key_Right:
        moveTo(m_current + 1);
        return;
    case Qt::Key_Up:
        moveTo(m_current == otherCell   ? firstDash
               : m_current >= firstDash ? columns + (m_current - firstDash)
                                        : m_current - columns);
        return;
    case Qt::Key_Down:
        moveTo(m_current < columns     ? m_current + columns
               : m_current < firstDash ? firstDash + std::min(m_current - columns, dashCount - 1)
                                       : otherCell);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        choose(m_current);
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void ColourPopup::mouseMoveEvent(QMouseEvent *event)
{
    const int cell = cellAt(event->position().toPoint());
    if (cell >= 0 && cell != m_current)
        moveTo(cell);
}

void ColourPopup::mousePressEvent(QMouseEvent *event)
{
    if (!rect().contains(event->position().toPoint())) {
        close();
        return;
    }
    choose(cellAt(event->position().toPoint()));
}

} // namespace phi1
