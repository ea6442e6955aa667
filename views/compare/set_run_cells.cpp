// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/set_run_cells.h"

#include "views/state/compare_grid.h"

namespace phi1 {

ResultCell resultCell(const CompareGrid &grid, int row, int column)
{
    const GridCell &cell = grid.cell(row, column);
    ResultCell shown;
    switch (cell.state) {
    case GridCell::State::Missing:
    case GridCell::State::Waiting:
        shown.state = ResultCell::State::Waiting;
        break;
    case GridCell::State::Running:
        shown.state = ResultCell::State::Running;
        break;
    case GridCell::State::Done:
        shown.state = ResultCell::State::Done;
        break;
    case GridCell::State::Failed:
        shown.state = ResultCell::State::Failed;
        break;
    }
    shown.text = cell.firstLine;
    shown.problem = cell.sentence;
    if (cell.state != GridCell::State::Done)
        return shown;
    if (!cell.completion.tokens.isEmpty())
        shown.tokens = static_cast<int>(cell.completion.tokens.size());
    shown.meanProbability = cell.completion.meanProbability;
    QStringList seen;
    for (int before = 0; before <= column; ++before) {
        const GridCell &other = grid.cell(row, before);
        if (other.state == GridCell::State::Done && !seen.contains(other.completion.text))
            seen << other.completion.text;
    }
    shown.variant = static_cast<int>(seen.indexOf(cell.completion.text));
    return shown;
}

} // namespace phi1
