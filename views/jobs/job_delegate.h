// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace phi1 {

/// Cells of the queue and of the jobs: mark and word for a state, a bar with its share for
/// progress, text otherwise. Which column is which is told at construction.
class JobDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    struct Columns {
        int state = -1;
        int stateRole = -1; ///< int of RunState; -1: the queue's, which has words alone
        int progress = -1;
        int progressRole = -1;
        int devices = -1;
        QList<int> numbers; ///< aligned right
        QList<int> times;   ///< a QDateTime, shown as the window shows times
    };
    JobDelegate(Columns columns, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintContent(QPainter &painter, const QRect &rect, const QModelIndex &index) const;

    Columns m_columns;
};

} // namespace phi1
