// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer and keys of the token view.
#include "views/compare/token_view.h"
#include "views/compare/token_view_p.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

namespace phi1 {
namespace {

bool isOwnKey(const QKeyEvent &event)
{
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
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return event.modifiers() == Qt::NoModifier || event.modifiers() == Qt::KeypadModifier;
    default:
        return event.matches(QKeySequence::Copy) || event.matches(QKeySequence::SelectAll);
    }
}

} // namespace

bool TokenView::event(QEvent *event)
{
    // Keys that walk the tokens are nobody else's while the view has the focus; Esc only where it
    // lets go of something, and never instead of stopping what is being written.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool letsGo =
            key.key() == Qt::Key_Escape && !d->live && (hasSelection() || d->current >= 0);
        if (isOwnKey(key) || letsGo) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool TokenView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        d->hover(-1);
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    d->ensureLaid();
    d->isPressed = true;
    d->isDragging = false;
    d->pressed = event->pos();
    const TextPosition place = d->positionAt(event->pos());
    if (event->modifiers() & Qt::ShiftModifier) {
        d->head = place;
        d->isDragging = true;
    } else {
        d->anchor = d->head = place;
        d->selectionStart = -1;
    }
    viewport()->update();
}

void TokenView::mouseMoveEvent(QMouseEvent *event)
{
    d->ensureLaid();
    if (!d->isPressed) {
        d->hover(d->tokenAt(event->pos()));
        return;
    }
    if (!d->isDragging &&
        (event->pos() - d->pressed).manhattanLength() < QApplication::startDragDistance())
        return;
    d->isDragging = true;
    d->hover(-1);
    d->head = d->positionAt(event->pos());
    QScrollBar *bar = verticalScrollBar();
    if (event->pos().y() < 0)
        bar->setValue(bar->value() - d->layout.rowHeight());
    else if (event->pos().y() > viewport()->height())
        bar->setValue(bar->value() + d->layout.rowHeight());
    viewport()->update();
}

void TokenView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !d->isPressed)
        return;
    d->isPressed = false;
    if (d->isDragging)
        return;
    const int token = d->tokenAt(event->pos());
    d->setCurrent(token, false, false);
    if (token >= 0)
        emit tokenClicked(token, globalTokenRect(token));
    else
        emit dismissed();
}

void TokenView::mouseDoubleClickEvent(QMouseEvent *event)
{
    d->ensureLaid();
    const int token = d->tokenAt(event->pos());
    if (event->button() != Qt::LeftButton || token < 0)
        return;
    d->anchor = d->text.position(token);
    d->head = d->tokenEnd(token);
    viewport()->update();
}

void TokenView::keyPressEvent(QKeyEvent *event)
{
    d->ensureLaid();
    const int count = tokenCount();
    const int current = d->current;
    const bool select = event->modifiers() & Qt::ShiftModifier;
    const bool whole = event->modifiers() & Qt::ControlModifier;
    const int page = std::max(1, viewport()->height() / d->layout.rowHeight() - 1);
    const int row = current < 0 ? 0 : d->layout.rowOf(d->text.position(current));
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        d->anchor = {d->text.completionLine(), d->text.promptColumns()};
        d->head = d->text.end();
        viewport()->update();
        return;
    }
    int to = -1;
    switch (event->key()) {
    case Qt::Key_Left:
        to = std::max(0, current - 1);
        break;
    case Qt::Key_Right:
        to = std::min(count - 1, current + 1);
        break;
    case Qt::Key_Up:
        to = d->tokenBeside(-1);
        break;
    case Qt::Key_Down:
        to = d->tokenBeside(1);
        break;
    case Qt::Key_PageUp:
        to = d->tokenBeside(-page);
        break;
    case Qt::Key_PageDown:
        to = d->tokenBeside(page);
        break;
    case Qt::Key_Home:
        to = whole ? 0 : d->rowBeginning(row, false);
        break;
    case Qt::Key_End:
        to = whole ? count - 1 : d->rowBeginning(row, true);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier) || current < 0)
            break;
        showToken(current);
        emit tokenClicked(current, globalTokenRect(current));
        return;
    case Qt::Key_B:
        if (event->modifiers() != Qt::NoModifier || current < 0)
            break;
        emit branchRequested(current);
        return;
    case Qt::Key_Escape:
        if (!hasSelection() && current < 0)
            break;
        if (hasSelection()) {
            d->clearSelection();
        } else {
            d->setCurrent(-1, false);
            emit dismissed();
        }
        return;
    default:
        break;
    }
    if (to < 0 || count == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    // The first arrow goes to what one looks for: where the panes part, else where one looks.
    if (current < 0 && !whole)
        to = d->difference >= 0 && d->difference < count ? d->difference : d->firstVisibleToken();
    d->setCurrent(to, select);
}

} // namespace phi1
