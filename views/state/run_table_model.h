// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAbstractTableModel>
#include <QHash>
#include <QVector>

#include "views/state/run_info.h"

namespace phi1 {

/// The runs of a workspace. Rows are updated in place and never reset; new ones are appended. Cells
/// return meaning: numbers as double or qint64 (invalid where a run has none), times as unix
/// seconds, states as int of RunState; delegates choose texts and colours. DisplayRole is there for
/// copying and accessibility.
class RunTableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Swatch, ///< eye and colour
        Name,
        State,
        Progress,
        TimeLeft,
        Loss,
        Best,
        Validation,
        TokensPerSecond,
        Mfu,
        Devices,
        Started,
        Tags,
        Notes,
        ColumnCount
    };
    enum Role {
        RunIdRole = Qt::UserRole, ///< QString
        StateRole,                ///< int of RunState
        StateTextRole,            ///< QString
        ReasonRole,               ///< QString
        ProgressRole,             ///< double 0…1, invalid without
        ColourSlotRole,           ///< int
        ColourRole,               ///< QString "#RRGGBB", empty: that of the slot
        DashRole,                 ///< int, -1: that of the slot
        ShownRole,                ///< bool
        BaselineRole,             ///< bool
        ArchivedRole,             ///< bool
        DimmedRole,               ///< bool: last values of something that is not there (any more)
        SortRole,                 ///< what the column sorts by: double or QString
        ValueRole,                ///< the number of the cell, invalid without
        TagsRole,                 ///< QStringList
        NameRole,                 ///< QString: folder name, where DisplayRole is the title
        SinceHeartbeatRole,       ///< double seconds
        StepRole,                 ///< qint64
        StepsRole,                ///< qint64
    };
    Q_ENUM(Column)

    explicit RunTableModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Name (title, EditRole), Tags (comma-separated), Notes, ShownRole, BaselineRole, ColourRole:
    /// goes to the session, the row changes when that says so.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QHash<int, QByteArray> roleNames() const override;

    const RunInfo &run(int row) const { return m_runs[row]; }
    const QVector<RunInfo> &runs() const { return m_runs; }
    int rowOf(const QString &id) const { return m_rows.value(id, -1); }
    const RunInfo *find(const QString &id) const;

    /// For grouping and colouring by something: "state", "stage", "preset", "devices", "host",
    /// "tag", or a key of the configuration. Empty where the run has none.
    QString groupOf(int row, const QString &key) const;
    /// Every group that there is, in natural order.
    QStringList groupNames(const QString &key) const;

    /// For the session. Rows that are known are changed in place, others appended.
    void update(const QVector<RunInfo> &runs);
    void remove(const QString &id);

signals:
    void annotationEdited(const QString &id, const phi1::RunAnnotation &annotation);

private:
    void updateRow(int row, const RunInfo &info);
    QVariant sortKey(const RunInfo &run, int column) const;
    QVariant value(const RunInfo &run, int column) const;
    QString display(const RunInfo &run, int column) const;

    QVector<RunInfo> m_runs;
    QHash<QString, int> m_rows;
};

} // namespace phi1
