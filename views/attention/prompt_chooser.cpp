// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/prompt_chooser.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScreen>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "views/attention/excerpt_list.h"
#include "views/attention/sample_finder.h"
#include "views/choosers/history_list.h"
#include "views/choosers/prompt_tree.h"
#include "views/compare/prompt_editor.h"
#include "views/format/number_text.h"
#include "views/state/attention_prompts.h"
#include "views/state/attention_session.h"
#include "views/state/compare_history.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/search_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

PromptChooser::PromptChooser(WorkspaceSession &workspace, AttentionSession &session,
                             QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_session(session)
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_samples(new SampleFinder(workspace, session.prompts()))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Choice of the prompt"));
    m_tabs->addTab(tr("Text"));
    m_tabs->addTab(tr("Library"));
    m_tabs->addTab(tr("Training samples"));
    m_tabs->addTab(tr("Completions"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Where the prompt is from"));
    for (QWidget *page :
         {buildText(), buildLibrary(), static_cast<QWidget *>(m_samples), buildCompletions()})
        m_stack->addWidget(page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(new RuleLine);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        if (index == static_cast<int>(Tab::Completions))
            m_session.history().reload();
    });
    connect(m_samples, &SampleFinder::chosen, this, &PromptChooser::take);
    connect(&session, &AttentionSession::promptChanged, this, &PromptChooser::showFacts);
    connect(&session, &AttentionSession::tokensChanged, this, &PromptChooser::showFacts);
}

QWidget *PromptChooser::buildText()
{
    auto *page = new QWidget;
    m_editor = new PromptEditor;
    m_editor->setAccessibleName(tr("Text"));
    m_facts = new TextLabel(Theme::Font::Small, Theme::Token::Text3);
    m_use = new ActionButton(tr("Use this text"), {}, ActionButton::Role::Primary);
    m_use->setKeyHint(tr("Ctrl+Enter"));
    auto *file = new ActionButton(tr("Open a file…"), u"folder"_s);
    auto *column = new QVBoxLayout(page);
    auto *foot = new QHBoxLayout;
    column->addWidget(m_editor, 1);
    foot->addWidget(m_facts, 1);
    foot->addWidget(file);
    foot->addWidget(m_use);
    column->addLayout(foot);
    connect(m_editor, &PromptEditor::runRequested, this, &PromptChooser::useText);
    connect(m_editor, &PromptEditor::stopRequested, this, &QWidget::close);
    connect(m_editor, &PromptEditor::textCleaned, this, &PromptChooser::said);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &PromptChooser::showFacts);
    connect(m_use, &QPushButton::clicked, this, &PromptChooser::useText);
    connect(file, &QPushButton::clicked, this, [this] {
        close();
        emit fileRequested();
    });
    Theme::instance().follow(page, [column, foot] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(10));
        column->setSpacing(theme.px(8));
        foot->setSpacing(theme.px(8));
    });
    return page;
}

QWidget *PromptChooser::buildLibrary()
{
    auto *page = new QWidget;
    m_librarySearch = new SearchField(tr("Search prompts"));
    m_library = new PromptTree(m_session.library());
    auto *column = new QVBoxLayout(page);
    column->addWidget(m_librarySearch);
    column->addWidget(m_library, 1);
    connect(m_librarySearch, &SearchField::searchChanged, m_library, &PromptTree::setFilter);
    connect(m_library, &PromptTree::promptChosen, this, [this](const QString &id) {
        const PromptItem *item = m_session.library().find(id);
        if (!item)
            return;
        AttentionPrompt prompt;
        prompt.text = item->text;
        prompt.title = item->title;
        prompt.source = AttentionPrompt::Source::Library;
        prompt.id = id;
        take(prompt);
    });
    Theme::instance().follow(page, [column] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(10), theme.px(10), theme.px(10), 0);
        column->setSpacing(theme.px(4));
    });
    return page;
}

