// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/tag_edit.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

#include "views/theme/theme.h"
#include "views/widgets/chip.h"

namespace phi1 {

using namespace Qt::StringLiterals;

TagEdit::TagEdit(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
    , m_edit(new QLineEdit)
{
    m_edit->setFrame(false);
    m_edit->setAccessibleName(tr("Add a tag"));
    m_edit->setPlaceholderText(tr("add a tag"));
    m_edit->installEventFilter(this);
    // The frame around chips and field shows the focus.
    m_edit->setProperty("phi1OwnFocus", true);
    m_edit->setAttribute(Qt::WA_MacShowFocusRect, false);
    QPalette palette = m_edit->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(palette);
    m_layout->addWidget(m_edit, 1);
    setFocusProxy(m_edit);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        setFixedHeight(theme.px(28));
        m_layout->setContentsMargins(theme.px(6), 1, theme.px(4), 1);
        m_layout->setSpacing(theme.px(4));
        m_edit->setMinimumWidth(theme.px(60));
        update();
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &TagEdit::take);
    connect(m_edit, &QLineEdit::editingFinished, this, &TagEdit::take);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.endsWith(u','))
            take();
    });
}

void TagEdit::setTags(const QStringList &tags)
{
    if (tags == m_tags)
        return;
    m_tags = tags;
    rebuild();
}

void TagEdit::setSuggestions(const QStringList &tags)
{
    auto *completer = new QCompleter(tags, m_edit);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_edit->setCompleter(completer);
}

void TagEdit::take()
{
    const QStringList words = m_edit->text().split(u',', Qt::SkipEmptyParts);
    bool added = false;
    for (const QString &word : words) {
        const QString tag = word.simplified();
        if (tag.isEmpty() || m_tags.contains(tag))
            continue;
        m_tags.append(tag);
        added = true;
    }
    m_edit->clear();
    if (added) {
        rebuild();
        emit edited(m_tags);
    }
}

void TagEdit::rebuild()
{
    while (m_layout->count() > 1) {
        QLayoutItem *item = m_layout->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (qsizetype i = 0; i < m_tags.size(); ++i) {
        auto *chip = new Chip(m_tags[i], true);
        m_layout->insertWidget(static_cast<int>(i), chip);
        connect(chip, &Chip::removeRequested, this, [this, tag = m_tags[i]] {
            m_tags.removeAll(tag);
            rebuild();
            m_edit->setFocus(Qt::OtherFocusReason);
            emit edited(m_tags);
        });
    }
}

bool TagEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Backspace && m_edit->text().isEmpty() && !m_tags.isEmpty()) {
            m_tags.removeLast();
            rebuild();
            emit edited(m_tags);
            return true;
        }
    }
    if (watched == m_edit &&
        (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        update();
    return QWidget::eventFilter(watched, event);
}

void TagEdit::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = m_edit->hasFocus();
    painter.setPen(QPen(theme.color(focused ? Theme::Token::Accent : Theme::Token::BorderStrong),
                        focused ? 2 : 1));
    painter.setBrush(theme.color(Theme::Token::Surface));
    const qreal inset = focused ? 1.0 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), theme.px(5),
                            theme.px(5));
}

} // namespace phi1
