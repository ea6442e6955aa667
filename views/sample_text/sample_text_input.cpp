// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer and keys of the view of a sample.
#include "views/sample_text/sample_text_view_p.h"
#include "views/theme/theme.h"
#include "views/widgets/hover_card.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

namespace phi1 {
namespace {

/// Keys that are nobody else's while the text has the focus.
bool isOwnKey(const QKeyEvent &event)
{
    if (event.matches(QKeySequence::Copy) || event.matches(QKeySequence::SelectAll) ||
        event.matches(QKeySequence::Find) || event.matches(QKeySequence::FindNext) ||
        event.matches(QKeySequence::FindPrevious))
        return true;
    if (event.modifiers() & ~(Qt::ShiftModifier | Qt::ControlModifier | Qt::KeypadModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_F3:
        return true;
    default:
        return false;
    }
}

} // namespace

bool SampleTextView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool letsGo = key.key() == Qt::Key_Escape;
        const bool asksCard = (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) &&
                              d->tokens() && key.modifiers() == Qt::NoModifier;
        if (isOwnKey(key) || letsGo || asksCard) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool SampleTextView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        d->hover(-1, {});
    return QAbstractScrollArea::viewportEvent(event);
}

void SampleTextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    d->hover(-1, {});
    const qint64 byte = d->byteAt(event->pos());
    const bool isThird = d->clicks == 2 && (event->pos() - d->dragPosition).manhattanLength() <
                                               QApplication::startDragDistance();
    d->dragPosition = event->pos();
    if (isThird) {
        d->clicks = 0;
        select(d->lineAt(byte));
        return;
    }
    d->clicks = 1;
    d->isPressed = true;
    d->moveCaret(byte, event->modifiers() & Qt::ShiftModifier, false);
}

void SampleTextViewPrivate::dragTo(const QPoint &position)
{
    dragPosition = position;
    const int room = q->viewport()->height();
    QScrollBar *bar = q->verticalScrollBar();
    const bool isBeyond = position.y() < 0 || position.y() > room;
    if (position.y() < 0)
        bar->setValue(bar->value() - std::max(1, rowHeight() / barUnit));
    else if (position.y() > room)
        bar->setValue(bar->value() + std::max(1, rowHeight() / barUnit));
    if (isBeyond && !dragScroll.isActive())
        dragScroll.start();
    else if (!isBeyond)
        dragScroll.stop();
    moveCaret(byteAt({position.x(), std::clamp(position.y(), 0, room - 1)}), true, false);
    revealAcross(caret);
}

void SampleTextView::mouseMoveEvent(QMouseEvent *event)
{
    if (d->isPressed) {
        d->dragTo(event->pos());
        return;
    }
    const TextRows::Place place = d->placeAtY(event->pos().y());
    const TextRows::Row row = d->rows.row(place);
    const double x = event->pos().x() - d->left();
    int token = -1;
    if (d->tokens() && x >= 0 && d->rowTop(place) + d->rowHeight() > event->pos().y()) {
        qint64 byte = d->rows.byteUnder(row, x);
        const double beyond = x - row.width(d->rows.font());
        if (byte < 0 && row.isLast && beyond >= 0 && beyond < d->rows.font().cell() &&
            row.piece->piece.next > row.piece->piece.end)
            byte = row.piece->piece.end;
        token = d->tokenAt(byte);
    }
    if (token < 0) {
        d->hover(-1, {});
        return;
    }
    // Beside the part of the token that the pointer is on.
    const QVector<qint64> &begins = d->tokens()->begins;
    const QRectF area = d->spanRect(row, {begins[token], begins[token + 1]});
    d->hover(token, area.translated(d->left(), d->rowTop(place)).toAlignedRect());
}

void SampleTextView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    d->isPressed = false;
    d->dragScroll.stop();
}

