// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace phi1 {

class ActionButton;
class CompareSession;
class EmptyState;
class HistoryList;
class PromptTree;
class SearchField;
class TextLabel;
class VotesTab;

/// Left of the panes: prompts, history, votes.
class SidePanel final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Prompts, History, Votes };

    explicit SidePanel(CompareSession &session, QWidget *parent = nullptr);

    void showTab(Tab tab);
    Tab tab() const;
    void focusSearch();
    PromptTree *prompts() const { return m_prompts; }
    HistoryList *history() const { return m_history; }
    VotesTab *votes() const { return m_votes; }

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void savePromptRequested(QWidget *button);
    void stateChanged();
    void used(); ///< a prompt or comparison was chosen

private:
    void build();
    void showHistory();

    CompareSession &m_session;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    SearchField *m_promptSearch;
    PromptTree *m_prompts;
    ActionButton *m_save;
    TextLabel *m_legend;
    SearchField *m_historySearch;
    QStackedWidget *m_historyStack;
    HistoryList *m_history;
    EmptyState *m_noHistory;
    VotesTab *m_votes;
};

} // namespace phi1
