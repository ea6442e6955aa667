// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/curve_plottable.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <QSemaphore>
#include <QThread>
#include <QThreadPool>

namespace phi1 {

namespace {

/// Rows below which another thread costs more than it saves.
constexpr std::size_t rowsForThreads = 200'000;
constexpr double denseWidth = 1.1;

/// Calls `work` with 0 … count - 1, from several threads; returns when all are done.
template<typename Work>
void inThreads(std::size_t count, Work &&work)
{
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        for (std::size_t index = next++; index < count; index = next++)
            work(index);
    };
    const int helpers = std::min(QThread::idealThreadCount() - 1,
                                 static_cast<int>(std::min<std::size_t>(count, 64)) - 1);
    QSemaphore finished;
    int started = 0;
    for (int i = 0; i < helpers; ++i)
        if (QThreadPool::globalInstance()->tryStart([&] {
                run();
                finished.release();
            }))
            ++started;
    run();
    finished.acquire(started);
}

} // namespace

CurvePlottable::CurvePlottable(QCPAxis *keyAxis, QCPAxis *valueAxis)
    : QCPAbstractPlottable(keyAxis, valueAxis)
{
    setSelectable(QCP::stNone);
}

CurvePlottable::~CurvePlottable() = default;

KeyScale CurvePlottable::keyScale(double pixelRatio) const
{
    const QCPRange range = mKeyAxis->range();
    return {range.lower, range.upper, mKeyAxis->axisRect()->width() * pixelRatio,
            mKeyAxis->scaleType() == QCPAxis::stLogarithmic};
}

double CurvePlottable::valuePixel(double value) const
{
    const QCPRange range = mValueAxis->range();
    const int height = mValueAxis->axisRect()->height();
    double share = 0;
    if (mValueAxis->scaleType() == QCPAxis::stLogarithmic)
        share =
            value > 0 ? std::log(value / range.lower) / std::log(range.upper / range.lower) : -1e4;
    else
        share = (value - range.lower) / range.size();
    return height - 1 - share * height;
}

double CurvePlottable::selectTest(const QPointF &, bool, QVariant *) const
{
    return -1; // the chart area finds runs by itself
}

QCPRange CurvePlottable::getKeyRange(bool &found, QCP::SignDomain) const
{
    found = false;
    return {};
}

QCPRange CurvePlottable::getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const
{
    found = false;
    return {};
}

void CurvePlottable::drawLegendIcon(QCPPainter *, const QRectF &) const {}

void CurvePlottable::decimateAll(double pixelRatio, bool columns)
{
    m_drawn.resize(m_lines.size());
    m_columns.resize(m_lines.size());
    const KeyScale scale = keyScale(pixelRatio);
    const QCPRange range = mValueAxis->range();
    const bool logarithmic = mValueAxis->scaleType() == QCPAxis::stLogarithmic;
    const double height = mValueAxis->axisRect()->height() * pixelRatio;
    const double bottom = (mValueAxis->axisRect()->height() - 1) * pixelRatio;
    const double factor =
        height / (logarithmic ? std::log(range.upper / range.lower) : range.size());
    const auto work = [&](std::size_t index) {
        const CurveLine &line = m_lines[index];
        DecimatedCurve &drawn = m_drawn[index];
        decimate(*line.keys, *line.values, scale, drawn, !columns);
        if (!columns)
            return;
        ColumnCurve &curve = m_columns[index];
        curve.begin(static_cast<int>(scale.pixels));
        for (const CurvePoint &point : drawn.points) {
            if (std::isnan(point.value)) {
                curve.interrupt();
                continue;
            }
            double y = 1e7;
            if (!logarithmic)
                y = bottom - (point.value - range.lower) * factor;
            else if (point.value > 0)
                y = bottom - std::log(point.value / range.lower) * factor;
            curve.addPoint(scale.pixel(point.key), y);
        }
    };
    std::size_t rows = 0;
    for (const CurveLine &line : m_lines)
        rows += line.values->size();
    if (rows < rowsForThreads)
        for (std::size_t index = 0; index < m_lines.size(); ++index)
            work(index);
    else
        inThreads(m_lines.size(), work);
}

void CurvePlottable::draw(QCPPainter *painter)
{
    if (!mKeyAxis || !mValueAxis || mKeyAxis->axisRect()->width() < 2 ||
        mKeyAxis->axisRect()->height() < 2)
        return;
    drawBands(painter);
    if (painter->modes().testFlag(QCPPainter::pmVectorized))
        drawVectors(painter);
    else
        drawRaster(painter, painter->device()->devicePixelRatioF() *
                                std::abs(painter->worldTransform().m11()));
    for (std::size_t index = 0; index < m_lines.size(); ++index)
        if (m_lines[index].rings)
            drawRings(painter, m_lines[index], m_drawn[index]);
}

