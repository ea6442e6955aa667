// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/samples_types.h"

namespace phi1 {

class FactsGrid;

/// Where a sample is from and what is known about it. The facts have fixed places, so that nothing
/// moves from sample to sample; everything else is told by detailsText().
class ProvenancePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ProvenancePanel(QWidget *parent = nullptr);

    void setPage(const SamplePage *page); ///< null: none
    void setColumns(int columns);
    QString value(const QString &label) const; ///< of a fact, as shown
    /// Prompt, settings, place of origin, hash and every further column, a line each.
    static QString detailsText(const SamplePage &page);

signals:
    void duplicatesRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void makeGrid(int columns);

    FactsGrid *m_grid = nullptr;
    int m_columns = 0;
    int m_duplicates = -1;
    std::shared_ptr<const SamplePage> m_page;
};

} // namespace phi1
