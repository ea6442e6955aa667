// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>

#include "core/machine/machine_sampler.h"

namespace phi1 {

class MainWindow;

/// Carries what the workspace and the machine report into the window: status bar, badge of the
/// runs, short notices. Belongs to its window.
class SessionFeed : public QObject
{
    Q_OBJECT
public:
    explicit SessionFeed(MainWindow &window);

    MachineLoad load() const { return m_load; }
    /// A sentence about this program itself, shown until the workspace has one of its own.
    void setProgramProblem(const QString &sentence);

private:
    void updateJobs();
    void updateQueue();
    void updateProblem();
    void onEvent(const QString &runId, const QString &kind, const QString &text);

    MainWindow &m_window;
    MachineLoad m_load;
    QString m_programProblem;
    std::unique_ptr<MachineSampler> m_sampler;
};

} // namespace phi1
