// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/section_title.h"

#include "views/widgets/elided_label.h"
#include "views/widgets/text_label.h"

#include <QHBoxLayout>

namespace phi1 {

SectionTitle::SectionTitle(const QString &text, const QString &aside, QWidget *parent)
    : QWidget(parent)
    , m_text(new TextLabel(text, Theme::Font::Section, Theme::Token::Text2, this))
    , m_aside(new ElidedLabel(aside, Theme::Font::Small, Theme::Token::Text3, this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_aside, 1);
    m_aside->setAlignment(Qt::AlignRight);
}

void SectionTitle::setText(const QString &text)
{
    m_text->setText(text);
}

void SectionTitle::setAside(const QString &text)
{
    m_aside->setText(text);
}

} // namespace phi1
