// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/coverage_model.h"

#include <algorithm>
#include <cmath>

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

void add(CoverageCell &sum, const CoverageCell &cell)
{
    sum.planned += cell.planned;
    sum.kept += cell.kept;
    sum.refused += cell.refused;
    sum.tokens += cell.tokens;
    sum.inCorpus += cell.inCorpus;
    sum.corpusTokens += cell.corpusTokens;
}

} // namespace

CoverageModel::CoverageModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void CoverageModel::setCoverage(const Coverage &coverage)
{
    const bool same =
        coverage.topics == m_coverage.topics && coverage.audiences == m_coverage.audiences;
    if (!same)
        beginResetModel();
    m_coverage = coverage;
    m_total = coverage.total();
    m_topicSums.assign(coverage.topics.size(), {});
    m_audienceSums.assign(coverage.audiences.size(), {});
    m_largest = 0;
    for (std::size_t t = 0; t < coverage.topics.size(); ++t) {
        for (std::size_t a = 0; a < coverage.audiences.size(); ++a) {
            const CoverageCell &cell = coverage.at(t, a);
            add(m_topicSums[t], cell);
            add(m_audienceSums[a], cell);
            m_largest = std::max(m_largest, static_cast<double>(cell.corpusTokens));
        }
    }
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void CoverageModel::setMeasure(Measure measure)
{
    if (measure == m_measure)
        return;
    m_measure = measure;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int CoverageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_coverage.topics.empty()
               ? 0
               : static_cast<int>(m_coverage.topics.size()) + 1;
}

int CoverageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_coverage.topics.empty()
               ? 0
               : static_cast<int>(m_coverage.audiences.size()) + 1;
}

CoverageCell CoverageModel::cellAt(int row, int column) const
{
    const auto audiences = static_cast<int>(m_coverage.audiences.size());
    if (row == 0)
        return column == audiences ? m_total : m_audienceSums[static_cast<std::size_t>(column)];
    const auto topic = static_cast<std::size_t>(row - 1);
    return column == audiences ? m_topicSums[topic]
                               : m_coverage.at(topic, static_cast<std::size_t>(column));
}

QString CoverageModel::textOf(const CoverageCell &cell) const
{
    if (m_measure == Measure::CorpusTokens)
        return cell.inCorpus == 0 ? QString() : siNumber(static_cast<double>(cell.corpusTokens));
    return cell.planned == 0 && cell.kept == 0
               ? QString()
               : tr("%1 / %2").arg(grouped(qint64(cell.kept)), grouped(qint64(cell.planned)));
}

double CoverageModel::shareOf(const CoverageCell &cell) const
{
    if (m_measure == Measure::CorpusTokens)
        return m_largest > 0 && cell.inCorpus > 0
                   ? std::min(1.0, static_cast<double>(cell.corpusTokens) / m_largest)
                   : std::nan("");
    if (cell.planned == 0)
        return std::nan("");
    return std::min(1.0, static_cast<double>(cell.kept) / static_cast<double>(cell.planned));
}

QString CoverageModel::sentenceOf(int row, int column, const CoverageCell &cell) const
{
    const QString topic = headerData(row, Qt::Vertical, Qt::DisplayRole).toString();
    const QString audience = headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    const QString tokens = grouped(qint64(cell.corpusTokens));
    return tr("%1, for %2: %3 prompts planned, %4 samples kept (%5 tokens), %6 answers not kept; "
              "the corpus has %7 samples, %8 tokens")
        .arg(topic, audience, grouped(qint64(cell.planned)), grouped(qint64(cell.kept)),
             grouped(qint64(cell.tokens)), grouped(qint64(cell.refused)),
             grouped(qint64(cell.inCorpus)),
             m_coverage.corpusTokensEstimated ? approximately(tokens) : tokens);
}

QVariant CoverageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const CoverageCell cell = cellAt(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(cell);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sentenceOf(index.row(), index.column(), cell);
    case ShareRole:
        return shareOf(cell);
    case SumRole:
        return index.row() == 0 || index.column() == static_cast<int>(m_coverage.audiences.size());
    default:
        return {};
    }
}

QVariant CoverageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return orientation == Qt::Vertical && role == Qt::TextAlignmentRole
                   ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                   : QVariant();
    if (orientation == Qt::Vertical)
        return section == 0 ? tr("All topics")
                            : QString::fromStdString(
                                  m_coverage.topics[static_cast<std::size_t>(section - 1)]);
    if (section == static_cast<int>(m_coverage.audiences.size()))
        return tr("All");
    const std::string &name = m_coverage.audiences[static_cast<std::size_t>(section)];
    return name.empty() ? tr("Anybody") : QString::fromStdString(name);
}

} // namespace phi1
