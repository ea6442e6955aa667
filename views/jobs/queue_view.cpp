// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jobs/queue_view.h"

#include <QHeaderView>
#include <QKeyEvent>

#include "views/jobs/job_delegate.h"
#include "views/state/queue_table_model.h"
#include "views/theme/theme.h"

namespace phi1 {

QueueView::QueueView(QueueTableModel *queue, QWidget *parent)
    : QTreeView(parent)
    , m_queue(queue)
{
    setAccessibleName(tr("Queue"));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setDragDropMode(InternalMove);
    setDragDropOverwriteMode(false);
    setDropIndicatorShown(true);
    setDefaultDropAction(Qt::MoveAction);
    setModel(queue);
    JobDelegate::Columns columns;
    columns.state = QueueTableModel::State;
    columns.numbers = {QueueTableModel::Position};
    columns.devices = QueueTableModel::Devices;
    columns.times = {QueueTableModel::Added};
    setItemDelegate(new JobDelegate(columns, this));
    Theme::instance().follow(this, [this] {
        constexpr int widths[QueueTableModel::ColumnCount] = {44, 200, 100, 120, 180, 120, 120};
        for (int column = 0; column < QueueTableModel::ColumnCount; ++column)
            setColumnWidth(column, Theme::instance().px(widths[column]));
    });
}

QString QueueView::currentEntry() const
{
    return currentIndex().data(QueueTableModel::QueueIdRole).toString();
}

bool QueueView::currentWaits() const
{
    const int row = currentIndex().row();
    return row >= 0 && row < m_queue->rowCount() && m_queue->entry(row).position > 0;
}

void QueueView::keyPressEvent(QKeyEvent *event)
{
    const bool up = event->key() == Qt::Key_Up;
    const bool down = event->key() == Qt::Key_Down;
    if ((event->modifiers() & Qt::AltModifier) && (up || down) && currentWaits()) {
        const QueueInfo &entry = m_queue->entry(currentIndex().row());
        const int position = entry.position + (up ? -1 : 1);
        if (position >= 1 && position <= m_queue->waitingCount())
            emit moveRequested(entry.id, position);
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Delete && currentWaits()) {
        emit removeRequested(currentEntry());
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void QueueView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    emit currentEntryChanged();
}

} // namespace phi1
