// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/note_popup.h"

#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

namespace phi1 {

NotePopup::NotePopup(const QString &runName, qint64 step, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_line(new QLineEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    const Theme &theme = Theme::instance();
    const QString title = tr("Note at step %1 of %2").arg(grouped(step), runName);
    m_line->setAccessibleName(title);
    m_line->setMinimumWidth(theme.px(280));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(10));
    column->setSpacing(theme.px(6));
    column->addWidget(new TextLabel(title, Theme::Font::Small, Theme::Token::Text2, this));
    column->addWidget(m_line);
    connect(m_line, &QLineEdit::returnPressed, this, [this] {
        const QString text = m_line->text().trimmed();
        if (!text.isEmpty())
            emit written(text);
        close();
    });
}

void NotePopup::openAt(const QPoint &globalPosition)
{
    adjustSize();
    const QRect room = screen()->availableGeometry();
    QPoint place = globalPosition;
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    m_line->setFocus(Qt::PopupFocusReason);
}

void NotePopup::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(Theme::Token::Surface));
    painter.setPen(Theme::instance().color(Theme::Token::BorderStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace phi1
