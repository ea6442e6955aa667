// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QVector>

#include "views/state/run_info.h"

namespace phi1 {

/// One job: a folder of WORKSPACE/jobs (prepare, evaluate), or a run that a process works on.
struct JobInfo {
    QString id; ///< absolute folder
    QString name;
    QString command;       ///< "train", "prepare", "evaluate"
    QStringList arguments; ///< of phi1, as far as they are known
    bool isRun = false;
    RunState state = RunState::Queued;
    QString stateText;
    QString reason;
    double progress = RunInfo::unknown; ///< 0…1
    double done = RunInfo::unknown;     ///< in `unit`
    double total = RunInfo::unknown;
    QString unit;
    double timeLeft = RunInfo::unknown; ///< seconds
    double started = RunInfo::unknown;  ///< unix seconds
    double ended = RunInfo::unknown;
    double heartbeatAge = RunInfo::unknown;
    QString devices;
    int pid = 0;
    QString host;
    QString queueId;
};

/// Everything that works or worked: runs while a process is behind them or should be, and all of
/// WORKSPACE/jobs. Updated in place.
class JobTableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Command, State, Progress, TimeLeft, Devices, Started, ColumnCount };
    enum Role {
        JobIdRole = Qt::UserRole, ///< QString
        StateRole,                ///< int of RunState
        StateTextRole,
        ReasonRole,
        ProgressRole, ///< double 0…1, invalid without
        IsRunRole,
        ValueRole,
        SortRole,
    };
    Q_ENUM(Column)

    explicit JobTableModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    const JobInfo &job(int row) const { return m_jobs[row]; }
    int rowOf(const QString &id) const { return m_rows.value(id, -1); }
    /// The live job that began last, for the status bar; null if nothing works.
    const JobInfo *foremost() const;
    int liveCount() const;

    /// For the session: all jobs that there are now.
    void setJobs(const QVector<JobInfo> &jobs);

signals:
    void jobsChanged(); ///< after any change

private:
    QVariant value(const JobInfo &job, int column) const;

    QVector<JobInfo> m_jobs;
    QHash<QString, int> m_rows;
};

} // namespace phi1
