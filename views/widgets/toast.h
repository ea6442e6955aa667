// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/widgets/toast_host.h"

#include <QFrame>

class QTimer;

namespace phi1 {

class ActionButton;
class TextLabel;

/// One of ToastHost's messages.
class Toast final : public QFrame
{
    Q_OBJECT
public:
    Toast(const QString &text, const QString &actionText, std::function<void()> action,
          ToastHost::Kind kind, QWidget *host);

    QString text() const { return m_text; }

signals:
    void finished();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_text;
    ToastHost::Kind m_kind;
    QTimer *m_timer;
    int m_lifetime;
};

} // namespace phi1
