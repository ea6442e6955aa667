// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/form_section.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

FormSection::FormSection(const QString &title, bool foldable, QWidget *parent)
    : QWidget(parent)
    , m_line(new RuleLine(Qt::Horizontal, Theme::Token::Grid))
    , m_head(new QWidget)
    , m_title(new TextLabel(title, Theme::Font::PanelTitle))
    , m_aside(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3))
    , m_body(new QWidget)
    , m_rows(new QVBoxLayout(m_body))
{
    setAccessibleName(title);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout(m_head);
    if (foldable) {
        m_toggle = new QToolButton;
        m_toggle->setProperty("phi1Role", u"flat small"_s);
        m_toggle->setToolTip(tr("Show or hide %1").arg(title));
        m_toggle->setAccessibleName(title);
        m_toggle->setCheckable(false);
        head->addWidget(m_toggle);
        connect(m_toggle, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    }
    head->addWidget(m_title);
    head->addWidget(m_aside, 1);
    m_aside->setElideMode(Qt::ElideRight);
    layout->addWidget(m_line);
    layout->addWidget(m_head);
    layout->addWidget(m_body);
    Theme::instance().follow(this, [this, head] {
        const Theme &theme = Theme::instance();
        m_head->setFixedHeight(theme.px(34));
        head->setContentsMargins(theme.px(m_toggle ? 10 : 16), 0, theme.px(16), 0);
        head->setSpacing(theme.px(m_toggle ? 4 : 8));
        m_rows->setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(12));
        m_rows->setSpacing(theme.px(5));
    });
    if (foldable) {
        m_folded = true;
        m_body->setVisible(false);
        m_toggle->setIcon(Theme::instance().icon(u"chevron-right"_s));
    }
}

void FormSection::add(QWidget *row)
{
    m_rows->addWidget(row);
}

void FormSection::setAside(const QString &text)
{
    m_aside->setText(text);
}

void FormSection::setLineVisible(bool visible)
{
    m_line->setVisible(visible);
}

void FormSection::setFolded(bool folded)
{
    if (!m_toggle || folded == m_folded)
        return;
    m_folded = folded;
    m_body->setVisible(!folded);
    m_toggle->setIcon(Theme::instance().icon(folded ? u"chevron-right"_s : u"chevron-down"_s));
    emit foldedChanged(folded);
}

void FormSection::reveal()
{
    setFolded(false);
    const auto editors = m_body->findChildren<QWidget *>();
    for (QWidget *editor : editors) {
        if ((editor->focusPolicy() & Qt::TabFocus) && editor->isVisibleTo(this) &&
            editor->isEnabled() && !editor->focusProxy()) {
            editor->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

} // namespace phi1
