// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/empty_state.h"

#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

#include <QVBoxLayout>

namespace phi1 {

EmptyState::EmptyState(const QString &sentence, const QString &buttonText, const QString &iconName,
                       QWidget *parent)
    : QWidget(parent)
    , m_sentence(new TextLabel(sentence, Theme::Font::Body, Theme::Token::Text3, this))
    , m_button(new ActionButton(buttonText, iconName, ActionButton::Role::Normal, this))
{
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_button->setVisible(!buttonText.isEmpty());
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(m_sentence);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    connect(m_button, &ActionButton::clicked, this, &EmptyState::buttonClicked);
    Theme::instance().follow(this, [layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16));
        layout->setSpacing(theme.px(12));
    });
}

void EmptyState::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
}

void EmptyState::setButton(const QString &text, const QString &iconName)
{
    m_button->setText(text);
    m_button->setIconName(iconName);
    m_button->setVisible(!text.isEmpty());
    m_button->updateGeometry();
}

} // namespace phi1
