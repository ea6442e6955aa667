// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QTimer>

#include "views/state/run_filter.h"

namespace phi1 {

class RunTableModel;

/// Order and selection of the run table. While values of live runs change, rows stay where they
/// are; the order is brought up every two seconds unless it is held (pointer or editor in the
/// table), and at once when something new is asked for.
class RunFilterProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit RunFilterProxy(QObject *parent = nullptr);
    void setSourceModel(QAbstractItemModel *model) override;

    /// Words (all must be found in title, name, tags, notes or state), "tag:x", "state:failed",
    /// "key=value" of the configuration, /regular expression/, "-" before any of them: not.
    void setFilterText(const QString &text);
    QString filterText() const { return m_filter.text(); }
    /// Empty, or a sentence: what of the text could not be understood.
    QString filterProblem() const { return m_filter.problem(); }

    void setArchivedShown(bool shown);
    bool isArchivedShown() const { return m_archivedShown; }

    /// Rows of one group stand together, groups in natural order; empty: no groups. See
    /// RunTableModel::groupOf().
    void setGroupKey(const QString &key);
    QString groupKey() const { return m_groupKey; }

    /// While held, nothing moves.
    void setHeld(bool held);

    QString runId(int proxyRow) const;
    int rowOf(const QString &runId) const;

signals:
    void filterChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void onSourceChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight);
    void bringUp();

    RunTableModel *m_runs = nullptr;
    RunFilter m_filter;
    QString m_groupKey;
    bool m_archivedShown = false;
    bool m_held = false;
    bool m_stale = false; ///< order or selection may be another by now
    QTimer m_timer;
};

} // namespace phi1
