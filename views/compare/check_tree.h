// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

class QStandardItem;
class QStandardItemModel;

namespace phi1 {

/// Groups of things to tick: the group's box ticks all of them.
class CheckTree final : public QTreeView
{
    Q_OBJECT
public:
    struct Entry {
        QString id;
        QString group;
        QString text;
        QString toolTip;
        bool enabled = true;
    };
    explicit CheckTree(QWidget *parent = nullptr);

    /// Entries of a group follow each other; what was ticked stays ticked.
    void setEntries(const QVector<Entry> &entries);
    QStringList checked() const; ///< ids, in the order shown
    void setChecked(const QStringList &ids);
    int count() const { return m_count; }

signals:
    void checkedChanged();

private:
    void spread(QStandardItem *item);
    void showGroup(QStandardItem *group);

    QStandardItemModel *m_items;
    int m_count = 0;
    bool m_changing = false;
};

} // namespace phi1
