// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/comparison/vote.h"

namespace phi1 {

namespace {

/// Regularised incomplete beta function I_x(a, b) for a, b ≥ 1: the probability that a share drawn
/// from Beta(a, b) is at most x. By the continued fraction of Abramowitz and Stegun (1964), 26.5.8,
/// evaluated from the front (Lentz 1976).
long double incompleteBeta(long double x, long double a, long double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    if (x > (a + 1) / (a + b + 2)) // where the fraction converges slowly, its mirror does not
        return 1 - incompleteBeta(1 - x, b, a);
    constexpr long double tiny = 1e-300L;
    constexpr long double precision = 1e-18L;
    constexpr int limit = 100'000;
    const auto awayFromZero = [](long double value) {
        return std::abs(value) < tiny ? tiny : value;
    };
    long double c = 1;
    long double d = 1 / awayFromZero(1 - (a + b) * x / (a + 1));
    long double fraction = d;
    for (int step = 1; step < limit; ++step) {
        const long double m = step;
        const long double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / awayFromZero(1 + even * d);
        c = awayFromZero(1 + even / c);
        fraction *= c * d;
        const long double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / awayFromZero(1 + odd * d);
        c = awayFromZero(1 + odd / c);
        fraction *= c * d;
        if (std::abs(c * d - 1) < precision)
            break;
    }
    const long double front =
        std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    return std::exp(front) * fraction / a;
}

/// The share at which `rises`, a probability that grows with the share, reaches `target`.
template<typename Probability>
double solveShare(Probability &&rises, long double target)
{
    long double low = 0;
    long double high = 1;
    for (int step = 0; step < 80; ++step) {
        const long double centre = (low + high) / 2;
        (rises(centre) < target ? low : high) = centre;
    }
    return static_cast<double>((low + high) / 2);
}

} // namespace

double signTest(std::int64_t winsA, std::int64_t winsB)
{
    const std::int64_t fewer = std::min(winsA, winsB);
    const std::int64_t trials = winsA + winsB;
    if (winsA == winsB || fewer < 0)
        return 1;
    // Σ over i ≤ fewer of (trials choose i) / 2^trials, from its largest term down.
    const auto n = static_cast<long double>(trials);
    const auto k = static_cast<long double>(fewer);
    long double term = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) -
                                n * std::log(2.0L));
    long double tail = 0;
    for (std::int64_t i = fewer; i >= 0 && term > tail * 1e-20L; --i) {
        tail += term;
        term *= static_cast<long double>(i) / static_cast<long double>(trials - i + 1);
    }
    return static_cast<double>(std::min(1.0L, 2 * tail));
}

Interval clopperPearson(std::int64_t successes, std::int64_t trials, double confidence)
{
    Interval interval;
    if (trials <= 0)
        return interval;
    const long double rest = (1 - static_cast<long double>(confidence)) / 2;
    const auto x = static_cast<long double>(successes);
    const auto n = static_cast<long double>(trials);
    // P(X ≥ x | share) = I_share(x, n − x + 1), and P(X ≤ x | share) = 1 − I_share(x + 1, n − x).
    if (successes > 0)
        interval.low = solveShare(
            [&](long double share) { return incompleteBeta(share, x, n - x + 1); }, rest);
    if (successes < trials)
        interval.high = solveShare(
            [&](long double share) { return incompleteBeta(share, x + 1, n - x); }, 1 - rest);
    return interval;
}

} // namespace phi1
