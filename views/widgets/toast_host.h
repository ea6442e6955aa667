// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QVector>

#include <functional>

class QWidget;

namespace phi1 {

class Toast;

/// Short results at the bottom of a window ("Moved to trash · Undo"), over the page, never moving
/// it. At most three; each stays 4 s, with an action 8 s, an error until it is closed, and always
/// while the pointer or the focus is on it.
class ToastHost final : public QObject
{
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };

    /// @param host  the widget over whose lower edge they appear; it owns this object
    explicit ToastHost(QWidget *host);

    void show(const QString &text, const QString &actionText = {},
              const std::function<void()> &action = {}, Kind kind = Kind::Info);
    void clear();
    QStringList texts() const;        ///< those on screen, oldest first
    void setBottomMargin(int pixels); ///< height of what it must not cover, such as the status bar

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QWidget *m_host;
    QVector<QPointer<Toast>> m_toasts;
    int m_bottomMargin = 0;
};

} // namespace phi1
