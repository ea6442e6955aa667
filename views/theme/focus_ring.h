// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;
class QWidget;

namespace phi1 {

/// Puts the focus ring around whichever control got the focus by the keyboard, or takes text
/// however it got it. Rows and cells show theirs inside; so does a widget with the property
/// "phi1OwnFocus".
class FocusRing final : public QObject
{
    Q_OBJECT
public:
    explicit FocusRing(QObject *parent);
    ~FocusRing() override;

    void update(QWidget *focused, bool byKeyboard);
    /// Forgets the frame, whose window may be about to go.
    void clear();

private:
    QPointer<QFocusFrame> m_frame;
};

} // namespace phi1
