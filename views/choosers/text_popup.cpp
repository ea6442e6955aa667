// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/text_popup.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QScreen>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

TextPopup::TextPopup(const QString &title, const QString &text, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_edit(new QLineEdit(text))
    , m_accept(new ActionButton(tr("Save"), {}, ActionButton::Role::Primary))
    , m_note(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(title);
    m_edit->setAccessibleName(title);
    m_edit->selectAll();
    m_note->hide();
    auto *column = new QVBoxLayout(this);
    column->addWidget(new TextLabel(title, Theme::Font::PanelTitle));
    auto *row = new QHBoxLayout;
    row->addWidget(m_edit, 1);
    row->addWidget(m_accept);
    column->addLayout(row);
    column->addWidget(m_note);
    const Theme &theme = Theme::instance();
    column->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10));
    column->setSpacing(theme.px(8));
    m_edit->setMinimumWidth(theme.px(240));
    const auto look = [this] { m_accept->setEnabled(!m_edit->text().isEmpty()); };
    connect(m_edit, &QLineEdit::textChanged, this, look);
    connect(m_edit, &QLineEdit::returnPressed, this, &TextPopup::take);
    connect(m_accept, &QPushButton::clicked, this, &TextPopup::take);
    look();
}

void TextPopup::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void TextPopup::setAcceptText(const QString &text)
{
    m_accept->setText(text);
}

void TextPopup::openBelow(const QWidget *control)
{
    openAt(control->mapToGlobal(QPoint(0, control->height() + Theme::instance().px(4))));
}

void TextPopup::openAt(const QPoint &globalPosition)
{
    adjustSize();
    const QRect room = screen()->availableGeometry();
    QPoint place = globalPosition;
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void TextPopup::take()
{
    const QString text = m_edit->text();
    if (text.isEmpty())
        return;
    emit accepted(text);
    close();
}

} // namespace phi1