void SampleTextView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    d->clicks = 2;
    d->dragPosition = event->pos();
    const TextRows::Row row = d->rows.row(d->placeAtY(event->pos().y()));
    const qint64 under = d->rows.byteUnder(row, event->pos().x() - d->left());
    select(d->wordAt(under < 0 ? row.endByte() : under));
}

void SampleTextView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    QAction *copied =
        menu.addAction(hasSelection() ? tr("Copy") : tr("Copy all"), this, &SampleTextView::copy);
    copied->setShortcut(QKeySequence::Copy);
    copied->setEnabled(!text().isEmpty());
    QAction *all = menu.addAction(tr("Select all"), this, [this] {
        select({0, d->pieces.text().size()});
    });
    all->setShortcut(QKeySequence::SelectAll);
    QAction *find = menu.addAction(tr("Find…"), this, &SampleTextView::openFind);
    find->setShortcut(QKeySequence::Find);
    menu.addSeparator();
    QAction *wrap = menu.addAction(tr("Wrap lines"));
    wrap->setCheckable(true);
    wrap->setChecked(isWrapping());
    connect(wrap, &QAction::triggered, this, [this](bool on) {
        setWrapping(on);
        emit wrappingChanged(on);
    });
    QAction *whitespace = menu.addAction(tr("Show whitespace"));
    whitespace->setCheckable(true);
    whitespace->setChecked(isWhitespaceShown());
    connect(whitespace, &QAction::triggered, this, [this](bool on) {
        setWhitespaceShown(on);
        emit whitespaceShownChanged(on);
    });
    menu.exec(event->globalPos());
}

void SampleTextView::keyPressEvent(QKeyEvent *event)
{
    const bool select = event->modifiers() & Qt::ShiftModifier;
    const bool far = event->modifiers() & Qt::ControlModifier;
    const int page = std::max(1, viewport()->height() / d->rowHeight() - 1);
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        this->select({0, d->pieces.text().size()});
        return;
    }
    if (event->matches(QKeySequence::Find)) {
        openFind();
        return;
    }
    const auto toRow = [&](int count) {
        const qint64 to = d->besideCaret(count);
        const double x = d->caretX;
        d->moveCaret(to, select);
        d->caretX = x;
    };
    switch (event->key()) {
    case Qt::Key_F3:
        if (select)
            previousHit();
        else
            nextHit();
        return;
    case Qt::Key_Left:
        d->moveCaret(far ? d->wordEdge(d->caret, -1) : d->previousByte(d->caret), select);
        return;
    case Qt::Key_Right:
        d->moveCaret(far ? d->wordEdge(d->caret, 1) : d->nextByte(d->caret), select);
        return;
    case Qt::Key_Up:
        toRow(-1);
        return;
    case Qt::Key_Down:
        toRow(1);
        return;
    case Qt::Key_PageUp:
        toRow(-page);
        return;
    case Qt::Key_PageDown:
        toRow(page);
        return;
    case Qt::Key_Home:
        d->moveCaret(far ? 0 : d->rows.row(d->rows.placeOfByte(d->caret)).beginByte(), select);
        return;
    case Qt::Key_End: {
        const TextRows::Row row = d->rows.row(d->rows.placeOfByte(d->caret));
        // The end of a row that wraps is the beginning of the next one: the character before.
        const qint64 end = row.end < row.piece->columns()
                               ? row.piece->byteOf(row.piece->previousColumn(row.end))
                               : row.endByte();
        d->moveCaret(far ? d->pieces.text().size() : end, select);
        return;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const int token = d->tokenAt(d->caret);
        const QRect area = d->tokenRect(token);
        if (token < 0 || area.isEmpty())
            break;
        d->hover(token, area);
        return;
    }
    case Qt::Key_Escape:
        if (d->card->isVisible()) {
            d->hover(-1, {});
            d->card->dismiss();
        } else if (isFindOpen()) {
            closeFind();
        } else if (hasSelection()) {
            d->moveCaret(d->caret, false, false);
        } else {
            emit dismissed();
        }
        return;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

} // namespace phi1
