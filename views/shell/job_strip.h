// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include "views/state/run_info.h"

namespace phi1 {

class ActionButton;
class ElidedLabel;
class ProgressBarThin;
class WorkspaceSession;

/// One job as its worker reports it: what it does, how far it is, the time left, a button that
/// stops it, and after its end how it ended with a button for what follows. Hidden while it follows
/// none.
class JobStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit JobStrip(WorkspaceSession &session, QWidget *parent = nullptr);

    /// @param jobId  absolute folder; "" follows none
    void follow(const QString &jobId);
    QString job() const { return m_job; }
    bool isWorking() const; ///< it waits or a process is behind it
    /// Shown once it finished: "Show the corpus"; then followUp().
    void setFollowUp(const QString &text);

signals:
    void progressed(); ///< it told something new
    void ended(phi1::RunState state, const QString &sentence);
    void followUp();

private:
    void refresh();
    void stop();

    WorkspaceSession &m_session;
    QString m_job;
    bool m_ended = false;
    QString m_followUp;
    ElidedLabel *m_text;
    ProgressBarThin *m_bar;
    ElidedLabel *m_detail;
    ActionButton *m_button;
};

} // namespace phi1
