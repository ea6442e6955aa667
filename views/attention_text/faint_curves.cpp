// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/faint_curves.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace phi1 {
namespace {

constexpr std::size_t finest = 16;     ///< entries of the table of opacities for one layer
constexpr std::size_t mostLayers = 48; ///< more cannot be told apart

/// How often each pixel is covered.
class Coverage
{
public:
    explicit Coverage(QSize size)
        : m_width(size.width())
        , m_height(size.height())
        , m_values(static_cast<std::size_t>(m_width) * m_height)
    {}

    /// @param share  of the column's width, 0 to 1
    void add(int column, float top, float bottom, float share)
    {
        if (column < 0 || column >= m_width)
            return;
        const int first = std::max(0, static_cast<int>(top));
        const int last = std::min(m_height - 1, static_cast<int>(bottom));
        for (int y = first; y <= last; ++y) {
            const float from = std::max(top, static_cast<float>(y));
            const float to = std::min(bottom, static_cast<float>(y + 1));
            m_values[static_cast<std::size_t>(y) * m_width + column] += (to - from) * share;
        }
    }

    /// A straight line of this thickness.
    void addLine(float left, float y, float right, float next, float thickness)
    {
        right = std::max(left + 1e-3F, right);
        const float slope = (next - y) / (right - left);
        for (int column = static_cast<int>(left); column < right; ++column) {
            const float from = std::max(left, static_cast<float>(column));
            const float to = std::min(right, static_cast<float>(column + 1));
            const float a = y + slope * (from - left);
            const float b = y + slope * (to - left);
            add(column, std::min(a, b) - thickness / 2, std::max(a, b) + thickness / 2, to - from);
        }
    }

    const float *row(int y) const
    {
        return m_values.data() + static_cast<std::size_t>(y) * m_width;
    }

private:
    int m_width;
    int m_height;
    std::vector<float> m_values;
};

} // namespace

QImage faintCurves(const FaintCurves &curves, QSize size, const QColor &ink, double opacity)
{
    Coverage coverage(size);
    const std::size_t places = curves.xs.size();
    const std::size_t count = places == 0 ? 0 : curves.values.size() / places;
    for (std::size_t curve = 0; curve < count; ++curve) {
        const float *values = curves.values.data() + curve * places;
        const auto isThere = [&](std::size_t place) {
            return place < places && std::isfinite(values[place]);
        };
        const auto yOf = [&](std::size_t place) {
            return curves.zero + (curves.one - curves.zero) * values[place];
        };
        for (std::size_t place = 0; place < places; ++place) {
            if (!isThere(place))
                continue;
            if (isThere(place + 1)) {
                coverage.addLine(curves.xs[place], yOf(place), curves.xs[place + 1], yOf(place + 1),
                                 curves.thickness);
            } else if (place == 0 || !isThere(place - 1)) {
                // Alone between gaps: a dot.
                coverage.add(static_cast<int>(curves.xs[place]), yOf(place) - curves.thickness,
                             yOf(place) + curves.thickness, 1);
            }
        }
    }
    // Layers of faint ink leave (1 - opacity)^n of the ground.
    std::array<int, mostLayers * finest> alphas{};
    for (std::size_t i = 0; i < alphas.size(); ++i)
        alphas[i] = static_cast<int>(std::lround(
            255 * (1 - std::pow(1 - opacity, static_cast<double>(i) / double(finest)))));
    QImage picture(size, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < size.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(picture.scanLine(y));
        const float *row = coverage.row(y);
        for (int x = 0; x < size.width(); ++x) {
            const auto layers = static_cast<std::size_t>(row[x] * float(finest) + 0.5F);
            line[x] = qPremultiply(qRgba(ink.red(), ink.green(), ink.blue(),
                                         alphas[std::min(alphas.size() - 1, layers)]));
        }
    }
    return picture;
}

} // namespace phi1
