// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/toast.h"

#include "views/theme/style_painting.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"
#include "views/widgets/widget_accessibility.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>

namespace phi1 {
namespace {

constexpr int shortLife = 4000;
constexpr int lifeWithAction = 8000;

struct ToastLook {
    QString icon;
    Theme::Token token;
};

ToastLook lookOf(ToastHost::Kind kind)
{
    switch (kind) {
    case ToastHost::Kind::Info:
        return {QStringLiteral("info"), Theme::Token::Text3};
    case ToastHost::Kind::Success:
        return {QStringLiteral("check"), Theme::Token::Success};
    case ToastHost::Kind::Warning:
        return {QStringLiteral("warning"), Theme::Token::Warning};
    case ToastHost::Kind::Error:
        return {QStringLiteral("error"), Theme::Token::Error};
    }
    return {QStringLiteral("info"), Theme::Token::Text3};
}

} // namespace

Toast::Toast(const QString &text, const QString &actionText, std::function<void()> action,
             ToastHost::Kind kind, QWidget *host)
    : QFrame(host)
    , m_text(text)
    , m_kind(kind)
    , m_timer(new QTimer(this))
    , m_lifetime(kind == ToastHost::Kind::Error ? 0
                 : actionText.isEmpty()         ? shortLife
                                                : lifeWithAction)
{
    installWidgetAccessibility();
    auto *layout = new QHBoxLayout(this);
    auto *label = new TextLabel(text, Theme::Font::Body, Theme::Token::Text, this);
    // Long sentences wrap instead of growing beyond the window.
    const int widest =
        std::max(Theme::instance().px(200), host->width() - Theme::instance().px(200));
    if (label->sizeHint().width() > widest) {
        label->setWordWrap(true);
        label->setFixedWidth(widest);
    }
    layout->addWidget(label);
    if (!actionText.isEmpty()) {
        auto *button = new ActionButton(actionText, {}, ActionButton::Role::Normal, this);
        button->setSmall(true);
        layout->addWidget(button);
        connect(button, &ActionButton::clicked, this, [this, action = std::move(action)] {
            // Once: a second Undo would undo something else.
            emit finished();
            if (action)
                action();
        });
    }
    auto *close = new IconButton(QStringLiteral("close"), tr("Close this message"), this);
    close->setSmall(true);
    layout->addWidget(close);
    connect(close, &IconButton::clicked, this, &Toast::finished);
    setAccessibleName(text);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12 + 16 + 8), theme.px(6), theme.px(6), theme.px(6));
        layout->setSpacing(theme.px(8));
        adjustSize();
        update();
    });
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &Toast::finished);
    if (m_lifetime > 0)
        m_timer->start(m_lifetime);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Toast::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    const ToastLook look = lookOf(m_kind);
    QPainter painter(this);
    painting::roundedBox(painter, rect(), theme.px(6), theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::BorderStrong));
    const int side = theme.px(16);
    painting::themeIcon(painter, QRect(theme.px(12), 0, side, height()), look.icon, side,
                        theme.color(look.token));
}

bool Toast::event(QEvent *event)
{
    // While it is read or reached for, it stays.
    if (event->type() == QEvent::Enter)
        m_timer->stop();
    else if (event->type() == QEvent::Leave && m_lifetime > 0)
        m_timer->start(m_lifetime);
    return QFrame::event(event);
}

void Toast::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit finished();
    else
        QFrame::keyPressEvent(event);
}

} // namespace phi1
