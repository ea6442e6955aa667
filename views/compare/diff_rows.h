// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/code/token_text.h"
#include "views/compare/diff_view.h"

#include <QVector>

#include <memory>

namespace phi1 {

/// A column of a diff as lines; which of its text the first column (or, of the first one, any
/// other) does not have.
struct DiffText {
    std::shared_ptr<TokenText> text; ///< its tokens are stretches of text, changed or not
    QVector<bool> isChanged;         ///< of each stretch
    bool isLineChanged(int line) const;
};

/// A row of a diff: the lines that stand side by side.
struct DiffRow {
    QVector<int> lines; ///< of each column; -1 where it has none
    bool isEqual = false;
};

struct DiffRows {
    QVector<DiffText> columns;
    QVector<DiffRow> rows;
    int differences = 0; ///< stretches of rows that are not equal
    int equalLines = 0;
};

/// Holds each column against the first one: equal lines and lines with most words in common stand
/// on one row, what is between them side by side.
DiffRows alignColumns(const QVector<DiffColumn> &columns, DiffView::Unit unit);

} // namespace phi1
