// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/label_bar.h"

#include <QHBoxLayout>
#include <QSignalBlocker>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

LabelBar::LabelBar(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(tr("Label"), Theme::Font::Section, Theme::Token::Text2))
    , m_undo(new ActionButton(tr("Undo"), u"undo"_s, ActionButton::Role::Flat))
    , m_random(new ActionButton(tr("Random"), u"shuffle"_s, ActionButton::Role::Flat))
{
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_title);
    for (int label = firstLabel; label <= lastLabel; ++label) {
        auto *button = new ActionButton(labelText(label), {}, ActionButton::Role::Normal);
        button->setCheckable(true);
        button->setSmall(true);
        button->setKeyHint(QString::number(label));
        button->setKeyBefore(true);
        button->setAccessibleName(tr("Label %1, %2").arg(label).arg(labelText(label)));
        // What it shows is what was saved, not what was clicked.
        connect(button, &QPushButton::clicked, this, [this, label, button] {
            {
                const QSignalBlocker blocker(button);
                button->setChecked(m_label == label);
            }
            emit labelRequested(label == m_label ? noLabel : label);
        });
        m_buttons[static_cast<std::size_t>(label - 1)] = button;
        row->addWidget(button);
    }
    row->addStretch(1);
    for (ActionButton *button : {m_undo, m_random}) {
        button->setSmall(true);
        row->addWidget(button);
    }
    m_undo->setEnabled(false);
    connect(m_undo, &QPushButton::clicked, this, &LabelBar::undoRequested);
    connect(m_random, &QPushButton::clicked, this, &LabelBar::randomRequested);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6));
        row->setSpacing(theme.px(6));
        fit();
    });
}

void LabelBar::setLabel(int label)
{
    m_label = label;
    for (int one = firstLabel; one <= lastLabel; ++one) {
        const QSignalBlocker blocker(button(one));
        button(one)->setChecked(one == label);
        button(one)->update();
    }
}

void LabelBar::setUndo(bool possible, const QString &what)
{
    m_undo->setEnabled(possible);
    m_undo->setToolTip(what);
    m_undo->setAccessibleDescription(what);
}

QSize LabelBar::minimumSizeHint() const
{
    return {Theme::instance().px(260), QWidget::minimumSizeHint().height()};
}

void LabelBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void LabelBar::fit()
{
    const Theme &theme = Theme::instance();
    // First Undo and Random lose their words, then the bar its title.
    m_undo->setText(width() < theme.px(600) ? QString() : tr("Undo"));
    m_random->setText(width() < theme.px(600) ? QString() : tr("Random"));
    m_undo->setAccessibleName(tr("Undo"));
    m_random->setAccessibleName(tr("Random sample"));
    m_title->setVisible(width() >= theme.px(520));
    for (int label = firstLabel; label <= lastLabel; ++label)
        button(label)->setText(width() < theme.px(430) ? QString() : labelText(label));
}

} // namespace phi1
