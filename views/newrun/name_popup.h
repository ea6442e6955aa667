// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QFrame>

class QLineEdit;

namespace phi1 {

class TextLabel;

/// A small pop-up under a button that asks for a name; Enter takes it, Esc closes.
class NamePopup final : public QFrame
{
    Q_OBJECT
public:
    /// @param check  one sentence that says why a name cannot be taken, empty if it can
    NamePopup(const QString &title, const QString &name,
              std::function<QString(const QString &)> check, QWidget *parent);

    void openBelow(QWidget *button);

signals:
    void accepted(const QString &name);

private:
    void take();

    std::function<QString(const QString &)> m_check;
    QLineEdit *m_edit;
    TextLabel *m_note;
};

} // namespace phi1
