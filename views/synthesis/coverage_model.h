// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "core/synthesis/coverage.h"

namespace phi1 {

/// Topics × audiences: how many tokens of each there are, or how many prompts of it are done. The
/// first row and the last column hold sums.
class CoverageModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Measure {
        CorpusTokens, ///< of the corpus, whoever wrote them
        Prompts,      ///< kept, of those planned
    };
    enum Role {
        ShareRole =
            Qt::UserRole + 1, ///< of the largest cell, or of what is planned: 0 to 1; NaN: nothing
        SumRole,              ///< whether the cell is a sum
    };
    explicit CoverageModel(QObject *parent = nullptr);

    void setCoverage(const Coverage &coverage);
    const Coverage &coverage() const { return m_coverage; }
    void setMeasure(Measure measure);
    Measure measure() const { return m_measure; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    CoverageCell cellAt(int row, int column) const;
    QString textOf(const CoverageCell &cell) const;
    QString sentenceOf(int row, int column, const CoverageCell &cell) const;
    double shareOf(const CoverageCell &cell) const;

    Coverage m_coverage;
    Measure m_measure = Measure::CorpusTokens;
    double m_largest = 0;
    CoverageCell m_total;
    std::vector<CoverageCell> m_topicSums, m_audienceSums;
};

} // namespace phi1
