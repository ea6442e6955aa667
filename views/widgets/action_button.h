// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QPushButton>

class QAction;
class QTimer;

namespace phi1 {

/// A push button with what the pages put on theirs: an icon of the theme, the key that does the
/// same, a count, and a busy state that keeps the width and turns the icon into a spinner.
class ActionButton final : public QPushButton
{
    Q_OBJECT
public:
    enum class Role { Normal, Primary, Flat, Toggle };

    explicit ActionButton(const QString &text, const QString &iconName = {},
                          Role role = Role::Normal, QWidget *parent = nullptr);

    void setRole(Role role);
    Role role() const { return m_role; }
    void setSmall(bool isSmall); ///< 24 px high, 12 px text
    void setIconName(const QString &name);
    void setIconTone(Theme::Token tone); ///< otherwise the colour of the text
    void
    setKeyHint(const QString &keys); ///< "Ctrl+N", shown on the button; it does not set a shortcut
    void setKeyBefore(bool before);  ///< the key stands before the text
    void setCount(int count);        ///< shown as a chip; below 0 none
    void setBusy(bool busy);         ///< a busy button is disabled
    bool isBusy() const { return m_timer != nullptr; }
    /// Takes text, icon tool tip, enabled state and key from an action and triggers it.
    void follow(QAction *action);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void restyle();

    QString m_iconName;
    QString m_keyHint;
    Theme::Token m_iconTone = Theme::Token::Text2;
    bool m_ownIconTone = false;
    bool m_small = false;
    bool m_keyBefore = false;
    bool m_enabledBeforeBusy = true;
    Role m_role;
    int m_count = -1;
    int m_step = 0;
    QTimer *m_timer = nullptr;
};

} // namespace phi1
