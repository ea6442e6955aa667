// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace phi1 {

/// A token alone on one line, as tables and chips show it: line ends as ↵, tabs as →, escapes as in
/// the token view; cut to `longest` characters with "…".
/// @param dots  leading and trailing spaces, which would not be seen, as ·
QString shownBytes(const QByteArray &bytes, bool dots = true, int longest = 40);

/// A stop string as it is typed: "\n\n\n", control characters escaped.
QString escapedText(const QString &text);

} // namespace phi1
