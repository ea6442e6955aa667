// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/accessible_token_view.h"

#include "views/compare/token_view.h"
#include "views/compare/token_view_p.h"
#include "views/format/number_text.h"

#include <cmath>

namespace phi1 {
namespace {

QAccessibleInterface *create(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *view = qobject_cast<TokenView *>(object);
    return view ? new AccessibleTokenView(view) : nullptr;
}

} // namespace

AccessibleTokenView::AccessibleTokenView(TokenView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
    , m_view(view)
{}

void AccessibleTokenView::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(installed)
}

void *AccessibleTokenView::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State AccessibleTokenView::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString AccessibleTokenView::text(QAccessible::Text kind) const
{
    if (kind == QAccessible::Value) {
        if (m_view->tokenCount() == 0)
            return m_view->accessibleDescription();
        return m_view->currentToken() < 0 ? text(0, characterCount())
                                          : m_view->d->describe(m_view->currentToken());
    }
    return QAccessibleWidget::text(kind);
}

void AccessibleTokenView::selection(int selectionIndex, int *startOffset, int *endOffset) const
{
    *startOffset = *endOffset = 0;
    if (selectionIndex != 0 || !m_view->hasSelection())
        return;
    *startOffset = m_view->d->text.offsetOf(std::min(m_view->d->anchor, m_view->d->head));
    *endOffset = m_view->d->text.offsetOf(std::max(m_view->d->anchor, m_view->d->head));
}

int AccessibleTokenView::selectionCount() const
{
    return m_view->hasSelection() ? 1 : 0;
}

void AccessibleTokenView::addSelection(int startOffset, int endOffset)
{
    setSelection(0, startOffset, endOffset);
}

void AccessibleTokenView::removeSelection(int selectionIndex)
{
    if (selectionIndex == 0)
        m_view->d->clearSelection();
}

void AccessibleTokenView::setSelection(int selectionIndex, int startOffset, int endOffset)
{
    if (selectionIndex != 0)
        return;
    m_view->d->anchor = m_view->d->text.placeOf(startOffset);
    m_view->d->head = m_view->d->text.placeOf(endOffset);
    m_view->viewport()->update();
}

int AccessibleTokenView::cursorPosition() const
{
    const int token = m_view->currentToken();
    return token < 0 ? 0 : m_view->d->text.offsetOf(m_view->d->text.position(token));
}

void AccessibleTokenView::setCursorPosition(int position)
{
    const TokenText::Span *span = m_view->d->text.spanAt(m_view->d->text.placeOf(position));
    if (span && span->token >= 0)
        m_view->setCurrentToken(span->token);
}

QString AccessibleTokenView::text(int startOffset, int endOffset) const
{
    return m_view->d->text.shownText(startOffset, endOffset);
}

int AccessibleTokenView::characterCount() const
{
    return m_view->d->text.offsetOf(m_view->d->text.end());
}

QRect AccessibleTokenView::characterRect(int offset) const
{
    m_view->d->ensureLaid();
    const TextPosition place = m_view->d->text.placeOf(offset);
    const int row = m_view->d->layout.rowOf(place);
    const double x = m_view->d->left() + m_view->d->layout.xOf(row, place.column);
    const QPoint corner(static_cast<int>(x), m_view->d->rowTop(row));
    return {m_view->viewport()->mapToGlobal(corner),
            QSize(static_cast<int>(std::ceil(m_view->d->layout.cellWidth())),
                  m_view->d->layout.rowHeight())};
}

int AccessibleTokenView::offsetAtPoint(const QPoint &point) const
{
    m_view->d->ensureLaid();
    return m_view->d->text.offsetOf(
        m_view->d->positionAt(m_view->viewport()->mapFromGlobal(point)));
}

void AccessibleTokenView::scrollToSubstring(int startIndex, int endIndex)
{
    Q_UNUSED(endIndex)
    const TokenText::Span *span = m_view->d->text.spanAt(m_view->d->text.placeOf(startIndex));
    if (span)
        m_view->showToken(span->token);
}

QString AccessibleTokenView::attributes(int offset, int *startOffset, int *endOffset) const
{
    *startOffset = *endOffset = offset;
    const TokenText &shown = m_view->d->text;
    const TextPosition place = shown.placeOf(offset);
    const TokenText::Span *span = shown.spanAt(place);
    if (!span)
        return {};
    *startOffset = shown.offsetOf({place.line, span->start});
    *endOffset = shown.offsetOf({place.line, span->start + std::max(1, span->length)});
    if (span->token < 0)
        return QStringLiteral("part:prompt;");
    const ViewToken &token = m_view->token(span->token);
    QString attributes = QStringLiteral("token:%1;").arg(span->token + 1);
    if (!std::isnan(token.logProbability))
        attributes += QStringLiteral("probability:%1;")
                          .arg(significant(std::exp(static_cast<double>(token.logProbability)), 4));
    if (!std::isnan(token.divergence))
        attributes += QStringLiteral("divergence:%1;")
                          .arg(significant(static_cast<double>(token.divergence), 4));
    if (span->token == m_view->difference())
        attributes += QStringLiteral("mark:first-difference;");
    if (span->mark == TokenText::Mark::Escape)
        attributes += QStringLiteral("invisible:escaped;");
    return attributes;
}

} // namespace phi1
