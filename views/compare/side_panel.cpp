// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/side_panel.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "views/choosers/history_list.h"
#include "views/choosers/prompt_tree.h"
#include "views/compare/votes_tab.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_history.h"
#include "views/state/compare_session.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/search_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

SidePanel::SidePanel(CompareSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_promptSearch(new SearchField(tr("Search prompts")))
    , m_prompts(new PromptTree(session.library()))
    , m_save(new ActionButton(tr("Save the prompt…"), u"plus"_s, ActionButton::Role::Flat))
    , m_legend(new TextLabel(tr("◆ completions differ   = identical"), Theme::Font::Caption,
                             Theme::Token::Text3))
    , m_historySearch(new SearchField(tr("Search the history")))
    , m_historyStack(new QStackedWidget)
    , m_history(new HistoryList(session.history()))
    , m_noHistory(new EmptyState(tr("Every comparison is kept here as it was seen.")))
    , m_votes(new VotesTab(session.blind()))
{
    build();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        if (index == static_cast<int>(Tab::History) && m_session.history().items().isEmpty())
            m_session.history().reload();
        emit stateChanged();
    });
    connect(m_promptSearch, &SearchField::searchChanged, m_prompts, &PromptTree::setFilter);
    connect(m_historySearch, &SearchField::searchChanged, &session.history(),
            &CompareHistory::setQuery);
    connect(&session.history(), &CompareHistory::changed, this, &SidePanel::showHistory);
    connect(m_save, &QPushButton::clicked, this, [this] { emit savePromptRequested(m_save); });
    connect(m_prompts, &PromptTree::foldsChanged, this, &SidePanel::stateChanged);
    connect(m_prompts, &PromptTree::promptChosen, this, &SidePanel::used);
    connect(m_history, &HistoryList::recordChosen, this, &SidePanel::used);
    showHistory();
}

void SidePanel::build()
{
    m_tabs->addTab(tr("Prompts"));
    m_tabs->addTab(tr("History"));
    m_tabs->addTab(tr("Votes"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Prompts, history, votes"));
    m_promptSearch->setSmall(true);
    m_historySearch->setSmall(true);
    m_save->setSmall(true);

    auto *prompts = new QWidget;
    auto *promptColumn = new QVBoxLayout(prompts);
    auto *promptHead = new QVBoxLayout;
    promptHead->addWidget(m_promptSearch);
    promptColumn->addLayout(promptHead);
    promptColumn->addWidget(m_prompts, 1);
    promptColumn->addWidget(new RuleLine);
    auto *foot = new QVBoxLayout;
    foot->addWidget(m_save, 0, Qt::AlignLeft);
    foot->addWidget(m_legend);
    promptColumn->addLayout(foot);

    m_historyStack->addWidget(m_history);
    m_historyStack->addWidget(m_noHistory);
    auto *history = new QWidget;
    auto *historyColumn = new QVBoxLayout(history);
    auto *historyHead = new QVBoxLayout;
    historyHead->addWidget(m_historySearch);
    historyColumn->addLayout(historyHead);
    historyColumn->addWidget(m_historyStack, 1);

    for (QWidget *page : QList<QWidget *>{prompts, history, m_votes})
        m_stack->addWidget(page);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(new RuleLine);
    column->addWidget(m_stack, 1);
    auto *panel = new Panel;
    panel->setHeadVisible(false);
    panel->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(panel);
    Theme::instance().follow(this, [=, this] {
        const Theme &theme = Theme::instance();
        for (QVBoxLayout *layout : {promptColumn, historyColumn}) {
            layout->setContentsMargins(0, 0, 0, 0);
            layout->setSpacing(0);
        }
        for (QVBoxLayout *layout : {promptHead, historyHead})
            layout->setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(4));
        foot->setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(8));
        foot->setSpacing(theme.px(4));
        m_legend->setIndent(theme.px(4));
    });
}

void SidePanel::showHistory()
{
    const bool none = m_session.history().items().isEmpty();
    const bool searched = !m_session.history().query().isEmpty();
    m_noHistory->setSentence(searched ? tr("No comparison matches.")
                                      : tr("Every comparison is kept here as it was seen."));
    m_historyStack->setCurrentIndex(none ? 1 : 0);
}

void SidePanel::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

SidePanel::Tab SidePanel::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void SidePanel::focusSearch()
{
    if (tab() == Tab::Votes)
        showTab(Tab::Prompts);
    (tab() == Tab::Prompts ? m_promptSearch : m_historySearch)->setFocus(Qt::ShortcutFocusReason);
}

QVariantMap SidePanel::saveState() const
{
    return {{u"tab"_s, m_tabs->currentIndex()}, {u"folded"_s, m_prompts->foldedGroups()}};
}

void SidePanel::restoreState(const QVariantMap &state)
{
    m_tabs->setCurrentIndex(qBound(0, state.value(u"tab"_s).toInt(), m_tabs->count() - 1));
    m_prompts->setFoldedGroups(state.value(u"folded"_s).toStringList());
}

} // namespace phi1
