// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/head_score_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

qsizetype scoreCount()
{
    return attentionScores().size();
}

} // namespace

HeadScoreModel::HeadScoreModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    reset(0, 0);
}

void HeadScoreModel::reset(int layers, int heads)
{
    beginResetModel();
    m_layers = layers;
    m_heads = heads;
    m_values.fill(NAN, qsizetype(layers) * heads * scoreCount());
    m_problems.fill({}, scoreCount());
    m_pending.fill(false, scoreCount());
    m_smallest.fill(NAN, scoreCount());
    m_largest.fill(NAN, scoreCount());
    m_measured.fill(0, scoreCount());
    endResetModel();
    emit scoresChanged();
}

int HeadScoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_layers * m_heads;
}

int HeadScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(scoreCount()) + 1;
}

HeadKey HeadScoreModel::headAt(int row) const
{
    return row >= 0 && row < rowCount() ? HeadKey{row / m_heads, row % m_heads} : HeadKey();
}

int HeadScoreModel::rowOf(HeadKey key) const
{
    const bool exists = key.isValid() && key.layer < m_layers && key.head < m_heads;
    return exists ? key.layer * m_heads + key.head : -1;
}

float HeadScoreModel::value(HeadKey key, int score) const
{
    const int row = rowOf(key);
    return row < 0 || score < 0 || score >= scoreCount() ? NAN
                                                         : m_values[row * scoreCount() + score];
}

HeadScores HeadScoreModel::scoresOf(HeadKey key) const
{
    const int row = rowOf(key);
    return {key, row < 0 ? QVector<float>(scoreCount(), NAN)
                         : m_values.mid(row * scoreCount(), scoreCount())};
}

QString HeadScoreModel::problem(int score) const
{
    return m_problems.value(score);
}

float HeadScoreModel::smallest(int score) const
{
    return m_smallest.value(score, NAN);
}

float HeadScoreModel::largest(int score) const
{
    return m_largest.value(score, NAN);
}

int HeadScoreModel::measured(int score) const
{
    return m_measured.value(score);
}

QVector<HeadKey> HeadScoreModel::ranked(int score, Qt::SortOrder order) const
{
    QVector<int> rows(rowCount());
    std::iota(rows.begin(), rows.end(), 0);
    if (score >= 0 && score < scoreCount()) {
        std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
            const float x = m_values[a * scoreCount() + score];
            const float y = m_values[b * scoreCount() + score];
            if (std::isnan(x) || std::isnan(y))
                return !std::isnan(x) && std::isnan(y);
            return order == Qt::AscendingOrder ? x < y : x > y;
        });
    }
    QVector<HeadKey> heads;
    heads.reserve(rows.size());
    for (const int row : std::as_const(rows))
        heads += headAt(row);
    return heads;
}

QVariant HeadScoreModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HeadKey head = headAt(index.row());
    const int score = scoreOf(index.column());
    if (role == HeadRole)
        return QVariant::fromValue(head);
    if (score < 0) {
        if (role == Qt::DisplayRole)
            return headName(head);
        if (role == ValueRole)
            return double(index.row());
        if (role == Qt::AccessibleTextRole)
            return tr("layer %1, head %2").arg(head.layer).arg(head.head);
        return {};
    }
    const float number = value(head, score);
    const bool isThere = !std::isnan(number);
    const CellState state = isThere                        ? CellState::Measured
                            : !m_problems[score].isEmpty() ? CellState::NotApplicable
                            : m_pending[score]             ? CellState::Pending
                                                           : CellState::NotMeasured;
    switch (role) {
    case Qt::DisplayRole:
        switch (state) {
        case CellState::Measured:
            return decimal(static_cast<double>(number), 2);
        case CellState::Pending:
            return QStringLiteral("…");
        case CellState::NotMeasured:
            return QStringLiteral("–");
        case CellState::NotApplicable:
            return tr("not applicable");
        }
        return {};
    case ValueRole:
        return static_cast<double>(number);
    case StateRole:
        return static_cast<int>(state);
    case ReasonRole:
    case Qt::ToolTipRole:
        return isThere ? QVariant() : QVariant(m_problems[score]);
    case BarRole: {
        const float most = attentionScores()[score].isShare() ? 1.0F : m_largest[score];
        if (!isThere || !(most > 0))
            return double(NAN);
        return static_cast<double>(std::clamp(number / most, 0.0F, 1.0F));
    }
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant HeadScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const int score = scoreOf(section);
    if (role == Qt::DisplayRole)
        return score < 0 ? tr("Head") : attentionScores()[score].title;
    if (score < 0)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole)
        return int(Qt::DescendingOrder); // what is strongest is looked for
    if (role == Qt::ToolTipRole) {
        const AttentionScoreInfo &info = attentionScores()[score];
        return QString(info.meaning % u'\n' % info.formula % u'\n' % info.source);
    }
    return {};
}

void HeadScoreModel::setPending(const QVector<int> &scores, bool pending)
{
    bool isNew = false;
    for (const int score : scores)
        isNew |= std::exchange(m_pending[score], pending) != pending;
    if (isNew)
        told(0, rowCount() - 1);
}

void HeadScoreModel::setProblem(int score, const QString &sentence)
{
    if (std::exchange(m_problems[score], sentence) != sentence)
        told(0, rowCount() - 1);
}

void HeadScoreModel::take(const QVector<HeadScores> &scores)
{
    int first = rowCount();
    int last = -1;
    for (const HeadScores &each : scores) {
        const int row = rowOf(each.key);
        if (row < 0 || each.values.size() != scoreCount())
            continue;
        for (int score = 0; score < scoreCount(); ++score) {
            const float number = each.values[score];
            if (std::isnan(number))
                continue;
            float &known = m_values[row * scoreCount() + score];
            m_measured[score] += std::isnan(known) ? 1 : 0;
            known = number;
            // fmin and fmax skip the NaN that stands for none.
            m_smallest[score] = std::fmin(m_smallest[score], number);
            m_largest[score] = std::fmax(m_largest[score], number);
        }
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        told(first, last);
}

void HeadScoreModel::clearScores(const QVector<int> &scores)
{
    for (const int score : scores) {
        for (int row = 0; row < rowCount(); ++row)
            m_values[row * scoreCount() + score] = NAN;
        m_problems[score].clear();
        m_pending[score] = false;
        m_smallest[score] = m_largest[score] = NAN;
        m_measured[score] = 0;
    }
    told(0, rowCount() - 1);
}

void HeadScoreModel::told(int firstRow, int lastRow)
{
    if (lastRow >= firstRow)
        emit dataChanged(index(firstRow, 0), index(lastRow, columnCount() - 1));
    emit scoresChanged();
}

} // namespace phi1
