// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

class QVBoxLayout;

namespace phi1 {

class ActionButton;
class JsonCommand;
class TextLabel;
class WorkspaceSession;

/// What a run was trained on so far, source by source, and how often documents were passed, as
/// `phi1 mixture` counts it: asked for by a button, since data may have to be made again for it.
class MixtureSection final : public QWidget
{
    Q_OBJECT
public:
    explicit MixtureSection(WorkspaceSession &session, QWidget *parent = nullptr);

    void setRun(const QString &runId);
    void setStep(qint64 step); ///< that the run has reached; an older answer is said to be older

signals:
    /// The samples of a source are to be seen.
    void corpusRequested(const QString &corpus);

private:
    void ask();
    void show(const QJsonObject &mixture);
    void clear();
    void refresh();

    QString m_run;
    qint64 m_step = -1;  ///< that the run has reached
    qint64 m_shown = -1; ///< that the answer is about; -1: none
    bool m_asking = false;
    quint64 m_request = 0;
    JsonCommand *m_command;
    TextLabel *m_message;
    QVBoxLayout *m_list;
    ActionButton *m_ask;
};

} // namespace phi1
