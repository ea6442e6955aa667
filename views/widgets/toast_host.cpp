// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/toast_host.h"

#include "views/theme/theme.h"
#include "views/widgets/toast.h"

#include <QEvent>
#include <QWidget>

namespace phi1 {
namespace {

constexpr int mostAtOnce = 3;

}

ToastHost::ToastHost(QWidget *host)
    : QObject(host)
    , m_host(host)
{
    host->installEventFilter(this);
    connect(&Theme::instance(), &Theme::themeChanged, this, &ToastHost::place);
}

void ToastHost::show(const QString &text, const QString &actionText,
                     const std::function<void()> &action, Kind kind)
{
    // The same again: its time starts anew instead of a second one below.
    for (const QPointer<Toast> &toast : m_toasts) {
        if (toast && toast->text() == text)
            toast->deleteLater();
    }
    m_toasts.removeIf(
        [&](const QPointer<Toast> &toast) { return !toast || toast->text() == text; });
    while (m_toasts.size() >= mostAtOnce)
        m_toasts.takeFirst()->deleteLater();
    auto *toast = new Toast(text, actionText, action, kind, m_host);
    connect(toast, &Toast::finished, this, [this, toast] {
        toast->hide();
        toast->deleteLater();
        m_toasts.removeAll(toast);
        place();
    });
    m_toasts.append(toast);
    toast->show();
    place();
}

void ToastHost::clear()
{
    for (const QPointer<Toast> &toast : m_toasts) {
        if (toast)
            toast->deleteLater();
    }
    m_toasts.clear();
}

QStringList ToastHost::texts() const
{
    QStringList texts;
    for (const QPointer<Toast> &toast : m_toasts) {
        if (toast)
            texts.append(toast->text());
    }
    return texts;
}

void ToastHost::setBottomMargin(int pixels)
{
    m_bottomMargin = pixels;
    place();
}

bool ToastHost::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_host && event->type() == QEvent::Resize)
        place();
    return QObject::eventFilter(watched, event);
}

void ToastHost::place()
{
    const int gap = Theme::instance().px(8);
    int bottom = m_host->height() - m_bottomMargin - 2 * gap;
    for (qsizetype i = m_toasts.size() - 1; i >= 0; --i) {
        Toast *toast = m_toasts[i];
        if (!toast)
            continue;
        toast->adjustSize();
        toast->move((m_host->width() - toast->width()) / 2, bottom - toast->height());
        toast->raise();
        bottom -= toast->height() + gap;
    }
}

} // namespace phi1
