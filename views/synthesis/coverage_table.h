// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace phi1 {

/// Heat map of a CoverageModel: the more, the further from the background. Cells are a table to
/// assistive technology; arrows walk, the tool tip tells all of a cell.
class CoverageTable final : public QTableView
{
    Q_OBJECT
public:
    explicit CoverageTable(QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();
    void arrange();
};

} // namespace phi1
