// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSortFilterProxyModel>

#include "views/state/attention_types.h"

namespace phi1 {

/// The scores of all heads of a model: one row per head in the order of layers and heads, first
/// column the head, then one per score in the order of attentionScores(). Rows are there as soon as
/// the number of layers and heads is known; their numbers come later.
class HeadScoreModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        /// Number to sort by and to show, a double; NaN: not there. Of the first column the row.
        ValueRole = Qt::UserRole + 1,
        HeadRole,   ///< phi1::HeadKey
        StateRole,  ///< int of CellState
        ReasonRole, ///< why there is no number, a sentence; also the tool tip
        /// Length of the bar under the number, 0 to 1: a share itself, else by the largest of the
        /// column; NaN: none.
        BarRole,
    };
    enum class CellState {
        Measured,
        Pending,       ///< "…": will come
        NotMeasured,   ///< "–"
        NotApplicable, ///< ReasonRole says why
    };
    Q_ENUM(CellState)

    explicit HeadScoreModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// DisplayRole is the text of a number ("0.91", "–", "not applicable"), translated.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// ToolTipRole: formula and source of the score.
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    int layers() const { return m_layers; }
    int heads() const { return m_heads; }
    HeadKey headAt(int row) const;
    int rowOf(HeadKey key) const; ///< -1: no such head
    static int columnOf(int score) { return score + 1; }
    static int scoreOf(int column) { return column - 1; } ///< -1: the head's own column
    /// NaN: not there.
    float value(HeadKey key, int score) const;
    HeadScores scoresOf(HeadKey key) const;
    /// Why a score has no number for any head, one sentence; empty: it is measured, or will be.
    QString problem(int score) const;
    /// Smallest and largest number of a score, NaN without any.
    float smallest(int score) const;
    float largest(int score) const;
    int measured(int score) const; ///< heads with a number
    /// All heads by a score, those without a number last; ties in the order of the model.
    QVector<HeadKey> ranked(int score, Qt::SortOrder order = Qt::DescendingOrder) const;

    // For the session.
    void reset(int layers, int heads);
    void setPending(const QVector<int> &scores, bool pending);
    void setProblem(int score, const QString &sentence);
    /// Takes over what is not NaN.
    void take(const QVector<HeadScores> &scores);
    void clearScores(const QVector<int> &scores); ///< numbers and problems

signals:
    void scoresChanged(); ///< any number; after the model's own signals

private:
    void told(int firstRow, int lastRow);

    int m_layers = 0, m_heads = 0;
    QVector<float> m_values; ///< [L · H, scores]
    QVector<QString> m_problems;
    QVector<bool> m_pending;
    QVector<float> m_smallest, m_largest;
    QVector<int> m_measured;
};

/// Sorts numbers with missing ones at the end whichever way, and filters by what a reader types:
/// "9" a layer, "9.14" or "L9H14" a head, "induction > 0.5" (<, >, <=, >=, =; a score's key or
/// title), several of them joined by blanks or commas. What is none of these filters nothing and is
/// told by problem().
class HeadScoreProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit HeadScoreProxy(QObject *parent = nullptr);

    void setFilterText(const QString &text);
    QString filterText() const { return m_text; }
    QString problem() const { return m_problem; } ///< one sentence; empty: understood
    HeadKey headAt(int row) const;                ///< of this proxy's rows
    int rowOf(HeadKey key) const;                 ///< -1: filtered away
    QVector<HeadKey> shownHeads() const;          ///< in the shown order

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    struct Condition {
        int layer = -1, head = -1;
        int score = -1; ///< -1: of layer and head
        enum class Relation { Less, LessEqual, Equal, GreaterEqual, Greater };
        Relation relation = Relation::Greater;
        double limit = 0;
    };
    bool parse(const QString &text, QVector<Condition> &conditions);

    QString m_text, m_problem;
    QVector<Condition> m_conditions;
};

} // namespace phi1
