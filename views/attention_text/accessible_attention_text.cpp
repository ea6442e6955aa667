// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/accessible_attention_text.h"

#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/attention_text_view_p.h"
#include "views/format/number_text.h"

#include <cmath>

namespace phi1 {
namespace {

QAccessibleInterface *create(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *view = qobject_cast<AttentionTextView *>(object);
    return view ? new AccessibleAttentionText(view) : nullptr;
}

} // namespace

AccessibleAttentionText::AccessibleAttentionText(AttentionTextView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
    , m_view(view)
{}

void AccessibleAttentionText::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(installed)
}

void *AccessibleAttentionText::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State AccessibleAttentionText::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    return state;
}

QString AccessibleAttentionText::text(QAccessible::Text kind) const
{
    if (kind != QAccessible::Value)
        return QAccessibleWidget::text(kind);
    if (m_view->tokens().isEmpty())
        return m_view->accessibleDescription();
    return m_view->anchor() < 0 ? text(0, characterCount()) : m_view->describe(m_view->anchor());
}

void AccessibleAttentionText::selection(int selectionIndex, int *startOffset, int *endOffset) const
{
    Q_UNUSED(selectionIndex)
    *startOffset = *endOffset = 0;
}

void AccessibleAttentionText::addSelection(int startOffset, int endOffset)
{
    setSelection(0, startOffset, endOffset);
}

void AccessibleAttentionText::removeSelection(int selectionIndex)
{
    Q_UNUSED(selectionIndex)
}

void AccessibleAttentionText::setSelection(int selectionIndex, int startOffset, int endOffset)
{
    // Tokens are selected, not characters.
    Q_UNUSED(selectionIndex)
    Q_UNUSED(endOffset)
    setCursorPosition(startOffset);
}

int AccessibleAttentionText::cursorPosition() const
{
    const int token = m_view->selectedAnchor();
    return token < 0 ? 0 : m_view->d->text.offsetOf(m_view->d->text.position(token));
}

void AccessibleAttentionText::setCursorPosition(int position)
{
    const TokenText &shown = m_view->d->text;
    if (const TokenText::Span *span = shown.spanAt(shown.placeOf(position)))
        m_view->d->select(span->token, true);
}

QString AccessibleAttentionText::text(int startOffset, int endOffset) const
{
    return m_view->d->text.shownText(startOffset, endOffset);
}

int AccessibleAttentionText::characterCount() const
{
    return m_view->d->text.offsetOf(m_view->d->text.end());
}

QRect AccessibleAttentionText::characterRect(int offset) const
{
    const AttentionTextViewPrivate &shown = *m_view->d;
    const TextPosition place = shown.text.placeOf(offset);
    const int row = shown.layout.rowOf(place);
    const QPoint corner(static_cast<int>(shown.left() + shown.layout.xOf(row, place.column)),
                        shown.rowTop(row));
    return {m_view->viewport()->mapToGlobal(corner),
            QSize(static_cast<int>(std::ceil(shown.layout.cellWidth())), shown.layout.rowHeight())};
}

int AccessibleAttentionText::offsetAtPoint(const QPoint &point) const
{
    const AttentionTextViewPrivate &shown = *m_view->d;
    const QPoint place = m_view->viewport()->mapFromGlobal(point);
    return shown.text.offsetOf(
        shown.layout.positionAt(shown.rowAtY(place.y()), place.x() - shown.left()));
}

void AccessibleAttentionText::scrollToSubstring(int startIndex, int endIndex)
{
    Q_UNUSED(endIndex)
    const TokenText &shown = m_view->d->text;
    if (const TokenText::Span *span = shown.spanAt(shown.placeOf(startIndex)))
        m_view->showToken(span->token);
}

QString AccessibleAttentionText::attributes(int offset, int *startOffset, int *endOffset) const
{
    *startOffset = *endOffset = offset;
    const TokenText &shown = m_view->d->text;
    const TextPosition place = shown.placeOf(offset);
    const TokenText::Span *span = shown.spanAt(place);
    if (!span)
        return {};
    *startOffset = shown.offsetOf({place.line, span->start});
    *endOffset = shown.offsetOf({place.line, span->start + std::max(1, span->length)});
    QString attributes = QStringLiteral("token:%1;").arg(span->token);
    const QVector<float> &weights = m_view->weights();
    if (span->token < weights.size())
        attributes += QStringLiteral("weight:%1;")
                          .arg(significant(static_cast<double>(weights[span->token]), 4));
    if (span->token == m_view->selectedAnchor())
        attributes += QStringLiteral("mark:selected;");
    if (span->mark == TokenText::Mark::Escape)
        attributes += QStringLiteral("invisible:escaped;");
    return attributes;
}

} // namespace phi1
