// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/fuzzy_match.h"

#include <QStringList>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int perCharacter = 4;
constexpr int atWordStart = 12;
constexpr int beside = 10;
constexpr int wholeWords = 30;
constexpr int longestGap = 12; // further gaps cost no more

bool startsWord(const QString &text, int position)
{
    return position == 0 || !text[position - 1].isLetterOrNumber() ||
           (text[position].isUpper() && text[position - 1].isLower());
}

/// Best way to find one word, by dynamic programming over (character of the word, place in the
/// text); texts are titles, so the square of their length is nothing.
std::optional<FuzzyMatch> matchWord(const QString &word, const QString &folded, const QString &text)
{
    const int rows = static_cast<int>(word.size());
    const int columns = static_cast<int>(folded.size());
    if (rows > columns)
        return std::nullopt;
    constexpr int impossible = -1'000'000;
    QVector<QVector<int>> best(rows, QVector<int>(columns, impossible));
    QVector<QVector<int>> from(rows, QVector<int>(columns, -1));
    for (int row = 0; row < rows; ++row) {
        for (int column = row; column < columns; ++column) {
            if (folded[column] != word[row])
                continue;
            const int here = perCharacter + (startsWord(text, column) ? atWordStart : 0);
            if (row == 0) {
                best[row][column] = here - std::min(column, longestGap) / 4;
                continue;
            }
            for (int before = row - 1; before < column; ++before) {
                if (best[row - 1][before] == impossible)
                    continue;
                const int gap = column - before - 1;
                const int score =
                    best[row - 1][before] + here + (gap == 0 ? beside : -std::min(gap, longestGap));
                if (score > best[row][column]) {
                    best[row][column] = score;
                    from[row][column] = before;
                }
            }
        }
    }
    const auto end = std::max_element(best[rows - 1].cbegin(), best[rows - 1].cend());
    if (*end == impossible)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *end;
    int column = static_cast<int>(end - best[rows - 1].cbegin());
    for (int row = rows - 1; row >= 0; --row) {
        match.positions.prepend(column);
        column = from[row][column];
    }
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text)
{
    // Per character, so that positions stay those of `text` where folding changes lengths (ß).
    QString folded = text;
    for (QChar &character : folded)
        character = character.toCaseFolded();
    FuzzyMatch total;
    const QStringList words = pattern.toCaseFolded().split(QChar::Space, Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const auto match = matchWord(word, folded, text);
        if (!match)
            return std::nullopt;
        total.score += match->score;
        const int place = static_cast<int>(folded.indexOf(word));
        if (place >= 0 && startsWord(text, place))
            total.score += wholeWords;
        total.positions += match->positions;
    }
    total.score -= static_cast<int>(text.size()) / 8; // of equals the shorter
    std::sort(total.positions.begin(), total.positions.end());
    return total;
}

} // namespace phi1
