// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QVector>

#include "core/jobs/job_queue.h"

namespace phi1 {

/// One entry of the queue that is not over yet.
struct QueueInfo {
    QString id;
    QString name;
    QString job; ///< absolute folder; a run's id if it is one
    QString command;
    QStringList arguments;
    QueueState state = QueueState::Waiting;
    int position = 0;  ///< among those that wait, from 1; 0: does not wait
    QString after;     ///< id it waits for
    QString afterName; ///< its name
    /// One sentence if it cannot start as things stand: what it waits for failed.
    QString blocked;
    QString devices; ///< asked for; empty: any
    double added = 0, started = 0;

    bool operator==(const QueueInfo &) const = default;
};

/// The queue in its order: first what runs, then what waits. Rows that wait can be dragged; the
/// move goes to the session, the rows change when the queue on disk did.
class QueueTableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Position, Name, Command, State, After, Devices, Added, ColumnCount };
    enum Role {
        QueueIdRole = Qt::UserRole, ///< QString
        JobIdRole,                  ///< QString: folder
        QueueStateRole,             ///< int of QueueState
        BlockedRole,                ///< QString
        CommandLineRole,            ///< QString
    };
    Q_ENUM(Column)

    explicit QueueTableModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;
    /// Of one row that waits.
    bool moveRows(const QModelIndex &sourceParent, int sourceRow, int count,
                  const QModelIndex &destinationParent, int destinationChild) override;

    const QueueInfo &entry(int row) const { return m_entries[row]; }
    int rowOf(const QString &queueId) const;
    bool isPaused() const { return m_paused; }
    int waitingCount() const;

    /// For the session.
    void setEntries(const QVector<QueueInfo> &entries, bool paused);

signals:
    void pausedChanged(bool paused);
    void moveRequested(const QString &queueId, int position); ///< from 1, among those that wait

private:
    QVector<QueueInfo> m_entries;
    bool m_paused = false;
};

} // namespace phi1
