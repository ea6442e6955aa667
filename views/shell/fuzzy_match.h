// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>
#include <QVector>

namespace phi1 {

struct FuzzyMatch {
    int score = 0;          ///< larger is better
    QVector<int> positions; ///< of the matched characters in the text
};

/// Whether the characters of `pattern` occur in `text` in this order, whatever their case, with
/// words of the pattern in any order: "ckpt now" and "now check" both find "Checkpoint now".
/// Beginnings of words and runs of neighbours score more. An empty pattern matches everything.
std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text);

} // namespace phi1
