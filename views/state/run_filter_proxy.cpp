// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_filter_proxy.h"

#include "views/state/natural_order.h"
#include "views/state/run_table_model.h"

namespace phi1 {

namespace {

constexpr int bringUpMilliseconds = 2000;

/// −1, 0, 1; what is not known is "after" everything in both directions of sorting.
int compare(const QVariant &left, const QVariant &right)
{
    if (left.typeId() == QMetaType::QString || right.typeId() == QMetaType::QString) {
        const int order = naturalCompare(left.toString(), right.toString());
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    const double a = left.toDouble();
    const double b = right.toDouble();
    return a < b ? -1 : a > b ? 1 : 0;
}

bool isUnknown(const QVariant &key)
{
    return !key.isValid() || (key.typeId() == QMetaType::Double && qIsNaN(key.toDouble()));
}

} // namespace

RunFilterProxy::RunFilterProxy(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    m_timer.setSingleShot(true);
    m_timer.setInterval(bringUpMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &RunFilterProxy::bringUp);
}

void RunFilterProxy::setSourceModel(QAbstractItemModel *model)
{
    if (m_runs)
        disconnect(m_runs, nullptr, this, nullptr);
    m_runs = qobject_cast<RunTableModel *>(model);
    QSortFilterProxyModel::setSourceModel(model);
    if (m_runs)
        connect(m_runs, &QAbstractItemModel::dataChanged, this, &RunFilterProxy::onSourceChanged);
}

void RunFilterProxy::onSourceChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight)
{
    Q_UNUSED(bottomRight)
    Q_UNUSED(topLeft)
    m_stale = true;
    if (!m_held && !m_timer.isActive())
        m_timer.start();
}

void RunFilterProxy::bringUp()
{
    if (m_held || !m_stale)
        return;
    m_stale = false;
    // Views are only told if something moves: a table that is redrawn for nothing loses hovers.
    bool moves = false;
    for (int row = 0; row + 1 < rowCount() && !moves; ++row) {
        const QModelIndex here = mapToSource(index(row, std::max(0, sortColumn())));
        const QModelIndex next = mapToSource(index(row + 1, std::max(0, sortColumn())));
        if (sortColumn() < 0)
            break;
        moves = sortOrder() == Qt::AscendingOrder ? lessThan(next, here) : lessThan(here, next);
    }
    if (moves) {
        invalidate();
        return;
    }
    int accepted = 0;
    for (int row = 0; m_runs && row < m_runs->rowCount(); ++row) {
        const bool wanted = filterAcceptsRow(row, {});
        if (wanted != mapFromSource(m_runs->index(row, 0)).isValid()) {
            accepted = -1;
            break;
        }
    }
    if (accepted < 0)
        invalidateFilter();
}

void RunFilterProxy::setFilterText(const QString &text)
{
    if (text == m_filter.text())
        return;
    m_filter = RunFilter(text);
    invalidateFilter();
    emit filterChanged();
}

void RunFilterProxy::setArchivedShown(bool shown)
{
    if (shown == m_archivedShown)
        return;
    m_archivedShown = shown;
    invalidateFilter();
    emit filterChanged();
}

void RunFilterProxy::setGroupKey(const QString &key)
{
    if (key == m_groupKey)
        return;
    m_groupKey = key;
    invalidate();
    emit filterChanged();
}

void RunFilterProxy::setHeld(bool held)
{
    m_held = held;
    if (held)
        m_timer.stop();
    else if (m_stale)
        m_timer.start();
}

QString RunFilterProxy::runId(int proxyRow) const
{
    return index(proxyRow, 0).data(RunTableModel::RunIdRole).toString();
}

int RunFilterProxy::rowOf(const QString &runId) const
{
    const int row = m_runs ? m_runs->rowOf(runId) : -1;
    return row < 0 ? -1 : mapFromSource(m_runs->index(row, 0)).row();
}

bool RunFilterProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (parent.isValid() || !m_runs)
        return false;
    const RunInfo &run = m_runs->run(row);
    return (m_archivedShown || !run.annotation.archived) && m_filter.accepts(run);
}

bool RunFilterProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    if (!m_groupKey.isEmpty()) {
        const int order = compare(m_runs->groupOf(left.row(), m_groupKey),
                                  m_runs->groupOf(right.row(), m_groupKey));
        if (order != 0)
            return (order < 0) == ascending; // groups keep their order in both directions
    }
    const QVariant a = left.data(RunTableModel::SortRole);
    const QVariant b = right.data(RunTableModel::SortRole);
    const bool unknownA = isUnknown(a);
    const bool unknownB = isUnknown(b);
    if (unknownA != unknownB)
        return unknownB == ascending;
    const int order = unknownA ? 0 : compare(a, b);
    return order != 0 ? order < 0 : left.row() < right.row();
}

} // namespace phi1
