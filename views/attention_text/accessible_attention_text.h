// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace phi1 {

class AttentionTextView;

/// The text with its weights for assistive technology: read by character or word, its attributes at
/// a place are the token there and its weight.
class AccessibleAttentionText final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit AccessibleAttentionText(AttentionTextView *view);

    static void install(); ///< before the first view is made; again does nothing

    void *interface_cast(QAccessible::InterfaceType type) override;
    QString text(QAccessible::Text kind) const override;
    QAccessible::State state() const override;

    void selection(int selectionIndex, int *startOffset, int *endOffset) const override;
    int selectionCount() const override { return 0; }
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int selectionIndex) override;
    void setSelection(int selectionIndex, int startOffset, int endOffset) override;
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int startOffset, int endOffset) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int startIndex, int endIndex) override;
    QString attributes(int offset, int *startOffset, int *endOffset) const override;

private:
    AttentionTextView *m_view;
};

} // namespace phi1
