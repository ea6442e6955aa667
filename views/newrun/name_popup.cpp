// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/name_popup.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

NamePopup::NamePopup(const QString &title, const QString &name,
                     std::function<QString(const QString &)> check, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_check(std::move(check))
    , m_edit(new QLineEdit(name))
    , m_note(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(title);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new TextLabel(title, Theme::Font::PanelTitle));
    auto *row = new QHBoxLayout;
    layout->addLayout(row);
    row->addWidget(m_edit, 1);
    auto *save = new ActionButton(tr("Save"), {}, ActionButton::Role::Primary);
    row->addWidget(save);
    m_edit->setAccessibleName(tr("Name"));
    m_edit->selectAll();
    m_note->setWordWrap(true);
    layout->addWidget(m_note);
    const Theme &theme = Theme::instance();
    layout->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10));
    layout->setSpacing(theme.px(8));
    m_edit->setMinimumWidth(theme.px(220));
    const auto look = [this, save] {
        const QString problem = m_check(m_edit->text().trimmed());
        m_note->setText(problem);
        m_note->setVisible(!problem.isEmpty());
        save->setEnabled(problem.isEmpty());
        adjustSize();
    };
    connect(m_edit, &QLineEdit::textChanged, this, look);
    connect(m_edit, &QLineEdit::returnPressed, this, &NamePopup::take);
    connect(save, &QPushButton::clicked, this, &NamePopup::take);
    look();
}

void NamePopup::openBelow(QWidget *button)
{
    adjustSize();
    move(button->mapToGlobal(
        QPoint(button->width() - width(), button->height() + Theme::instance().px(4))));
    show();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void NamePopup::take()
{
    const QString name = m_edit->text().trimmed();
    if (!m_check(name).isEmpty())
        return;
    emit accepted(name);
    close();
}

} // namespace phi1
