// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace phi1 {

class QueueTableModel;

/// The queue. Entries that wait are dragged or moved by Alt+↑ and Alt+↓; Del removes one.
class QueueView final : public QTreeView
{
    Q_OBJECT
public:
    explicit QueueView(QueueTableModel *queue, QWidget *parent = nullptr);

    QString currentEntry() const; ///< empty: none
    bool currentWaits() const;

signals:
    void currentEntryChanged();
    void moveRequested(const QString &queueId, int position); ///< from 1, among those that wait
    void removeRequested(const QString &queueId);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    QueueTableModel *m_queue;
};

} // namespace phi1
