// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/coverage_model.h"

#include <algorithm>
#include <cmath>

#include "core/synthesis/seed_lists.h"
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

/// What stands before the last part of a topic's path; empty: nothing.
std::string_view areaOf(std::string_view topic)
{
    const std::size_t at = topic.rfind(topicSeparator);
    return at == std::string_view::npos ? std::string_view() : topic.substr(0, at);
}

} // namespace

CoverageModel::CoverageModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

CoverageModel::Row CoverageModel::sumRow(const QString &title, std::size_t firstTopic,
                                         std::size_t endTopic) const
{
    Row row;
    row.title = row.wholeName = title;
    row.isSum = true;
    row.cells.resize(m_coverage.audiences.size() + 1);
    for (std::size_t topic = firstTopic; topic < endTopic; ++topic) {
        for (std::size_t audience = 0; audience < m_coverage.audiences.size(); ++audience) {
            const CoverageCell &cell = m_coverage.at(topic, audience);
            add(row.cells[audience + 1], cell);
            add(row.cells[0], cell);
        }
    }
    return row;
}

void CoverageModel::makeRows()
{
    const std::vector<std::string> &topics = m_coverage.topics;
    m_rows.clear();
    m_largest = 0;
    for (const CoverageCell &cell : m_coverage.cells)
        m_largest = std::max(m_largest, static_cast<double>(cell.corpusTokens));
    if (topics.empty())
        return;
    m_rows.push_back(sumRow(tr("All topics"), 0, topics.size()));
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        const std::string_view area = areaOf(topics[topic]);
        if (!area.empty() && (topic == 0 || areaOf(topics[topic - 1]) != area)) {
            std::size_t end = topic;
            while (end < topics.size() && areaOf(topics[end]) == area)
                ++end;
            m_rows.push_back(sumRow(
                QString::fromUtf8(area.data(), static_cast<qsizetype>(area.size())), topic, end));
        }
        const QString whole =
            topics[topic].empty() ? tr("Anything") : QString::fromStdString(topics[topic]);
        Row row = sumRow(whole, topic, topic + 1);
        row.isSum = false;
        if (!area.empty()) {
            row.title =
                QString::fromStdString(topics[topic].substr(area.size() + topicSeparator.size()));
            row.depth = 1;
        }
        m_rows.push_back(std::move(row));
    }
}

void CoverageModel::setCoverage(const Coverage &coverage)
{
    const bool same =
        coverage.topics == m_coverage.topics && coverage.audiences == m_coverage.audiences;
    if (!same)
        beginResetModel();
    m_coverage = coverage;
    makeRows();
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
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CoverageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_rows.empty() ? 0
                                              : static_cast<int>(m_coverage.audiences.size()) + 1;
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

QString CoverageModel::sentenceOf(const Row &row, int column, const CoverageCell &cell) const
{
    const QString audience = headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
    const QString tokens = grouped(qint64(cell.corpusTokens));
    return tr("%1, for %2: %3 prompts planned, %4 samples kept (%5 tokens), %6 answers not kept; "
              "the corpus has %7 samples, %8 tokens")
        .arg(row.wholeName, audience, grouped(qint64(cell.planned)), grouped(qint64(cell.kept)),
             grouped(qint64(cell.tokens)), grouped(qint64(cell.refused)),
             grouped(qint64(cell.inCorpus)),
             m_coverage.corpusTokensEstimated ? approximately(tokens) : tokens);
}

QVariant CoverageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const CoverageCell &cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(cell);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sentenceOf(row, index.column(), cell);
    case ShareRole:
        return shareOf(cell);
    case SumRole:
        return row.isSum || index.column() == 0;
    default:
        return {};
    }
}

QVariant CoverageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        const Row &row = m_rows[static_cast<std::size_t>(section)];
        switch (role) {
        case Qt::DisplayRole:
            return row.title;
        case Qt::ToolTipRole:
            return row.wholeName;
        case SumRole:
            return row.isSum;
        case DepthRole:
            return row.depth;
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? tr("All") : tr("all audiences");
    QString name =
        QString::fromStdString(m_coverage.audiences[static_cast<std::size_t>(section - 1)]);
    if (name.isEmpty())
        return tr("anybody");
    // In the narrow column the article is not worth its room.
    for (const QString &article : {u"a "_s, u"an "_s, u"the "_s}) {
        if (role == Qt::DisplayRole && name.startsWith(article)) {
            name.remove(0, article.size());
            break;
        }
    }
    return name;
}

} // namespace phi1
