// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLineEdit;

namespace phi1 {

class ActionButton;
class TextLabel;

/// Asks for one line of text below the control that wants it. Enter accepts, Esc closes; deletes
/// itself.
class TextPopup final : public QFrame
{
    Q_OBJECT
public:
    TextPopup(const QString &title, const QString &text, QWidget *parent);

    void setNote(const QString &note);
    void setAcceptText(const QString &text); ///< "Save" unless told
    void openBelow(const QWidget *control);
    void openAt(const QPoint &globalPosition); ///< kept on the screen

signals:
    void accepted(const QString &text); ///< not empty

private:
    void take();

    QLineEdit *m_edit;
    ActionButton *m_accept;
    TextLabel *m_note;
};

} // namespace phi1
