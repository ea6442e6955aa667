// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/shell_words.h"

#include <QRegularExpression>

namespace phi1 {

QString shellLine(const QStringList &words)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    QStringList quoted;
    for (QString word : words) {
        if (!plain.match(word).hasMatch())
            word = u'\'' % word.replace(u'\'', QStringLiteral("'\\''")) % u'\'';
        quoted += word;
    }
    return quoted.join(u' ');
}

} // namespace phi1
