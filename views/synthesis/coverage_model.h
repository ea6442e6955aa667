// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "core/synthesis/coverage.h"

namespace phi1 {

/// Topics × audiences: how many tokens of each there are, or how many prompts of it are done. The
/// first row holds the sums of all topics, a row before the topics of an area ("recursion" of
/// "recursion › file trees") those of the area, and the first column those of all audiences.
class CoverageModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Measure {
        CorpusTokens, ///< of the corpus, whoever wrote them
        Prompts,      ///< kept, of those planned
    };
    enum Role {
        /// Of the largest cell, or of what is planned, 0 to 1; NaN: there is nothing.
        ShareRole = Qt::UserRole + 1,
        SumRole,   ///< whether a cell, or all of a row (of its header), is a sum
        DepthRole, ///< of a row: 1 within an area
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
    struct Row {
        QString title;     ///< without the area
        QString wholeName; ///< with it
        bool isSum = false;
        int depth = 0;
        std::vector<CoverageCell> cells; ///< all audiences, then each
    };
    void makeRows();
    Row sumRow(const QString &title, std::size_t firstTopic, std::size_t endTopic) const;
    QString textOf(const CoverageCell &cell) const;
    QString sentenceOf(const Row &row, int column, const CoverageCell &cell) const;
    double shareOf(const CoverageCell &cell) const;

    Coverage m_coverage;
    Measure m_measure = Measure::CorpusTokens;
    double m_largest = 0; ///< tokens of a cell that is no sum
    std::vector<Row> m_rows;
};

} // namespace phi1
