// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace phi1 {

/// A token alone on one line, as tables and chips show it: line ends as ↵, tabs as →, escapes as in
/// the token view; cut to `longest` characters with "…".
/// @param dots  leading and trailing spaces, which would not be seen, as ·
QString shownBytes(const QByteArray &bytes, bool dots = true, int longest = 40);

/// A line of a model's text or a name of somebody else's, safe to paint: nothing in it acts.
QString shownLine(const QString &text, int longest = 400);

/// A text of somebody else's as a tool tip, which would take it for HTML where it looks like it.
QString toolTipOf(const QString &text, bool isCode = false);

/// A stop string as it is typed: "\n\n\n", control characters escaped.
QString escapedText(const QString &text);

} // namespace phi1
