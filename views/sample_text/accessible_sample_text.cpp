// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/accessible_sample_text.h"

#include "views/code/utf8_characters.h"
#include "views/sample_text/sample_text_view_p.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

QAccessibleInterface *create(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *view = qobject_cast<SampleTextView *>(object);
    return view ? new AccessibleSampleText(view) : nullptr;
}

/// Walks characters of a text: bytes and UTF-16 units of each; what is no text is one unit.
template<typename Visit>
void walk(const QByteArray &bytes, Visit visit)
{
    const auto *data = reinterpret_cast<const quint8 *>(bytes.constData());
    qsizetype at = 0;
    while (at < bytes.size()) {
        const auto left = static_cast<int>(std::min<qsizetype>(bytes.size() - at, 4));
        const Utf8Character found = decodeUtf8(data + at, left);
        const bool isText = found.kind == Utf8Character::Kind::Character;
        const int length = isText ? found.length : 1;
        if (!visit(at, length, isText ? found.character : U'\ufffd'))
            return;
        at += length;
    }
}

int unitsOf(char32_t character)
{
    return QChar::requiresSurrogates(character) ? 2 : 1;
}

} // namespace

AccessibleSampleText::AccessibleSampleText(SampleTextView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
    , m_view(view)
{}

void AccessibleSampleText::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(installed)
}

void *AccessibleSampleText::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

const QString &AccessibleSampleText::shown() const
{
    const QByteArray &bytes = m_view->text();
    if (m_bytes.constData() == bytes.constData() && !m_bytes.isNull())
        return m_shown;
    m_bytes = bytes; // shares the text, so that its address stays
    m_shown.clear();
    walk(bytes.left(longest), [this](qint64, int, char32_t character) {
        if (QChar::requiresSurrogates(character)) {
            m_shown += QChar(QChar::highSurrogate(character));
            m_shown += QChar(QChar::lowSurrogate(character));
        } else {
            m_shown += QChar(static_cast<char16_t>(character));
        }
        return true;
    });
    return m_shown;
}

int AccessibleSampleText::offsetOf(qint64 byte) const
{
    int offset = 0;
    walk(m_view->text().left(std::min(byte, longest)), [&offset](qint64, int, char32_t character) {
        offset += unitsOf(character);
        return true;
    });
    return offset;
}

qint64 AccessibleSampleText::byteOf(int offset) const
{
    qint64 byte = 0;
    walk(m_view->text().left(longest), [&](qint64 at, int length, char32_t character) {
        if (offset <= 0)
            return false;
        offset -= unitsOf(character);
        byte = at + length;
        return true;
    });
    return byte;
}

QAccessible::State AccessibleSampleText::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString AccessibleSampleText::text(QAccessible::Text kind) const
{
    if (kind != QAccessible::Value)
        return QAccessibleWidget::text(kind);
    if (m_view->text().isEmpty())
        return m_view->accessibleDescription();
    const QString token = m_view->d->describe(m_view->d->tokenAt(m_view->caret()));
    return token.isEmpty() ? shown() : token;
}

void AccessibleSampleText::selection(int selectionIndex, int *startOffset, int *endOffset) const
{
    *startOffset = *endOffset = 0;
    if (selectionIndex != 0 || !m_view->hasSelection())
        return;
    *startOffset = offsetOf(m_view->selection().begin);
    *endOffset = offsetOf(m_view->selection().end);
}

int AccessibleSampleText::selectionCount() const
{
    return m_view->hasSelection() ? 1 : 0;
}

void AccessibleSampleText::addSelection(int startOffset, int endOffset)
{
    setSelection(0, startOffset, endOffset);
}

void AccessibleSampleText::removeSelection(int selectionIndex)
{
    if (selectionIndex == 0)
        m_view->select({m_view->caret(), m_view->caret()});
}

void AccessibleSampleText::setSelection(int selectionIndex, int startOffset, int endOffset)
{
    if (selectionIndex == 0)
        m_view->select({byteOf(startOffset), byteOf(endOffset)});
}

int AccessibleSampleText::cursorPosition() const
{
    return offsetOf(m_view->caret());
}

void AccessibleSampleText::setCursorPosition(int position)
{
    m_view->setCaret(byteOf(position));
}

QString AccessibleSampleText::text(int startOffset, int endOffset) const
{
    return shown().mid(startOffset, std::max(0, endOffset - startOffset));
}

int AccessibleSampleText::characterCount() const
{
    return static_cast<int>(shown().size());
}

QRect AccessibleSampleText::characterRect(int offset) const
{
    const QRect area = m_view->rectOf(byteOf(offset));
    return area.isEmpty() ? QRect()
                          : QRect(m_view->viewport()->mapToGlobal(area.topLeft()), area.size());
}

int AccessibleSampleText::offsetAtPoint(const QPoint &point) const
{
    const qint64 byte = m_view->byteAt(m_view->viewport()->mapFromGlobal(point));
    return byte < 0 ? -1 : offsetOf(byte);
}

void AccessibleSampleText::scrollToSubstring(int startIndex, int endIndex)
{
    Q_UNUSED(endIndex)
    m_view->showByte(byteOf(startIndex));
}

QString AccessibleSampleText::attributes(int offset, int *startOffset, int *endOffset) const
{
    *startOffset = *endOffset = offset;
    const SampleTokens *tokens = m_view->d->tokens();
    const int token = m_view->d->tokenAt(byteOf(offset));
    if (!tokens || token < 0)
        return {};
    *startOffset = offsetOf(tokens->begins[token]);
    *endOffset = offsetOf(tokens->begins[token + 1]);
    QString attributes = QStringLiteral("token:%1;").arg(token + 1);
    const float value = m_view->d->valueOf(token);
    if (m_view->d->isTinting() && !std::isnan(value))
        attributes += (m_view->tint() == SampleTextView::Tint::Difference
                           ? QStringLiteral("loss-difference:%1;")
                           : QStringLiteral("loss:%1;"))
                          .arg(static_cast<double>(value), 0, 'f', 4);
    return attributes;
}

} // namespace phi1
