// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_card.h"

#include "views/theme/theme.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/text_label.h"

#include <QGridLayout>
#include <QLabel>
#include <QPixmap>

namespace phi1 {

HeadCard::HeadCard(QWidget *parent)
    : QWidget(parent)
    , m_name(new TextLabel(Theme::Font::PanelTitle, Theme::Token::Text, this))
    , m_note(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_picture(new QLabel(this))
    , m_facts(new FactsGrid(1, this))
{
    auto *layout = new QGridLayout(this);
    layout->addWidget(m_picture, 0, 0, 4, 1, Qt::AlignTop);
    layout->addWidget(m_name, 0, 1);
    layout->addWidget(m_note, 1, 1);
    layout->addWidget(m_facts, 2, 1);
    layout->setRowStretch(3, 1);
    layout->setColumnStretch(1, 1);
    Theme::instance().follow(this, [this] { follow(); });
}

int HeadCard::pictureSide()
{
    return Theme::instance().px(120);
}

void HeadCard::setName(const QString &name)
{
    m_name->setText(name);
}

void HeadCard::setPicture(const QImage &picture)
{
    m_picture->setVisible(!picture.isNull());
    m_picture->setPixmap(QPixmap::fromImage(picture));
}

void HeadCard::setNote(const QString &note)
{
    m_note->setVisible(!note.isEmpty());
    m_note->setText(note);
}

void HeadCard::setFacts(const QVector<QPair<QString, QString>> &facts)
{
    m_facts->clear();
    m_facts->setVisible(!facts.isEmpty());
    for (const auto &[name, value] : facts)
        m_facts->setFact(name, value);
}

void HeadCard::follow()
{
    const Theme &theme = Theme::instance();
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8));
    grid->setHorizontalSpacing(theme.px(12));
    grid->setVerticalSpacing(theme.px(2));
    m_facts->setMinimumWidth(theme.px(150));
}

} // namespace phi1
