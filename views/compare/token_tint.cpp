// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/token_tint.h"

#include "views/theme/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace phi1 {
namespace {

constexpr std::array<double, 4> probabilityLimits{0.9, 0.5, 0.2, 0.05};
constexpr std::array<float, 4> divergenceLimits{0.05F, 0.2F, 0.5F, 1.0F};

} // namespace

int probabilityTint(float logProbability)
{
    if (std::isnan(logProbability))
        return 0;
    const double probability = std::exp(static_cast<double>(logProbability));
    int tint = 0;
    // A probability that is a limit but for the rounding of its logarithm counts as reaching it.
    while (tint < 4 && probability < probabilityLimits[static_cast<std::size_t>(tint)] * (1 - 1e-6))
        ++tint;
    return tint;
}

int divergenceTint(float nats)
{
    int tint = 0;
    while (tint < 4 && nats >= divergenceLimits[static_cast<std::size_t>(tint)])
        ++tint;
    return tint;
}

QColor tintColor(int tint)
{
    if (tint <= 0)
        return {};
    const Theme &theme = Theme::instance();
    return theme.surpriseTints(theme.isDark()).value(std::min(tint, 4) - 1);
}

QString probabilityTintText()
{
    return QCoreApplication::translate(
        "TokenTint", "Probability of each token: no tint from 0.9 on, then from 0.5, from 0.2, "
                     "from 0.05 and below 0.05");
}

QString divergenceTintText()
{
    return QCoreApplication::translate(
        "TokenTint", "Divergence of the panes before each token, in nats: no tint below 0.05, then "
                     "from 0.05, from 0.2, from 0.5 and from 1");
}

} // namespace phi1
