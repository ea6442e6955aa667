// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/banner.h"

#include "views/theme/style_painting.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"
#include "views/widgets/widget_accessibility.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace phi1 {
namespace {

Theme::Token inkOf(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Info:
        return Theme::Token::Info;
    case Banner::Kind::Success:
        return Theme::Token::Success;
    case Banner::Kind::Warning:
        return Theme::Token::Warning;
    case Banner::Kind::Error:
        return Theme::Token::Error;
    }
    return Theme::Token::Info;
}

Theme::Token tintOf(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Info:
        return Theme::Token::InfoTint;
    case Banner::Kind::Success:
        return Theme::Token::SuccessTint;
    case Banner::Kind::Warning:
        return Theme::Token::WarningTint;
    case Banner::Kind::Error:
        return Theme::Token::ErrorTint;
    }
    return Theme::Token::InfoTint;
}

} // namespace

Banner::Banner(Kind kind, const QString &bold, const QString &plain, const QString &linkText,
               QWidget *parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_plainText(plain)
    , m_linkText(linkText)
    , m_bold(new TextLabel(bold, Theme::Font::Section, inkOf(kind), this))
    , m_plain(new TextLabel(Theme::Font::Small, Theme::Token::Text, this))
    , m_close(new IconButton(QStringLiteral("close"), tr("Close this note"), this))
{
    installWidgetAccessibility();
    m_bold->setWordWrap(true);
    m_plain->setWordWrap(true);
    m_plain->setTextFormat(Qt::RichText);
    m_plain->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_plain->installEventFilter(this);
    m_close->setSmall(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    auto *layout = new QHBoxLayout(this);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_bold);
    texts->addWidget(m_plain);
    layout->addLayout(texts, 1);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_plain, &QLabel::linkActivated, this, &Banner::linkActivated);
    connect(m_close, &IconButton::clicked, this, [this] {
        hide();
        emit closed();
    });
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(4 + 9), theme.px(6), theme.px(6), theme.px(6));
        layout->setSpacing(theme.px(8));
        restyle();
    });
    describe();
}

void Banner::setKind(Kind kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    restyle();
}

void Banner::setBold(const QString &text)
{
    if (text == m_bold->text())
        return;
    m_bold->setText(text);
    describe();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Banner::setPlain(const QString &text)
{
    if (text == m_plainText)
        return;
    m_plainText = text;
    describe();
}

void Banner::setLinkText(const QString &text)
{
    if (text == m_linkText)
        return;
    m_linkText = text;
    describe();
}

void Banner::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

QSize Banner::sizeHint() const
{
    // For the width of an inspector: what labels that wrap ask for by themselves is narrow and
    // tall.
    const int width = Theme::instance().px(280);
    return {width, layout()->totalHeightForWidth(width)};
}

QSize Banner::minimumSizeHint() const
{
    const int width = std::max(this->width(), Theme::instance().px(160));
    return {Theme::instance().px(160), layout()->totalHeightForWidth(width)};
}

void Banner::describe()
{
    QString html = m_plainText.toHtmlEscaped();
    if (!m_linkText.isEmpty()) {
        if (!html.isEmpty())
            html += u' ';
        html += QStringLiteral("<a href=\"link\">") + m_linkText.toHtmlEscaped() +
                QStringLiteral("</a>");
    }
    m_plain->setText(html);
    m_plain->setVisible(!html.isEmpty());
    m_plain->setFocusPolicy(m_linkText.isEmpty() ? Qt::NoFocus : Qt::TabFocus);
    setAccessibleName(m_bold->text());
    setAccessibleDescription(m_plainText);
}

void Banner::restyle()
{
    m_bold->setTone(inkOf(m_kind));
    // The colour of a link is written into the text when it is set.
    const QString html = m_plain->text();
    m_plain->clear();
    m_plain->setText(html);
    update();
}

bool Banner::eventFilter(QObject *watched, QEvent *event)
{
    // A label would want a second Tab to go to its only link.
    if (watched == m_plain && event->type() == QEvent::KeyPress && !m_linkText.isEmpty()) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            emit linkActivated();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void Banner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const QColor ink = theme.color(inkOf(m_kind));
    const double radius = theme.px(5);
    painting::roundedBox(painter, rect(), radius, theme.color(tintOf(m_kind)), ink);
    painter.setClipRect(QRect(0, 0, theme.px(4), height()));
    painting::roundedBox(painter, rect(), radius, ink, QColor());
}

} // namespace phi1
