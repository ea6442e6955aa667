// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/natural_order.h"

namespace phi1 {

namespace {

/// The number that begins at `at`, without leading zeros; moves on behind it.
QStringView digitsAt(const QString &text, qsizetype &at)
{
    while (at + 1 < text.size() && text[at] == u'0' && text[at + 1].isDigit())
        ++at;
    const qsizetype begin = at;
    while (at < text.size() && text[at].isDigit())
        ++at;
    return QStringView(text).mid(begin, at - begin);
}

} // namespace

int naturalCompare(const QString &left, const QString &right)
{
    bool isLeftNumber = false;
    bool isRightNumber = false;
    const double a = left.toDouble(&isLeftNumber);
    const double b = right.toDouble(&isRightNumber);
    if (isLeftNumber && isRightNumber && a != b)
        return a < b ? -1 : 1;
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < left.size() && j < right.size()) {
        if (left[i].isDigit() && right[j].isDigit()) {
            const QStringView first = digitsAt(left, i);
            const QStringView second = digitsAt(right, j);
            if (first.size() != second.size())
                return first.size() < second.size() ? -1 : 1;
            if (const int order = first.compare(second))
                return order;
            continue;
        }
        const QChar first = left[i++].toCaseFolded();
        const QChar second = right[j++].toCaseFolded();
        if (first != second)
            return first < second ? -1 : 1;
    }
    if (i < left.size() || j < right.size())
        return i < left.size() ? 1 : -1;
    return left.compare(right); // only their case differs
}

} // namespace phi1
