// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer and keys of the text with its weights, and what it says of a token.
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/attention_text_view_p.h"
#include "views/attention_text/weight_paint.h"
#include "views/code/shown_bytes.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace phi1 {
namespace {

bool isOwnKey(const QKeyEvent &event)
{
    if (event.matches(QKeySequence::Copy))
        return true;
    if (event.modifiers() & ~(Qt::ControlModifier | Qt::KeypadModifier))
        return false;
    const bool isPlain = !(event.modifiers() & Qt::ControlModifier);
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Backspace:
        return isPlain;
    case Qt::Key_Home:
    case Qt::Key_End:
        return true;
    default:
        return false;
    }
}

} // namespace

bool AttentionTextView::event(QEvent *event)
{
    // Keys that walk the tokens are nobody else's while the view has the focus; Esc only where it
    // lets go of something.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool letsGo = key.key() == Qt::Key_Escape && d->selectedAnchor() >= 0;
        if (isOwnKey(key) || letsGo) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool AttentionTextView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        d->hoveredChip = -1;
        d->setHovered(-1);
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void AttentionTextView::mouseMoveEvent(QMouseEvent *event)
{
    const int chip = d->chipAt(event->pos());
    if (chip != d->hoveredChip) {
        d->hoveredChip = chip;
        viewport()->update();
    }
    viewport()->setCursor(chip >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    // A chip belongs to the token it was made for: that one's weights stay while it is pointed at.
    if (chip < 0)
        d->setHovered(d->tokenAt(event->pos()));
}

void AttentionTextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    const int chip = d->chipAt(event->pos());
    if (chip >= 0) {
        d->setHovered(-1);
        showToken(chip);
        return;
    }
    const int token = d->tokenAt(event->pos());
    if (token >= 0 && event->modifiers() & Qt::ControlModifier)
        d->selectOther(token);
    else
        d->select(token, false);
}

void AttentionTextView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept(); // pressing has done it
}

void AttentionTextView::keyPressEvent(QKeyEvent *event)
{
    const auto count = static_cast<int>(d->tokens.size());
    const int current = d->selectedAnchor();
    const bool whole = event->modifiers() & Qt::ControlModifier;
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (count == 0 || !(isOwnKey(*event) || event->key() == Qt::Key_Escape)) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        if (current < 0)
            QAbstractScrollArea::keyPressEvent(event);
        else
            d->select(-1, false);
        return;
    }
    const int row = current < 0 ? 0 : d->layout.rowOf(d->text.position(current));
    const int page = std::max(1, viewport()->height() / d->layout.rowHeight() - 1);
    int to = current;
    switch (event->key()) {
    case Qt::Key_Left:
        to = current - 1;
        break;
    case Qt::Key_Right:
        to = current + 1;
        break;
    case Qt::Key_Up:
        to = current < 0 ? -1 : d->tokenBeside(current, -1);
        break;
    case Qt::Key_Down:
        to = current < 0 ? -1 : d->tokenBeside(current, 1);
        break;
    case Qt::Key_PageUp:
        to = current < 0 ? -1 : d->tokenBeside(current, -page);
        break;
    case Qt::Key_PageDown:
        to = current < 0 ? -1 : d->tokenBeside(current, page);
        break;
    case Qt::Key_Home:
        to = whole ? 0 : d->rowBeginning(row, false);
        break;
    case Qt::Key_End:
        to = whole ? count - 1 : d->rowBeginning(row, true);
        break;
    case Qt::Key_Backspace:
        showToken(current);
        return;
    default:
        d->goToNextTarget();
        return;
    }
    // The first arrow goes to where one looks.
    if (current < 0 && !whole)
        to = d->firstVisibleToken();
    d->hovered = -1;
    d->select(std::clamp(to, 0, count - 1), true);
    d->refresh();
}

QString AttentionTextView::describe(int token) const
{
    if (token < 0 || token >= d->tokens.size())
        return {};
    QString sentence = tr("token %1, %2, line %3")
                           .arg(token)
                           .arg(shownBytes(d->tokens[token].bytes))
                           .arg(d->tokens[token].line);
    if (token == d->anchor) {
        QStringList targets;
        for (const AttentionTarget &target : strongest(3))
            targets << tr("%1 at %2 %3")
                           .arg(shownBytes(d->tokens[target.token].bytes))
                           .arg(target.token)
                           .arg(weightText(static_cast<double>(target.weight)));
        const QString list = targets.join(QStringLiteral(", "));
        if (!list.isEmpty())
            sentence = d->direction == LookDirection::LooksAt
                           ? tr("%1, looks at %2").arg(sentence, list)
                           : tr("%1, looked at by %2").arg(sentence, list);
    } else if (token < d->weights.size()) {
        sentence =
            tr("%1, weight %2").arg(sentence, weightText(static_cast<double>(d->weights[token])));
    }
    return sentence;
}

} // namespace phi1
