// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/find_bar.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/search_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace phi1 {

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_field(new SearchField(tr("Find in this text"), QStringLiteral("search"), this))
    , m_previous(new IconButton(QStringLiteral("chevron-up"), tr("Previous hit (Shift+F3)"), this))
    , m_next(new IconButton(QStringLiteral("chevron-down"), tr("Next hit (F3)"), this))
{
    auto *close = new IconButton(QStringLiteral("close"), tr("Close (Esc)"), this);
    m_field->setSmall(true);
    m_field->setAccessibleName(tr("Find in this text"));
    m_field->installEventFilter(this);
    auto *layout = new QHBoxLayout(this);
    for (IconButton *button : {m_previous, m_next, close})
        button->setSmall(true);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    layout->addWidget(close);
    connect(m_field, &SearchField::searchChanged, this, &FindBar::textChanged);
    connect(m_previous, &IconButton::clicked, this, &FindBar::previousRequested);
    connect(m_next, &IconButton::clicked, this, &FindBar::nextRequested);
    connect(close, &IconButton::clicked, this, &FindBar::closeRequested);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4));
        layout->setSpacing(theme.px(4));
        update();
    });
}

void FindBar::open(const QString &text)
{
    if (!text.isEmpty())
        m_field->setText(text);
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    emit textChanged(m_field->text());
}

QString FindBar::text() const
{
    return m_field->text();
}

void FindBar::setFound(int current, int count, bool isPartial)
{
    QString text;
    if (!m_field->text().isEmpty()) {
        if (count == 0)
            text = isPartial ? tr("searching…") : tr("none");
        else
            text = isPartial ? tr("%1 of %2 so far").arg(grouped(current + 1), grouped(count))
                             : tr("%1 of %2").arg(grouped(current + 1), grouped(count));
    }
    m_field->setCount(text);
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field &&
        (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isPress = event->type() == QEvent::KeyPress;
        const bool backwards = key.modifiers() & Qt::ShiftModifier;
        switch (key.key()) {
        case Qt::Key_Escape:
            event->accept();
            if (isPress)
                emit closeRequested();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_F3:
            event->accept();
            if (isPress && backwards)
                emit previousRequested();
            else if (isPress)
                emit nextRequested();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Alt));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.color(Theme::Token::Grid));
}

} // namespace phi1
