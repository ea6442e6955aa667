// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/job_table_model.h"

#include <algorithm>
#include <bit>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

bool same(double a, double b)
{
    return std::bit_cast<quint64>(a) == std::bit_cast<quint64>(b);
}

bool isSame(const JobInfo &a, const JobInfo &b)
{
    return a.name == b.name && a.command == b.command && a.state == b.state &&
           a.stateText == b.stateText && a.reason == b.reason && same(a.progress, b.progress) &&
           same(a.done, b.done) && same(a.total, b.total) && same(a.timeLeft, b.timeLeft) &&
           same(a.started, b.started) && same(a.ended, b.ended) && a.devices == b.devices &&
           a.pid == b.pid && a.host == b.host && a.queueId == b.queueId;
}

QVariant number(double value)
{
    return isMissing(value) ? QVariant() : QVariant(value);
}

} // namespace

JobTableModel::JobTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

int JobTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobTableModel::value(const JobInfo &job, int column) const
{
    switch (column) {
    case Progress:
        return number(job.progress);
    case TimeLeft:
        return number(job.timeLeft);
    case Started:
        return number(job.started);
    default:
        return {};
    }
}

QVariant JobTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobInfo &job = m_jobs[index.row()];
    switch (role) {
    case JobIdRole:
        return job.id;
    case StateRole:
        return int(job.state);
    case StateTextRole:
        return job.stateText;
    case ReasonRole:
        return job.reason;
    case ProgressRole:
        return number(job.progress);
    case IsRunRole:
        return job.isRun;
    case ValueRole:
        return value(job, index.column());
    case Qt::ToolTipRole:
        return job.reason.isEmpty() ? QVariant() : job.reason;
    case SortRole:
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    if (role == SortRole) {
        if (index.column() == State)
            return double(job.state);
        if (const QVariant key = value(job, index.column()); key.isValid())
            return key;
    }
    switch (index.column()) {
    case Name:
        return job.name;
    case Command:
        return job.command;
    case State:
        return job.stateText;
    case Progress:
        return isMissing(job.progress) ? QString() : percent(job.progress, 0);
    case TimeLeft:
        return isMissing(job.timeLeft) ? QString() : duration(job.timeLeft);
    case Devices:
        return job.devices;
    case Started:
        return isMissing(job.started) ? QString() : localTime(job.started);
    default:
        return {};
    }
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Job");
    case Command:
        return tr("Command");
    case State:
        return tr("State");
    case Progress:
        return tr("Progress");
    case TimeLeft:
        return tr("Time left");
    case Devices:
        return tr("Device");
    case Started:
        return tr("Started");
    default:
        return {};
    }
}

const JobInfo *JobTableModel::foremost() const
{
    const JobInfo *found = nullptr;
    for (const JobInfo &job : m_jobs) {
        if (isLive(job.state) && (!found || job.started > found->started))
            found = &job;
    }
    return found;
}

int JobTableModel::liveCount() const
{
    return int(std::count_if(m_jobs.begin(), m_jobs.end(),
                             [](const JobInfo &job) { return isLive(job.state); }));
}

void JobTableModel::setJobs(const QVector<JobInfo> &jobs)
{
    QHash<QString, const JobInfo *> wanted;
    for (const JobInfo &job : jobs)
        wanted.insert(job.id, &job);
    bool changed = false;
    for (int row = int(m_jobs.size()) - 1; row >= 0; --row) {
        const JobInfo *now = wanted.take(m_jobs[row].id);
        if (!now) {
            beginRemoveRows({}, row, row);
            m_jobs.removeAt(row);
            endRemoveRows();
            changed = true;
        } else if (!isSame(m_jobs[row], *now)) {
            m_jobs[row] = *now;
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
            changed = true;
        }
    }
    if (!wanted.isEmpty()) {
        const int first = int(m_jobs.size());
        beginInsertRows({}, first, first + int(wanted.size()) - 1);
        for (const JobInfo &job : jobs) { // in the caller's order
            if (wanted.contains(job.id))
                m_jobs += job;
        }
        endInsertRows();
        changed = true;
    }
    if (!changed)
        return;
    m_rows.clear();
    for (int row = 0; row < m_jobs.size(); ++row)
        m_rows.insert(m_jobs[row].id, row);
    emit jobsChanged();
}

} // namespace phi1
