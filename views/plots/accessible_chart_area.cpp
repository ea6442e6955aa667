// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/accessible_chart_area.h"

#include <cmath>

#include "views/format/number_text.h"
#include "views/plots/chart_area.h"
#include "views/plots/chart_area_p.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QAccessibleInterface *create(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *area = qobject_cast<ChartArea *>(object);
    return area ? new AccessibleChartArea(area) : nullptr;
}

} // namespace

AccessibleChartArea::AccessibleChartArea(ChartArea *area)
    : QAccessibleWidget(area, QAccessible::Chart)
    , m_area(area)
{}

void AccessibleChartArea::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(installed)
}

QString AccessibleChartArea::text(QAccessible::Text kind) const
{
    if (kind == QAccessible::Name) {
        QStringList titles;
        for (const ChartSpec &spec : m_area->charts())
            titles << spec.title;
        return titles.isEmpty() ? m_area->accessibleName()
                                : ChartArea::tr("Charts: %1").arg(titles.join(u", "_s));
    }
    if (kind == QAccessible::Value || kind == QAccessible::Description)
        return m_area->description();
    return QAccessibleWidget::text(kind);
}

QString ChartArea::description() const
{
    QStringList sentences;
    const bool cursor = !crosshairRun().isEmpty();
    if (cursor)
        sentences << tr("crosshair at step %1").arg(number_text::grouped(crosshairStep()));
    for (int index = 0; index < d->runs.size() && index < 12; ++index) {
        QStringList values;
        for (const auto &chart : d->charts) {
            const Chart::RunLine *line = d->lineOf(*chart, index);
            std::size_t rows = line ? std::min(line->keys->size(), line->shown->size()) : 0;
            while (rows > 0 && isMissing((*line->shown)[rows - 1]))
                --rows;
            if (rows == 0)
                continue;
            std::size_t row = rows - 1;
            if (cursor && index == d->cursor.run && d->cursor.row < rows)
                row = d->cursor.row;
            values << tr("%1 %2").arg(chart->spec.title, d->valueText(*chart, (*line->shown)[row]));
        }
        sentences << (values.isEmpty()
                          ? tr("%1: no numbers yet").arg(d->runs[index].name)
                          : tr("%1: %2").arg(d->runs[index].name, values.join(u", "_s)));
    }
    if (d->runs.size() > 12)
        sentences << tr("and %1 more").arg(d->runs.size() - 12);
    return sentences.join(u"; "_s);
}

} // namespace phi1
