// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/value_row.h"

#include "views/widgets/elided_label.h"
#include "views/widgets/text_label.h"
#include "views/widgets/widget_accessibility.h"

#include <QHBoxLayout>

namespace phi1 {

ValueRow::ValueRow(const QString &label, const QString &value, QWidget *parent)
    : QWidget(parent)
    , m_label(new TextLabel(label, Theme::Font::Small, Theme::Token::Text3, this))
    , m_value(new ElidedLabel(value, Theme::Font::Small, Theme::Token::Text, this))
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label);
    layout->addWidget(m_value, 1);
    m_value->setAlignment(Qt::AlignRight);
    setAccessibleName(label + QStringLiteral(": ") + value);
    Theme::instance().follow(this,
                             [this, layout] { layout->setSpacing(Theme::instance().px(12)); });
}

QString ValueRow::label() const
{
    return m_label->text();
}

QString ValueRow::value() const
{
    return m_value->text();
}

void ValueRow::setLabel(const QString &label)
{
    m_label->setText(label);
    setAccessibleName(label + QStringLiteral(": ") + value());
}

void ValueRow::setValue(const QString &value)
{
    if (value == m_value->text())
        return;
    m_value->setText(value);
    setAccessibleName(label() + QStringLiteral(": ") + value);
}

void ValueRow::setTone(Theme::Token tone)
{
    m_value->setTone(tone);
}

void ValueRow::setCode(bool code)
{
    const Theme::Font font = code ? Theme::Font::CodeSmall : Theme::Font::Small;
    m_label->setRole(font);
    m_label->setTone(code ? Theme::Token::Text : Theme::Token::Text3);
    m_value->setRole(font);
}

} // namespace phi1
