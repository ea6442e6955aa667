// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/attention_types.h"

class QComboBox;
class QSpinBox;

namespace phi1 {

class ActionButton;
class AttentionPrompts;
class ExcerptList;
class TextLabel;
class WorkspaceSession;

/// The documents that a step of a run was trained on, each a text to be looked at.
class SampleFinder final : public QWidget
{
    Q_OBJECT
public:
    SampleFinder(WorkspaceSession &workspace, AttentionPrompts &prompts, QWidget *parent = nullptr);

    /// Chooses the run, and the step unless it is below 1, and asks.
    void find(const QString &runId, qint64 step);

signals:
    void chosen(const phi1::AttentionPrompt &prompt);

private:
    void fillRuns();
    void showRun();
    void ask();
    void say(const QString &sentence, bool isError = false);

    WorkspaceSession &m_workspace;
    AttentionPrompts &m_prompts;
    QComboBox *m_run;
    QSpinBox *m_step;
    ActionButton *m_ask;
    TextLabel *m_message;
    ExcerptList *m_list;
    quint64 m_request = 0;
};

} // namespace phi1
