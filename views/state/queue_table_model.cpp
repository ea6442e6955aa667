// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/queue_table_model.h"

#include <algorithm>
#include <memory>

#include <QDateTime>
#include <QMimeData>

#include "views/state/shell_words.h"

namespace phi1 {

namespace {

const QString mimeType = QStringLiteral("application/x-phi1-queue-entry");

QString stateText(const QueueInfo &entry)
{
    switch (entry.state) {
    case QueueState::Waiting:
        return entry.blocked.isEmpty() ? QueueTableModel::tr("waiting")
                                       : QueueTableModel::tr("blocked");
    case QueueState::Starting:
        return QueueTableModel::tr("starting");
    case QueueState::Running:
        return QueueTableModel::tr("running");
    case QueueState::Finished:
        return QueueTableModel::tr("finished");
    case QueueState::Stopped:
        return QueueTableModel::tr("stopped");
    case QueueState::Failed:
        return QueueTableModel::tr("failed");
    }
    return {};
}

} // namespace

QueueTableModel::QueueTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

int QueueTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int QueueTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QueueInfo &entry = m_entries[index.row()];
    switch (role) {
    case QueueIdRole:
        return entry.id;
    case JobIdRole:
        return entry.job;
    case QueueStateRole:
        return int(entry.state);
    case BlockedRole:
        return entry.blocked;
    case CommandLineRole:
        return shellLine(QStringList(QStringLiteral("phi1")) + entry.arguments);
    case Qt::ToolTipRole:
        return entry.blocked.isEmpty() ? QVariant() : entry.blocked;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Position:
        return entry.position > 0 ? QVariant(entry.position) : QVariant(QString());
    case Name:
        return entry.name;
    case Command:
        return entry.command;
    case State:
        return stateText(entry);
    case After:
        return entry.afterName;
    case Devices:
        return entry.devices.isEmpty() ? tr("any") : entry.devices;
    case Added:
        return QDateTime::fromMSecsSinceEpoch(qint64(entry.added * 1000));
    default:
        return {};
    }
}

QVariant QueueTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position:
        return tr("#");
    case Name:
        return tr("Name");
    case Command:
        return tr("Command");
    case State:
        return tr("State");
    case After:
        return tr("After");
    case Devices:
        return tr("Device");
    case Added:
        return tr("Queued");
    default:
        return {};
    }
}

Qt::ItemFlags QueueTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    if (m_entries[index.row()].state == QueueState::Waiting)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList QueueTableModel::mimeTypes() const
{
    return {mimeType};
}

QMimeData *QueueTableModel::mimeData(const QModelIndexList &indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto data = std::make_unique<QMimeData>();
    data->setData(mimeType, m_entries[indexes.first().row()].id.toUtf8());
    return data.release(); // the drag owns it
}

bool QueueTableModel::canDropMimeData(const QMimeData *data, Qt::DropAction action, int, int,
                                      const QModelIndex &) const
{
    return action == Qt::MoveAction && data && data->hasFormat(mimeType) &&
           rowOf(QString::fromUtf8(data->data(mimeType))) >= 0;
}

bool QueueTableModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row,
                                   int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    // Onto a row means before it; below all rows means behind the last.
    const int before = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    moveRows({}, rowOf(QString::fromUtf8(data->data(mimeType))), 1, {}, before);
    // The view must not remove the dragged row: it moves when the queue on disk has changed.
    return false;
}

bool QueueTableModel::moveRows(const QModelIndex &sourceParent, int sourceRow, int count,
                               const QModelIndex &destinationParent, int destinationChild)
{
    if (sourceParent.isValid() || destinationParent.isValid() || count != 1 || sourceRow < 0 ||
        sourceRow >= rowCount() || destinationChild < 0 || destinationChild > rowCount() ||
        destinationChild == sourceRow || destinationChild == sourceRow + 1 ||
        m_entries[sourceRow].state != QueueState::Waiting)
        return false;
    int position = 1; // among those that wait, without the moved one
    for (int row = 0; row < destinationChild; ++row) {
        if (row != sourceRow && m_entries[row].state == QueueState::Waiting)
            ++position;
    }
    if (position == m_entries[sourceRow].position)
        return false;
    emit moveRequested(m_entries[sourceRow].id, position);
    return true;
}

int QueueTableModel::rowOf(const QString &queueId) const
{
    for (int row = 0; row < m_entries.size(); ++row) {
        if (m_entries[row].id == queueId)
            return row;
    }
    return -1;
}

int QueueTableModel::waitingCount() const
{
    return int(std::count_if(m_entries.begin(), m_entries.end(), [](const QueueInfo &entry) {
        return entry.state == QueueState::Waiting;
    }));
}

void QueueTableModel::setEntries(const QVector<QueueInfo> &entries, bool paused)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const QString &id = m_entries[row].id;
        if (std::any_of(entries.begin(), entries.end(),
                        [&](const QueueInfo &entry) { return entry.id == id; }))
            continue;
        beginRemoveRows({}, row, row);
        m_entries.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < entries.size(); ++row) {
        const int now = rowOf(entries[row].id);
        if (now < 0) {
            beginInsertRows({}, row, row);
            m_entries.insert(row, entries[row]);
            endInsertRows();
        } else if (now != row) { // always from below: the rows above are in place
            beginMoveRows({}, now, now, {}, row);
            m_entries.move(now, row);
            endMoveRows();
        }
        if (m_entries[row] != entries[row]) {
            m_entries[row] = entries[row];
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
    if (paused != m_paused) {
        m_paused = paused;
        emit pausedChanged(paused);
    }
}

} // namespace phi1
