// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

#include "core/machine/machine_load.h"
#include "views/shell/foremost_job.h"

class QToolButton;

namespace phi1 {

class ElidedLabel;
class JobButton;
class Meter;
class RuleLine;
class TextLabel;

/// The line at the bottom of the window: what runs at the left, how full the machine is at the
/// right. Short results and lasting problems take the left part.
class StatusBar : public QWidget
{
    Q_OBJECT
public:
    explicit StatusBar(QWidget *parent = nullptr);

    void setJob(const ForemostJob &job);
    void setQueue(int waiting, bool paused);
    void setMachine(const MachineLoad &load);
    /// "Engine ready, 2 models" at the right; "": nothing of it. One that died is a warning.
    void setEngine(const QString &text, bool died);
    /// For 4 s in place of the job.
    void showResult(const QString &text);
    /// Stays, beside the job, until it is set to "".
    void setProblem(const QString &sentence);

    QString resultText() const; ///< "" when none is shown
    QString problemText() const;
    JobButton *jobButton() const { return m_job; }

signals:
    void jobActivated(const QString &runId);
    void queueActivated();
    void engineActivated();
    void problemActivated(const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setGpus(const MachineLoad &load);
    void renewEngineIcon();

    JobButton *m_job;
    RuleLine *m_queueRule;
    QToolButton *m_queue;
    ElidedLabel *m_result;
    QToolButton *m_problem;
    QString m_problemText;
    QToolButton *m_engine;
    RuleLine *m_engineRule;
    bool m_engineDied = false;
    Meter *m_device;
    Meter *m_memory;
    Meter *m_disk;
    TextLabel *m_noGpu;
    RuleLine *m_noGpuRule;
    QList<QWidget *> m_machineParts;
    QTimer m_resultTimer;
};

} // namespace phi1
