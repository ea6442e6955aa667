// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/check_tree.h"

#include <QSet>
#include <QStandardItemModel>

#include "views/theme/theme.h"

namespace phi1 {

namespace {

constexpr int idRole = Qt::UserRole + 1;

} // namespace

CheckTree::CheckTree(QWidget *parent)
    : QTreeView(parent)
    , m_items(new QStandardItemModel(this))
{
    setModel(m_items);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    connect(m_items, &QStandardItemModel::itemChanged, this, &CheckTree::spread);
    Theme::instance().follow(this, [this] { setIndentation(Theme::instance().px(16)); });
}

void CheckTree::setEntries(const QVector<Entry> &entries)
{
    const QStringList before = checked();
    const QSet<QString> ticked(before.begin(), before.end());
    m_changing = true;
    m_items->clear();
    m_count = static_cast<int>(entries.size());
    QStandardItem *group = nullptr;
    for (const Entry &entry : entries) {
        if (!group || group->text() != entry.group) {
            group = new QStandardItem(entry.group);
            QFont font = group->font();
            font.setBold(true);
            group->setFont(font);
            group->setCheckable(true);
            m_items->appendRow(group);
        }
        auto *item = new QStandardItem(entry.text);
        item->setData(entry.id, idRole);
        item->setToolTip(entry.toolTip);
        item->setCheckable(true);
        item->setEnabled(entry.enabled);
        item->setCheckState(ticked.contains(entry.id) ? Qt::Checked : Qt::Unchecked);
        group->appendRow(item);
    }
    for (int row = 0; row < m_items->rowCount(); ++row)
        showGroup(m_items->item(row));
    m_changing = false;
    expandAll();
    emit checkedChanged();
}

QStringList CheckTree::checked() const
{
    QStringList ids;
    for (int row = 0; row < m_items->rowCount(); ++row) {
        const QStandardItem *group = m_items->item(row);
        for (int child = 0; child < group->rowCount(); ++child)
            if (group->child(child)->checkState() == Qt::Checked)
                ids << group->child(child)->data(idRole).toString();
    }
    return ids;
}

void CheckTree::setChecked(const QStringList &ids)
{
    m_changing = true;
    const QSet<QString> wanted(ids.begin(), ids.end());
    for (int row = 0; row < m_items->rowCount(); ++row) {
        QStandardItem *group = m_items->item(row);
        for (int child = 0; child < group->rowCount(); ++child) {
            QStandardItem *item = group->child(child);
            item->setCheckState(wanted.contains(item->data(idRole).toString()) ? Qt::Checked
                                                                               : Qt::Unchecked);
        }
        showGroup(group);
    }
    m_changing = false;
    emit checkedChanged();
}

void CheckTree::spread(QStandardItem *item)
{
    if (m_changing)
        return;
    m_changing = true;
    if (QStandardItem *group = item->parent()) {
        showGroup(group);
    } else if (item->checkState() != Qt::PartiallyChecked) {
        for (int child = 0; child < item->rowCount(); ++child)
            if (item->child(child)->isEnabled())
                item->child(child)->setCheckState(item->checkState());
    }
    m_changing = false;
    emit checkedChanged();
}

void CheckTree::showGroup(QStandardItem *group)
{
    int ticked = 0;
    for (int child = 0; child < group->rowCount(); ++child)
        ticked += group->child(child)->checkState() == Qt::Checked ? 1 : 0;
    group->setCheckState(ticked == 0                   ? Qt::Unchecked
                         : ticked == group->rowCount() ? Qt::Checked
                                                       : Qt::PartiallyChecked);
}

} // namespace phi1
