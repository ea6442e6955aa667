// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/page_header.h"

#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

#include <QHBoxLayout>

namespace phi1 {

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_back(new IconButton(QStringLiteral("chevron-left"), tr("Back"), this))
    , m_title(new TextLabel(title, Theme::Font::PageTitle, Theme::Token::Text, this))
    , m_facts(new ElidedLabel({}, Theme::Font::Body, Theme::Token::Text3, this))
    , m_layout(new QHBoxLayout(this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_facts->setElideMode(Qt::ElideRight);
    m_facts->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_back->hide();
    m_layout->addWidget(m_back);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(Theme::instance().px(6));
    m_layout->addWidget(m_facts, 1);
    connect(m_back, &IconButton::clicked, this, &PageHeader::backRequested);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        setFixedHeight(theme.px(52));
        m_layout->setContentsMargins(theme.px(16), 0, theme.px(16), 0);
        m_layout->setSpacing(theme.px(8));
    });
}

QString PageHeader::title() const
{
    return m_title->text();
}

void PageHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PageHeader::setFacts(const QString &facts)
{
    m_facts->setText(facts);
}

void PageHeader::setBackVisible(bool visible)
{
    m_back->setVisible(visible);
}

void PageHeader::addActionWidget(QWidget *widget)
{
    m_layout->addWidget(widget, 0, Qt::AlignVCenter);
}

} // namespace phi1
