// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/compare/result_grid.h"

namespace phi1 {

class CompareGrid;

/// A cell as the grid shows it: equal outputs of a row have the same letter.
ResultCell resultCell(const CompareGrid &grid, int row, int column);

} // namespace phi1
