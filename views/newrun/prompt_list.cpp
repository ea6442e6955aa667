// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/prompt_list.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"

namespace phi1 {

using namespace Qt::StringLiterals;

PromptList::PromptList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_add(new ActionButton(tr("Add a prompt"), u"plus"_s, ActionButton::Role::Flat))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_add->setSmall(true);
    m_layout->addWidget(m_add, 0, Qt::AlignLeft);
    Theme::instance().follow(this, [this] { m_layout->setSpacing(Theme::instance().px(6)); });
    connect(m_add, &QPushButton::clicked, this, [this] {
        addEditor({});
        m_rows.last().edit->setFocus(Qt::TabFocusReason);
    });
}

QStringList PromptList::prompts() const
{
    QStringList prompts;
    for (const Row &row : m_rows) {
        if (const QString text = row.edit->toPlainText(); !text.trimmed().isEmpty())
            prompts.append(text);
    }
    return prompts;
}

void PromptList::setPrompts(const QStringList &wanted)
{
    if (prompts() == wanted)
        return;
    while (m_rows.size() > wanted.size())
        delete m_rows.takeLast().widget;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (i >= m_rows.size()) {
            addEditor(wanted[i]);
        } else if (m_rows[i].edit->toPlainText() != wanted[i]) {
            const QSignalBlocker blocker(m_rows[i].edit);
            m_rows[i].edit->setPlainText(wanted[i]);
        }
    }
    restate();
}

void PromptList::addEditor(const QString &text)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *edit = new QPlainTextEdit(text);
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setPlaceholderText(tr("def add(a, b):"));
    auto *remove = new IconButton(u"close"_s, tr("Remove this prompt"));
    remove->setSmall(true);
    layout->addWidget(edit, 1);
    layout->addWidget(remove, 0, Qt::AlignTop);
    m_layout->insertWidget(m_layout->count() - 1, row);
    m_rows.append({row, edit});
    Theme::instance().follow(edit, [edit, layout] {
        const Theme &theme = Theme::instance();
        layout->setSpacing(theme.px(4));
        edit->setFont(theme.font(Theme::Font::CodeSmall));
        edit->setFixedHeight(theme.px(62));
    });
    connect(edit, &QPlainTextEdit::textChanged, this, [this] { emit edited(prompts()); });
    connect(remove, &QToolButton::clicked, row, [this, row] {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            if (m_rows[i].widget == row) {
                m_rows.remove(i);
                row->hide();
                row->deleteLater();
                break;
            }
        }
        restate();
        m_add->setFocus();
        emit edited(prompts());
    });
    restate();
}

void PromptList::restate()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        m_rows[i].edit->setAccessibleName(tr("Prompt %1").arg(i + 1));
    m_add->setEnabled(m_rows.size() < most);
    m_add->setToolTip(m_rows.size() < most ? QString() : tr("A run completes at most 8 prompts"));
}

} // namespace phi1
