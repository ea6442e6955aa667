// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/demonstration/curve_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr double width = 720;
constexpr double height = 380;
constexpr double left = 64;
constexpr double right = 20;
constexpr double top = 40;
constexpr double bottom = 52;

struct Range {
    double low = 0;
    double high = 1;
    double step = 0.2;
};

/// Widens [low, high] to multiples of a round step, about five of them.
Range niceRange(double low, double high)
{
    if (!(high > low))
        high = low + 1;
    const double rough = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        step = factor * power;
        if (step >= rough)
            break;
    }
    return {std::floor(low / step) * step, std::ceil(high / step) * step, step};
}

std::string number(double value)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", std::abs(value) < 1e-12 ? 0.0 : value);
    return buffer;
}

std::string coordinate(double value)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f", value);
    return buffer;
}

std::string label(double x, double y, const char *anchor, const std::string &text,
                  const char *extra = "")
{
    return concat("<text x=\"", coordinate(x), "\" y=\"", coordinate(y), "\" text-anchor=\"",
                  anchor, "\" ", extra, ">", text, "</text>\n");
}

} // namespace

std::string curveSvg(const std::string &title, const std::string &xLabel, const std::string &yLabel,
                     const std::vector<Curve> &curves)
{
    double lowX = INFINITY, highX = -INFINITY, lowY = INFINITY, highY = -INFINITY;
    for (const Curve &curve : curves) {
        for (const auto &[x, y] : curve.points) {
            if (!std::isfinite(y))
                continue;
            lowX = std::min(lowX, x);
            highX = std::max(highX, x);
            lowY = std::min(lowY, y);
            highY = std::max(highY, y);
        }
    }
    const Range xs = niceRange(std::isfinite(lowX) ? lowX : 0, std::isfinite(highX) ? highX : 1);
    const Range ys =
        niceRange(std::isfinite(lowY) ? std::min(0.0, lowY) : 0, std::isfinite(highY) ? highY : 1);
    const auto toX = [&](double x) {
        return left + (x - xs.low) / (xs.high - xs.low) * (width - left - right);
    };
    const auto toY = [&](double y) {
        return height - bottom - (y - ys.low) / (ys.high - ys.low) * (height - top - bottom);
    };

    std::string svg =
        concat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", width, " ", height,
               "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#777\">\n");
    svg += label(left, 20, "start", title, "font-size=\"14\" font-weight=\"bold\"");
    for (double y = ys.low; y <= ys.high + ys.step / 2; y += ys.step) {
        svg += concat("<path d=\"M", coordinate(left), " ", coordinate(toY(y)), "H",
                      coordinate(width - right), "\" stroke=\"#888\" stroke-opacity=\"0.3\"/>\n");
        svg += label(left - 8, toY(y) + 4, "end", number(y));
    }
    for (double x = xs.low; x <= xs.high + xs.step / 2; x += xs.step)
        svg += label(toX(x), height - bottom + 18, "middle", number(x));
    svg += label((left + width - right) / 2, height - 12, "middle", xLabel);
    svg +=
        label(16, (top + height - bottom) / 2, "middle", yLabel,
              concat("transform=\"rotate(-90 16 ", coordinate((top + height - bottom) / 2), ")\"")
                  .c_str());

    double legend = width - right;
    for (const Curve &curve : curves) {
        std::string path;
        std::string dots;
        bool open = false;
        for (const auto &[x, y] : curve.points) {
            if (!std::isfinite(y)) {
                open = false;
                continue;
            }
            path += concat(open ? "L" : "M", coordinate(toX(x)), " ", coordinate(toY(y)));
            open = true;
            if (curve.marks)
                dots += concat("<circle cx=\"", coordinate(toX(x)), "\" cy=\"", coordinate(toY(y)),
                               "\" r=\"3\" fill=\"", curve.colour, "\"/>\n");
        }
        svg += concat("<path d=\"", path, "\" fill=\"none\" stroke=\"", curve.colour,
                      "\" stroke-width=\"", curve.faint ? "0.8" : "2", "\"",
                      curve.faint ? " stroke-opacity=\"0.5\"" : "", "/>\n", dots);
        svg += label(legend, 20, "end", curve.name, concat("fill=\"", curve.colour, "\"").c_str());
        legend -= 9.0 * static_cast<double>(curve.name.size());
    }
    return svg + "</svg>\n";
}

} // namespace phi1
