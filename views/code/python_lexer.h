// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QStringView>
#include <QVector>

namespace phi1 {

/// A coloured part of a line of Python.
struct PythonSpan {
    int start = 0;
    int length = 0;
    Theme::Syntax role = Theme::Syntax::Keyword;
    bool operator==(const PythonSpan &) const = default;
};

/// What a line inherits from the one before: 0 outside strings, otherwise which kind of string goes
/// on.
using PythonState = int;

/// Highlights one line of Python, which may be unfinished, and is no parser: whatever it is given
/// it ends, in time linear in the line.
/// @param line   without its line end
/// @param state  of the end of the line before; 0 at the beginning
/// @param spans  cleared and filled in ascending order, not overlapping; may be null
/// @return the state at the end of the line
PythonState highlightPythonLine(QStringView line, PythonState state, QVector<PythonSpan> *spans);

} // namespace phi1
