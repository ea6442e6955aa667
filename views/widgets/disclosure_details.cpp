// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/disclosure_details.h"

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace phi1 {

DisclosureDetails::DisclosureDetails(QWidget *parent)
    : QWidget(parent)
    , m_toggle(new QToolButton(this))
    , m_body(new QWidget(this))
    , m_text(new QLabel(m_body))
    , m_copy(new ActionButton(tr("Copy diagnostics"), QStringLiteral("copy"),
                              ActionButton::Role::Normal, m_body))
{
    m_toggle->setCheckable(false);
    m_toggle->setArrowType(Qt::RightArrow);
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setProperty("phi1Role", QStringLiteral("flat small"));
    m_toggle->setFocusPolicy(Qt::TabFocus);
    setTitle(tr("Details"));
    m_copy->setSmall(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setWordWrap(true);
    m_text->setAutoFillBackground(true);
    m_text->setBackgroundRole(QPalette::AlternateBase);
    m_text->setAccessibleName(tr("Details"));
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->addWidget(m_text);
    body->addWidget(m_copy, 0, Qt::AlignLeft);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_toggle, 0, Qt::AlignLeft);
    layout->addWidget(m_body);
    m_body->hide();
    hide();
    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!isOpen()); });
    connect(m_copy, &ActionButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text->text());
        emit copied();
    });
    Theme::instance().follow(this, [this, body, layout] {
        body->setSpacing(Theme::instance().px(8));
        layout->setSpacing(Theme::instance().px(4));
        restyle();
    });
}

void DisclosureDetails::setTitle(const QString &title)
{
    m_toggle->setText(title);
    m_toggle->setAccessibleName(title);
}

void DisclosureDetails::setText(const QString &text)
{
    m_text->setText(text);
    setVisible(!text.isEmpty());
}

QString DisclosureDetails::text() const
{
    return m_text->text();
}

bool DisclosureDetails::isOpen() const
{
    return !m_body->isHidden();
}

void DisclosureDetails::setOpen(bool open)
{
    m_body->setVisible(open);
    m_toggle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_toggle->setAccessibleDescription(open ? tr("open") : tr("folded"));
}

void DisclosureDetails::restyle()
{
    const Theme &theme = Theme::instance();
    m_text->setFont(theme.font(Theme::Font::CodeSmall));
    m_text->setMargin(theme.px(8));
}

} // namespace phi1
