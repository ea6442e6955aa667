// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/column_raster.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

/// How much an edge that lies evenly spread over [from, to] leaves of the space above `t` free:
/// the mean of max(0, t - y).
double below(double t, double from, double to)
{
    if (t <= from)
        return 0;
    if (t >= to)
        return t - 0.5 * (from + to);
    const double part = t - from;
    return 0.5 * part * part / (to - from);
}

/// source · coverage / 255 over destination, all premultiplied; two channels at a time.
quint32 mix(quint32 destination, quint32 source, unsigned coverage, unsigned sourceAlpha)
{
    const unsigned keep = 255 - sourceAlpha * coverage / 255;
    const auto channels = [](quint32 value, unsigned factor) {
        quint32 low = (value & 0xff00ffU) * factor;
        low = ((low + ((low >> 8) & 0xff00ffU) + 0x800080U) >> 8) & 0xff00ffU;
        quint32 high = ((value >> 8) & 0xff00ffU) * factor;
        high = (high + ((high >> 8) & 0xff00ffU) + 0x800080U) & 0xff00ff00U;
        return low | high;
    };
    return channels(destination, keep) + channels(source, coverage);
}

} // namespace

void ColumnCurve::begin(int width)
{
    m_columns.clear();
    m_width = width;
    m_started = false;
}

void ColumnCurve::interrupt()
{
    m_started = false;
}

bool ColumnCurve::isDense() const
{
    double extent = 0;
    double travelled = 0;
    for (const Column &column : m_columns) {
        extent += column.high - column.low;
        travelled += std::abs(column.right - column.left);
    }
    const auto columns = static_cast<double>(m_columns.size());
    return extent > 4 * columns && extent > 1.5 * travelled;
}

void ColumnCurve::open(int x, double y, bool first)
{
    const auto value = static_cast<float>(y);
    m_columns.push_back({x, value, value, value, value, first});
}

void ColumnCurve::extend(double y)
{
    Column &column = m_columns.back();
    const auto value = static_cast<float>(y);
    column.low = std::min(column.low, value);
    column.high = std::max(column.high, value);
    column.right = value;
}

void ColumnCurve::addPoint(double x, double y)
{
    // Far outside it does not matter where; keeps the slopes of what is visible for any zoom that
    // a double can name.
    y = std::clamp(y, -1e7, 1e7);
    if (!m_started) {
        m_started = true;
        m_lastX = x;
        m_lastY = y;
        if (x >= 0 && x <= m_width)
            open(std::min(static_cast<int>(x), m_width - 1), y, true);
        return;
    }
    double fromX = m_lastX;
    double fromY = m_lastY;
    m_lastX = x;
    m_lastY = y;
    if (x < 0 || fromX > m_width || m_width == 0)
        return;
    const double slope = x > fromX ? (y - fromY) / (x - fromX) : 0;
    if (fromX < 0) {
        fromY -= fromX * slope;
        fromX = 0;
        open(0, fromY, true);
    }
    int column = m_columns.back().x;
    const int last = x >= m_width ? m_width - 1 : static_cast<int>(x);
    for (; column < last; ++column) {
        const double border = fromY + (column + 1 - fromX) * slope;
        extend(border);
        open(column + 1, border, false);
    }
    extend(x > m_width ? fromY + (m_width - fromX) * slope : y);
}

void ColumnRaster::resize(int width, int height)
{
    m_width = std::max(width, 0);
    m_height = std::max(height, 0);
    m_pixels.assign(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height), 0);
    m_stale = true;
}

void ColumnRaster::cover(int x, int row, unsigned coverage)
{
    quint32 &pixel = m_pixels[static_cast<std::size_t>(x) * static_cast<std::size_t>(m_height) +
                              static_cast<std::size_t>(row)];
    pixel = mix(pixel, m_source, coverage, m_sourceAlpha);
}

void ColumnRaster::coverRows(int x, int first, int last)
{
    quint32 *column =
        m_pixels.data() + static_cast<std::size_t>(x) * static_cast<std::size_t>(m_height);
    if (m_sourceAlpha == 255) {
        std::fill(column + first, column + last, m_source);
        return;
    }
    for (int row = first; row < last; ++row)
        column[row] = mix(column[row], m_source, 255, m_sourceAlpha);
}

/// Everything from `low` to `high`, with soft ends.
void ColumnRaster::blend(int x, double low, double high)
{
    low = std::max(low, 0.0);
    high = std::min(high, static_cast<double>(m_height));
    if (high <= low)
        return;
    const int first = static_cast<int>(low);
    const int last = static_cast<int>(high);
    if (first == last) {
        cover(x, first, static_cast<unsigned>((high - low) * 255 + 0.5));
        return;
    }
    cover(x, first, static_cast<unsigned>((first + 1 - low) * 255 + 0.5));
    coverRows(x, first + 1, last);
    if (last < m_height)
        cover(x, last, static_cast<unsigned>((high - last) * 255 + 0.5));
}

