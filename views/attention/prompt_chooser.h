// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "views/state/attention_types.h"

class QStackedWidget;
class QTabBar;

namespace phi1 {

class ActionButton;
class AttentionSession;
class ExcerptList;
class HistoryList;
class PromptEditor;
class PromptTree;
class SampleFinder;
class SearchField;
class TextLabel;
class WorkspaceSession;

/// The text that heads look at: typed or pasted or from a file, a prompt of the library, a document
/// that a training step read, what a model wrote in a comparison. A popup that lives as long as the
/// page, so that a typed text survives it.
class PromptChooser final : public QFrame
{
    Q_OBJECT
public:
    enum class Tab { Text, Library, Samples, Completions };

    PromptChooser(WorkspaceSession &workspace, AttentionSession &session, QWidget *parent);

    void openBelow(const QRect &globalArea);
    void openBelow(const QRect &globalArea, Tab tab);
    void openSamples(const QRect &globalArea, const QString &runId, qint64 step);
    PromptEditor *editor() const { return m_editor; }

signals:
    void chosen(const phi1::AttentionPrompt &prompt);
    void fileRequested();
    void said(const QString &sentence); ///< about a paste

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildText();
    QWidget *buildLibrary();
    QWidget *buildCompletions();
    void useText();
    void take(const AttentionPrompt &prompt);
    void showFacts();

    AttentionSession &m_session;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    PromptEditor *m_editor = nullptr;
    TextLabel *m_facts = nullptr;
    ActionButton *m_use = nullptr;
    SearchField *m_librarySearch = nullptr;
    PromptTree *m_library = nullptr;
    SampleFinder *m_samples;
    SearchField *m_historySearch = nullptr;
    HistoryList *m_history = nullptr;
    ExcerptList *m_completions = nullptr;
    TextLabel *m_completionNote = nullptr;
    quint64 m_request = 0;
};

} // namespace phi1