void CurvePlottable::drawRaster(QCPPainter *painter, double pixelRatio)
{
    decimateAll(pixelRatio, true);
    const QRect rect = mKeyAxis->axisRect()->rect();
    m_raster.resize(static_cast<int>(rect.width() * pixelRatio),
                    static_cast<int>(rect.height() * pixelRatio));
    for (std::size_t index = 0; index < m_lines.size(); ++index) {
        const CurveLine &line = m_lines[index];
        std::vector<double> dash = line.dash;
        for (double &length : dash)
            length *= pixelRatio;
        // Noise drawn with a broad pen is a bar that hides the other runs.
        const double width =
            m_columns[index].isDense() ? std::min(line.width, denseWidth) : line.width;
        m_raster.stroke(m_columns[index], line.color, width * pixelRatio, dash);
    }
    if (pixelRatio == 1) {
        painter->drawImage(rect.topLeft(), m_raster.image());
        return;
    }
    QImage image = m_raster.image();
    image.setDevicePixelRatio(pixelRatio);
    painter->drawImage(QPointF(rect.topLeft()), image);
}

void CurvePlottable::drawVectors(QCPPainter *painter)
{
    // Vector pictures are enlarged: two columns per pixel keep the lines' shape then.
    decimateAll(2, false);
    const QRect rect = mKeyAxis->axisRect()->rect();
    const KeyScale scale = keyScale();
    painter->save();
    painter->setAntialiasing(true);
    painter->setBrush(Qt::NoBrush);
    for (std::size_t index = 0; index < m_lines.size(); ++index) {
        const CurveLine &line = m_lines[index];
        QPen pen(line.color, line.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        if (!line.dash.empty()) {
            QList<qreal> pattern;
            for (const double length : line.dash)
                pattern.append(length / line.width);
            pen.setDashPattern(pattern);
        }
        painter->setPen(pen);
        QPolygonF piece;
        const auto finish = [&] {
            if (piece.size() == 1)
                painter->drawPoint(piece.first());
            else if (!piece.isEmpty())
                painter->drawPolyline(piece);
            piece.clear();
        };
        for (const CurvePoint &point : m_drawn[index].points) {
            if (std::isnan(point.value))
                finish();
            else
                piece.append({rect.left() + std::clamp(scale.pixel(point.key), -1e5, 1e5),
                              rect.top() + std::clamp(valuePixel(point.value), -1e5, 1e5)});
        }
        finish();
    }
    painter->restore();
}

void CurvePlottable::drawRings(QCPPainter *painter, const CurveLine &line,
                               const DecimatedCurve &curve) const
{
    const QRect rect = mKeyAxis->axisRect()->rect();
    const KeyScale scale = keyScale();
    painter->save();
    painter->setAntialiasing(true);
    painter->setPen(QPen(line.color, line.width));
    painter->setBrush(line.ringFill);
    const double radius = 2.2 * line.width;
    double lastX = -1e9;
    for (const CurvePoint &point : curve.points) {
        const double x = scale.pixel(point.key);
        if (std::isnan(point.value) || x - lastX < 2 * radius)
            continue; // rings that touch say no more than the dashed line
        painter->drawEllipse(
            QPointF(rect.left() + x + 0.5, rect.top() + valuePixel(point.value) + 0.5), radius,
            radius);
        lastX = x;
    }
    painter->restore();
}

void CurvePlottable::drawBands(QCPPainter *painter) const
{
    const QRect rect = mKeyAxis->axisRect()->rect();
    const KeyScale scale = keyScale();
    for (const CurveBand &band : m_bands) {
        QPolygonF area;
        const auto add = [&](const CurvePoint &point) {
            area.append({rect.left() + scale.pixel(point.key),
                         rect.top() + std::clamp(valuePixel(point.value), -1e5, 1e5)});
        };
        for (const CurvePoint &point : band.upper)
            add(point);
        for (auto point = band.lower.rbegin(); point != band.lower.rend(); ++point)
            add(*point);
        painter->save();
        painter->setAntialiasing(true);
        painter->setPen(Qt::NoPen);
        painter->setBrush(band.color);
        painter->drawPolygon(area);
        painter->restore();
    }
}

} // namespace phi1
