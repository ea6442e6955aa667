// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace phi1 {

class SampleTextView;

/// The text of a sample for assistive technology, read by character, word or line, with the token
/// and its loss as attributes of a place. Of texts of many MB the first `longest` bytes.
class AccessibleSampleText final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    static constexpr qint64 longest = 4 << 20;

    explicit AccessibleSampleText(SampleTextView *view);

    static void install(); ///< before the first view is made; again does nothing

    void *interface_cast(QAccessible::InterfaceType type) override;
    QString text(QAccessible::Text kind) const override;
    QAccessible::State state() const override;

    void selection(int selectionIndex, int *startOffset, int *endOffset) const override;
    int selectionCount() const override;
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
    const QString &shown() const;
    int offsetOf(qint64 byte) const;
    qint64 byteOf(int offset) const;

    SampleTextView *m_view;
    mutable QByteArray m_bytes; ///< that m_shown was made of
    mutable QString m_shown;
};

} // namespace phi1
