// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/calibration_plot.h"

#include <cmath>

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

namespace phi1 {

CalibrationPlot::CalibrationPlot(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::Chart);
    setAccessibleName(tr("Calibration: observed share of good samples by predicted share"));
    Theme::instance().follow(this, [this] { update(); });
}

void CalibrationPlot::setReport(const ForestReport &report)
{
    m_report = report;
    QStringList spoken;
    for (const CalibrationBin &bin : report.bins) {
        if (bin.good.of > 0)
            spoken << binText(bin);
    }
    setSpokenValue(this, spoken.join(QStringLiteral("; ")));
    update();
}

QString CalibrationPlot::binText(const CalibrationBin &bin) const
{
    return tr("predicted %1: %2 good (%3 to %4), %n sample(s)", nullptr,
              static_cast<int>(bin.good.of))
        .arg(percent(bin.meanPredicted, 0), percent(bin.good.share, 0), percent(bin.good.low, 0),
             percent(bin.good.high, 0));
}

QSize CalibrationPlot::sizeHint() const
{
    return {Theme::instance().px(260), Theme::instance().px(220)};
}

QSize CalibrationPlot::minimumSizeHint() const
{
    return {Theme::instance().px(160), Theme::instance().px(150)};
}

QRectF CalibrationPlot::plotArea() const
{
    const Theme &theme = Theme::instance();
    const QRectF room =
        QRectF(rect()).adjusted(theme.px(56), theme.px(8), -theme.px(12), -theme.px(36));
    // A square: the diagonal is one.
    const double side = std::max(10.0, std::min(room.width(), room.height()));
    return {room.left(), room.top(), side, side};
}

QPointF CalibrationPlot::place(double predicted, double observed) const
{
    const QRectF area = plotArea();
    return {area.left() + predicted * area.width(), area.bottom() - observed * area.height()};
}

void CalibrationPlot::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const QRectF area = plotArea();
    painter.setFont(theme.font(Theme::Font::Caption));
    const QFontMetrics metrics(painter.font());
    for (int tick = 0; tick <= 4; ++tick) {
        const double share = tick / 4.0;
        const QPointF below = place(share, 0);
        const QPointF beside = place(0, share);
        painter.fillRect(QRectF(area.left(), std::round(beside.y()), area.width(), 1),
                         theme.color(tick == 0 ? Theme::Token::Axis : Theme::Token::Grid));
        painter.fillRect(QRectF(std::round(below.x()), area.bottom(), 1, theme.px(4)),
                         theme.color(Theme::Token::Axis));
        painter.setPen(theme.color(Theme::Token::Text3));
        const QString text = percent(share, 0);
        const int width = metrics.horizontalAdvance(text);
        painter.drawText(
            QPointF(below.x() - width / 2.0, area.bottom() + theme.px(5) + metrics.ascent()), text);
        painter.drawText(
            QPointF(area.left() - theme.px(6) - width, beside.y() + metrics.ascent() / 2.0 - 1),
            text);
    }
    painter.fillRect(QRectF(area.left(), area.top(), 1, area.height()),
                     theme.color(Theme::Token::Axis));
    painter.setPen(theme.color(Theme::Token::Text2));
    painter.drawText(QRectF(area.left(), area.bottom() + theme.px(18), area.width(), theme.px(18)),
                     Qt::AlignCenter, tr("predicted good"));
    painter.save();
    painter.translate(theme.px(2), area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-area.height() / 2, 0, area.height(), theme.px(14)), Qt::AlignCenter,
                     tr("are good"));
    painter.restore();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Theme::Token::BorderStrong), 1, Qt::DashLine));
    painter.drawLine(place(0, 0), place(1, 1));
    std::uint64_t most = 1;
    for (const CalibrationBin &bin : m_report.bins)
        most = std::max(most, bin.good.of);
    const QColor ink = theme.runColor(0);
    for (const CalibrationBin &bin : m_report.bins) {
        if (bin.good.of == 0)
            continue;
        painter.setPen(QPen(ink, 1.2));
        const QPointF low = place(bin.meanPredicted, bin.good.low);
        const QPointF high = place(bin.meanPredicted, bin.good.high);
        painter.drawLine(low, high);
        const double cap = theme.px(3);
        painter.drawLine(low - QPointF(cap, 0), low + QPointF(cap, 0));
        painter.drawLine(high - QPointF(cap, 0), high + QPointF(cap, 0));
    }
    painter.setPen(QPen(theme.color(Theme::Token::Surface), 1));
    painter.setBrush(ink);
    for (const CalibrationBin &bin : m_report.bins) {
        if (bin.good.of == 0)
            continue;
        const double share = static_cast<double>(bin.good.of) / static_cast<double>(most);
        const double radius = theme.px(3) + theme.px(4) * std::sqrt(share);
        painter.drawEllipse(place(bin.meanPredicted, bin.good.share), radius, radius);
    }
}

bool CalibrationPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto &help = *static_cast<QHelpEvent *>(event);
        const CalibrationBin *nearest = nullptr;
        double best = Theme::instance().px(12);
        for (const CalibrationBin &bin : m_report.bins) {
            const QPointF away = place(bin.meanPredicted, bin.good.share) - QPointF(help.pos());
            const double distance = std::hypot(away.x(), away.y());
            if (bin.good.of > 0 && distance < best) {
                best = distance;
                nearest = &bin;
            }
        }
        if (nearest)
            QToolTip::showText(help.globalPos(), binText(*nearest), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace phi1
