// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QFontMetrics>
#include <QPainterPath>

#include "views/plots/chart_area_p.h"

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void ChartAreaPrivate::paintPanels(QCPPainter *painter)
{
    painter->setAntialiasing(true);
    if (exporting)
        painter->fillRect(plot->rect(), color(Theme::Token::Surface));
    for (const QRect &panel : panels) {
        if (exporting)
            continue; // on paper the frame is the paper
        const bool focusRing = q->hasFocus() && Theme::instance().showsKeyboardFocus() &&
                               !charts.empty() &&
                               charts[static_cast<std::size_t>(focused)]->panel ==
                                   static_cast<int>(&panel - panels.data());
        painter->setPen(QPen(color(Theme::Token::Border), 1));
        painter->setBrush(color(Theme::Token::Surface));
        // An antialiased QCPPainter is half a pixel off already.
        painter->drawRoundedRect(QRectF(panel).adjusted(0, 0, -1, -1), px(6), px(6));
        if (focusRing) {
            const Chart &chart = *charts[static_cast<std::size_t>(focused)];
            painter->setPen(QPen(color(Theme::Token::Accent), px(2)));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(chart.cell).adjusted(2, 2, -2, -2), px(5), px(5));
        }
    }
    for (const auto &chart : charts) {
        const QRect panel = panels[static_cast<std::size_t>(chart->panel)];
        if (chart->cell.top() > panel.top() && !exporting) {
            painter->setAntialiasing(false);
            painter->setPen(QPen(color(Theme::Token::Grid), 1));
            painter->drawLine(
                QLineF(panel.left() + 1, chart->cell.top(), panel.right() - 1, chart->cell.top()));
            painter->setAntialiasing(true);
        }
        paintHead(painter, *chart);
    }
    if (exporting)
        paintLegend(painter);
}

QString ChartAreaPrivate::caption(const Chart &chart) const
{
    QStringList parts;
    if (!chart.spec.unit.isEmpty())
        parts << chart.spec.unit;
    if (chart.spec.smoothable && smoothing.strength > 0 && chart.spec.column != u"validation")
        parts << tr("smoothed %1").arg(smoothing.strength, 0, 'f', 2);
    bool validation = false;
    bool planned = false;
    for (const CurveLine &line : chart.curves->lines()) {
        validation = validation || (line.role == CurveLine::Role::Validation &&
                                    chart.spec.kind == ChartSpec::Loss);
        planned = planned || line.role == CurveLine::Role::Plan;
    }
    if (validation)
        parts << tr("validation dashed");
    if (planned)
        parts << tr("planned dotted");
    if (grouped)
        parts << tr("mean of groups");
    if (chart.logY)
        parts << tr("log y");
    if (logX && &chart == charts.front().get())
        parts << tr("log x");
    if (chart.spec.kind == ChartSpec::Loss && runs.size() > runsWithRawLines)
        parts << (smoothing.strength > 0 ? tr("raw and validation of the selected run only")
                                         : tr("validation of the selected run only"));
    if (chart.clipped > 0 && !chart.zoomedY) {
        const QString limit = limitText(chart.clipLimit);
        const auto count = static_cast<qint64>(chart.clipped);
        if (count == 1)
            parts << (chart.clippedBelow ? tr("1 point clipped below %1 ▼").arg(limit)
                                         : tr("1 point clipped above %1 ▲").arg(limit));
        else
            parts << (chart.clippedBelow ? tr("%1 points clipped below %2 ▼")
                                         : tr("%1 points clipped above %2 ▲"))
                         .arg(number_text::grouped(count), limit);
    }
    return parts.join(u" · "_s);
}

QString ChartAreaPrivate::limitText(double value)
{
    return number_text::significant(value, 3);
}

void ChartAreaPrivate::paintHead(QCPPainter *painter, const Chart &chart)
{
    QRect area = chart.head.adjusted(px(12), px(2), -px(exporting ? 12 : 30), 0);
    const QFont titleFont = font(Theme::Font::PanelTitle);
    const QFont captionFont = font(Theme::Font::Small);
    painter->setFont(titleFont);
    painter->setPen(color(Theme::Token::Text));
    const QFontMetrics titleMetrics(titleFont);
    const int baseline = area.center().y() + titleMetrics.capHeight() / 2 + 1;
    const QString title = titleMetrics.elidedText(chart.spec.title, Qt::ElideRight, area.width());
    painter->drawText(QPoint(area.left(), baseline), title);
    area.setLeft(area.left() + titleMetrics.horizontalAdvance(title) + px(8));
    const QFontMetrics captionMetrics(captionFont);
    QStringList parts = caption(chart).split(u" · "_s);
    // What does not fit is left out whole; half a number would lie.
    while (parts.size() > 1 &&
           captionMetrics.horizontalAdvance(parts.join(u" · "_s)) > area.width())
        parts.removeAt(parts.size() > 2 &&
                               (parts.last().contains(u'▲') || parts.last().contains(u'▼'))
                           ? parts.size() - 2
                           : parts.size() - 1);
    const QString text = parts.join(u" · "_s);
    if (captionMetrics.horizontalAdvance(text) > area.width())
        return;
    painter->setFont(captionFont);
    painter->setPen(color(Theme::Token::Text3));
    painter->drawText(QPoint(area.left(), baseline), text);
}

void ChartAreaPrivate::paintLegend(QCPPainter *painter)
{
    painter->setFont(font(Theme::Font::Small));
    const QFontMetrics metrics(painter->font());
    int x = px(12);
    int y = px(18);
    for (const PlottedRun &run : runs) {
        const QString name = metrics.elidedText(run.name, Qt::ElideMiddle, px(220));
        const int width = px(24) + metrics.horizontalAdvance(name) + px(20);
        if (x + width > plot->width() - px(12) && x > px(12)) {
            if (y > px(20)) {
                painter->setPen(color(Theme::Token::Text3));
                painter->drawText(QPoint(x, y), u"…"_s);
                return;
            }
            x = px(12);
            y += px(16);
        }
        QPen pen(runColor(run), 2);
        const std::vector<double> dash = runDash(run);
        if (!dash.empty()) {
            QList<qreal> pattern;
            for (const double length : dash)
                pattern.append(length / 2);
            pen.setDashPattern(pattern);
        }
        painter->setPen(pen);
        const int middle = y - metrics.capHeight() / 2;
        painter->drawLine(QLineF(x, middle, x + px(18), middle));
        painter->setPen(color(Theme::Token::Text));
        painter->drawText(QPoint(x + px(24), y), name);
        x += width;
    }
}

void ChartAreaPrivate::paintEmpty(QCPPainter *painter, const Chart &chart)
{
    painter->setFont(font(Theme::Font::Small));
    painter->setPen(color(Theme::Token::Text3));
    const QString text = runs.isEmpty() ? tr("No run is shown")
                         : following    ? tr("No numbers yet")
                                        : tr("Nothing in this range");
    const QFontMetrics metrics(painter->font());
    painter->drawText(chart.rect->rect(), Qt::AlignCenter,
                      metrics.elidedText(text, Qt::ElideRight, chart.rect->rect().width()));
}

} // namespace phi1
