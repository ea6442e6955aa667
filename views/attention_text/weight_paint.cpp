// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/weight_paint.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <cmath>

namespace phi1 {

void paintHatch(QPainter &painter, const QRectF &area)
{
    const Theme &theme = Theme::instance();
    painter.fillRect(area, theme.color(Theme::Token::Surface));
    painter.fillRect(area, QBrush(theme.color(Theme::Token::Error), Qt::BDiagPattern));
}

QString weightText(double weight)
{
    if (std::isnan(weight))
        return QStringLiteral("NaN");
    if (weight != 0 && std::fabs(weight) < 0.0005)
        return significant(weight);
    return decimal(weight, 3);
}

} // namespace phi1