QWidget *PromptChooser::buildCompletions()
{
    auto *page = new QWidget;
    m_historySearch = new SearchField(tr("Search the comparisons"));
    m_history = new HistoryList(m_session.history());
    m_completionNote =
        new TextLabel(tr("Choose a comparison; below stand the texts of its models."),
                      Theme::Font::Small, Theme::Token::Text3);
    m_completionNote->setWordWrap(true);
    m_completions = new ExcerptList(tr("Completions of the comparison"));
    auto *column = new QVBoxLayout(page);
    auto *head = new QVBoxLayout;
    head->addWidget(m_historySearch);
    column->addLayout(head);
    column->addWidget(m_history, 3);
    column->addWidget(new RuleLine);
    auto *note = new QVBoxLayout;
    note->addWidget(m_completionNote);
    column->addLayout(note);
    column->addWidget(m_completions, 2);
    connect(m_historySearch, &SearchField::searchChanged, &m_session.history(),
            &CompareHistory::setQuery);
    connect(m_history, &HistoryList::recordChosen, this, [this](qint64 id) {
        m_completions->setPrompts({});
        m_completionNote->setTone(Theme::Token::Text3);
        m_request = m_session.prompts().requestCompletions(id);
    });
    connect(&m_session.history(), &CompareHistory::changed, this, [this] {
        if (m_session.history().items().isEmpty())
            m_completionNote->setText(m_session.history().query().isEmpty()
                                          ? tr("Nothing was compared in this workspace yet.")
                                          : tr("No comparison matches."));
    });
    AttentionPrompts &prompts = m_session.prompts();
    connect(&prompts, &AttentionPrompts::completionsLoaded, this,
            [this](quint64 request, const QVector<AttentionPrompt> &found) {
                if (request != m_request)
                    return;
                m_completions->setPrompts(found);
                m_completionNote->setText(tr("%n completions, each with its prompt", nullptr,
                                             static_cast<int>(found.size())));
                m_completions->setFocus(Qt::OtherFocusReason);
            });
    connect(&prompts, &AttentionPrompts::failed, this,
            [this](quint64 request, const QString &sentence) {
                if (request != m_request)
                    return;
                m_completionNote->setTone(Theme::Token::Error);
                m_completionNote->setText(sentence);
            });
    connect(m_completions, &ExcerptList::chosen, this, &PromptChooser::take);
    Theme::instance().follow(page, [column, head, note] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        head->setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(4));
        note->setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(4));
    });
    return page;
}

void PromptChooser::openBelow(const QRect &globalArea)
{
    const Theme &theme = Theme::instance();
    const AttentionPrompt &prompt = m_session.prompt();
    if (!isVisible() && m_editor->text() != prompt.text)
        m_editor->setText(prompt.text);
    if (prompt.source == AttentionPrompt::Source::Library)
        m_library->setCurrentPrompt(prompt.id);
    showFacts();
    const QRect room = screen()->availableGeometry();
    resize(QSize(theme.px(600), theme.px(460)).boundedTo(room.size()));
    const int gap = theme.px(4);
    QPoint place(globalArea.left(), globalArea.bottom() + gap);
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    switch (static_cast<Tab>(m_tabs->currentIndex())) {
    case Tab::Text:
        m_editor->setFocus(Qt::PopupFocusReason);
        break;
    case Tab::Library:
        m_librarySearch->setFocus(Qt::PopupFocusReason);
        break;
    case Tab::Samples:
        break;
    case Tab::Completions:
        m_historySearch->setFocus(Qt::PopupFocusReason);
        break;
    }
}

void PromptChooser::openBelow(const QRect &globalArea, Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    openBelow(globalArea);
}

void PromptChooser::openSamples(const QRect &globalArea, const QString &runId, qint64 step)
{
    openBelow(globalArea, Tab::Samples);
    m_samples->find(runId, step);
}

void PromptChooser::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QFrame::keyPressEvent(event);
}

void PromptChooser::useText()
{
    const QString text = m_editor->text();
    if (text.isEmpty())
        return;
    if (text == m_session.prompt().text) {
        take(m_session.prompt());
        return;
    }
    AttentionPrompt prompt;
    prompt.text = text;
    take(prompt);
}

void PromptChooser::take(const AttentionPrompt &prompt)
{
    close();
    emit chosen(prompt);
}

void PromptChooser::showFacts()
{
    const bool isCurrent = m_editor->text() == m_session.prompt().text;
    m_use->setEnabled(!m_editor->text().isEmpty());
    const QString problem = m_session.promptProblem();
    m_facts->setTone(isCurrent && !problem.isEmpty() ? Theme::Token::Error : Theme::Token::Text3);
    if (!isCurrent)
        m_facts->setText(tr("Changed; its tokens are counted when it is used"));
    else if (!problem.isEmpty())
        m_facts->setText(problem);
    else if (!m_session.tokens().isEmpty())
        m_facts->setText(tr("%1 tokens").arg(grouped(m_session.tokens().size())));
    else
        m_facts->setText(QString());
    m_facts->setToolTip(m_facts->text());
}

} // namespace phi1
