// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/note_edit.h"

#include <algorithm>

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

NoteEdit::NoteEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setProperty("phi1OwnFocus", true);
    document()->setDocumentMargin(6);
    connect(this, &QPlainTextEdit::textChanged, this, &NoteEdit::fitHeight);
    Theme::instance().follow(this, [this] {
        setFont(Theme::instance().font(Theme::Font::Small));
        QPalette colours = palette();
        colours.setColor(QPalette::Text, Theme::instance().color(Theme::Token::Text2));
        setPalette(colours);
        fitHeight();
    });
}

void NoteEdit::setFewestLines(int lines)
{
    m_fewest = lines;
    fitHeight();
}

void NoteEdit::fitHeight()
{
    const int all = static_cast<int>(document()->size().height()); // in lines
    const int lines = std::clamp(all, m_fewest, 12);
    setVerticalScrollBarPolicy(all > 12 ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    const int margins = static_cast<int>(2 * document()->documentMargin());
    setFixedHeight(lines * fontMetrics().lineSpacing() + margins + 2);
}

void NoteEdit::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    if (hasFocus() || underMouse()) {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(theme.color(Theme::Token::Surface));
        painter.setPen(QPen(theme.color(hasFocus() ? Theme::Token::Accent : Theme::Token::Border),
                            hasFocus() ? theme.px(2) : 1));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), theme.px(5),
                                theme.px(5));
    }
    QPlainTextEdit::paintEvent(event);
}

void NoteEdit::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    viewport()->update();
}

void NoteEdit::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    viewport()->update();
    emit left();
}

void NoteEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void NoteEdit::enterEvent(QEnterEvent *event)
{
    QPlainTextEdit::enterEvent(event);
    viewport()->update();
}

void NoteEdit::leaveEvent(QEvent *event)
{
    QPlainTextEdit::leaveEvent(event);
    viewport()->update();
}

} // namespace phi1