void ColumnRaster::strokeColumn(const std::vector<ColumnCurve::Column> &columns, std::size_t index,
                                double radius)
{
    const ColumnCurve::Column &column = columns[index];
    double limitLow = column.low;
    double limitHigh = column.high;
    if (index > 0 && !column.first) {
        limitLow = std::min<double>(limitLow, columns[index - 1].low);
        limitHigh = std::max<double>(limitHigh, columns[index - 1].high);
    }
    if (index + 1 < columns.size() && !columns[index + 1].first) {
        limitLow = std::min<double>(limitLow, columns[index + 1].low);
        limitHigh = std::max<double>(limitHigh, columns[index + 1].high);
    }
    limitLow -= radius;
    limitHigh += radius;

    const double from = std::min(column.left, column.right);
    const double to = std::max(column.left, column.right);
    const double reach = radius * std::sqrt(1 + (to - from) * (to - from));
    constexpr double bump = 0.5; // of a pixel, that a straight line may miss the curve by
    // Where the curve turns inside of the column, the edge is at the turn; elsewhere it lies along
    // the line from where the curve comes in to where it goes out.
    double topFrom = from - reach;
    double topTo = to - reach;
    if (column.low < from - bump || column.first)
        topFrom = topTo = column.low - radius;
    double bottomFrom = from + reach;
    double bottomTo = to + reach;
    if (column.high > to + bump || column.first)
        bottomFrom = bottomTo = column.high + radius;
    if (topTo - topFrom < 0.02 && bottomTo - bottomFrom < 0.02) {
        blend(column.x, std::max(topFrom, limitLow), std::min(bottomTo, limitHigh));
        return;
    }
    // A steep line reaches far above and below its column, but not further than its neighbours and
    // their corners.
    const double cutLow = std::max({0.0, topFrom, limitLow});
    const double cutHigh = std::min({static_cast<double>(m_height), bottomTo, limitHigh});
    if (cutHigh <= cutLow)
        return;
    const int first = static_cast<int>(cutLow);
    const int last = std::min(m_height, static_cast<int>(std::ceil(cutHigh)));
    const int fullFrom =
        std::clamp(static_cast<int>(std::ceil(std::max(topTo, cutLow))), first, last);
    const int fullTo =
        std::clamp(static_cast<int>(std::floor(std::min(bottomFrom, cutHigh))), first, last);
    const auto edge = [&](int fromRow, int toRow) {
        double top = below(fromRow, topFrom, topTo);
        double bottom = below(fromRow, bottomFrom, bottomTo);
        for (int row = fromRow; row < toRow; ++row) {
            const double nextTop = below(row + 1, topFrom, topTo);
            const double nextBottom = below(row + 1, bottomFrom, bottomTo);
            const double inside =
                std::min<double>(row + 1, cutHigh) - std::max<double>(row, cutLow);
            const double share = std::min((nextTop - top) - (nextBottom - bottom), inside);
            if (share > 0.002)
                cover(column.x, row, static_cast<unsigned>(share * 255 + 0.5));
            top = nextTop;
            bottom = nextBottom;
        }
    };
    if (fullFrom >= fullTo) {
        edge(first, last);
        return;
    }
    edge(first, fullFrom);
    coverRows(column.x, fullFrom, fullTo);
    edge(fullTo, last);
}

void ColumnRaster::stroke(const ColumnCurve &curve, const QColor &color, double width,
                          const std::vector<double> &dash)
{
    const std::vector<ColumnCurve::Column> &columns = curve.columns();
    m_source = qPremultiply(color.rgba());
    m_sourceAlpha = qAlpha(m_source);
    m_stale = true;
    const double radius = width / 2;
    double period = 0;
    for (const double length : dash)
        period += length;
    double travelled = 0;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const ColumnCurve::Column &column = columns[index];
        bool on = true;
        if (period > 0) {
            if (column.first)
                travelled = 0;
            while (travelled >= period)
                travelled -= period;
            double place = travelled;
            for (const double length : dash) {
                if (place < length)
                    break;
                place -= length;
                on = !on;
            }
            // Along the line while it is smooth; a dash in the up and down of noise shows nothing.
            const float climb = std::min(std::abs(column.right - column.left), 8.0F);
            travelled += std::sqrt(1 + climb * climb);
        }
        if (on && column.high + radius > 0 && column.low - radius < m_height)
            strokeColumn(columns, index, radius);
    }
}

void ColumnRaster::strokeThin(const ColumnCurve &curve, const QColor &color)
{
    m_source = qPremultiply(color.rgba());
    m_sourceAlpha = qAlpha(m_source);
    m_stale = true;
    for (const ColumnCurve::Column &column : curve.columns()) {
        if (column.high < 0 || column.low >= m_height)
            continue;
        const int first = std::max(0, static_cast<int>(std::floor(column.low)));
        const int last = std::min(m_height - 1, static_cast<int>(std::floor(column.high)));
        coverRows(column.x, first, last + 1);
    }
}

const QImage &ColumnRaster::image()
{
    if (!m_stale && m_image.size() == QSize(m_width, m_height))
        return m_image;
    if (m_image.size() != QSize(m_width, m_height))
        m_image = QImage(m_width, m_height, QImage::Format_ARGB32_Premultiplied);
    // Square blocks, so that both sides stay in the cache.
    constexpr int block = 16;
    const std::size_t stride = static_cast<std::size_t>(m_image.bytesPerLine()) / sizeof(quint32);
    auto *target = reinterpret_cast<quint32 *>(m_image.bits());
    for (int x0 = 0; x0 < m_width; x0 += block) {
        const int x1 = std::min(x0 + block, m_width);
        for (int y0 = 0; y0 < m_height; y0 += block) {
            const int y1 = std::min(y0 + block, m_height);
            for (int y = y0; y < y1; ++y)
                for (int x = x0; x < x1; ++x)
                    target[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x)] =
                        m_pixels[static_cast<std::size_t>(x) * static_cast<std::size_t>(m_height) +
                                 static_cast<std::size_t>(y)];
        }
    }
    m_stale = false;
    return m_image;
}

} // namespace phi1
