// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/wide_row.h"

#include <QAccessible>
#include <QGridLayout>

#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

namespace phi1 {

WideRow::WideRow(const QString &label, QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
    , m_label(new TextLabel(label, Theme::Font::Body, Theme::Token::Text2))
    , m_error(new TextLabel(Theme::Font::Small, Theme::Token::Error))
{
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(label);
    m_label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_error->setWordWrap(true);
    m_error->hide();
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_label, 0, 0, Qt::AlignTop);
    m_layout->addWidget(editor, 0, 1);
    m_layout->addWidget(m_error, 1, 1);
    m_layout->setColumnStretch(1, 1);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setHorizontalSpacing(theme.px(12));
        m_layout->setVerticalSpacing(theme.px(2));
        m_label->setFixedWidth(theme.px(168));
        m_label->setMinimumHeight(theme.px(24));
    });
}

void WideRow::setLabel(const QString &label)
{
    m_label->setText(label);
}

QString WideRow::error() const
{
    return m_error->isHidden() ? QString() : m_error->text();
}

void WideRow::setError(const QString &sentence)
{
    if (sentence == error())
        return;
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty()) {
        QAccessibleEvent alert(m_error, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

} // namespace phi1
