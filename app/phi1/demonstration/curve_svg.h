// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace phi1 {

struct Curve {
    std::string name;
    std::string colour; ///< as SVG writes it
    bool faint = false; ///< drawn thin, behind the others
    bool marks = false; ///< a dot at each point
    std::vector<std::pair<double, double>>
        points; ///< (step, value); non-finite values break the line
};

/// A plot with axes, ticks and a legend as a stand-alone SVG document, readable on a light and a
/// dark page.
std::string curveSvg(const std::string &title, const std::string &xLabel, const std::string &yLabel,
                     const std::vector<Curve> &curves);

} // namespace phi1
