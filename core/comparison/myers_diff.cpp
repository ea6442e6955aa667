// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/diff.h"

#include <algorithm>

namespace phi1 {

namespace {

using Units = std::span<const std::uint32_t>;

/// One of the two searches of Myers' algorithm: how far paths of d edits reach on each diagonal
/// k = x - y. The one from the end sees both sides reversed.
class Frontier
{
public:
    Frontier(Units a, Units b, bool reversed)
        : m_a(a)
        , m_b(b)
        , m_sizeA(static_cast<std::int64_t>(a.size()))
        , m_sizeB(static_cast<std::int64_t>(b.size()))
        , m_reversed(reversed)
        , m_reach(a.size() + b.size() + 3, -1)
    {
        at(1) = 0; // as if the first path came down from above
    }

    /// The furthest x on diagonal k, -1 for none.
    std::int64_t reach(std::int64_t k) const
    {
        return k < -m_sizeB || k > m_sizeA ? -1
                                           : m_reach[static_cast<std::size_t>(k + m_sizeB + 1)];
    }

    /// Goes on to paths of d edits on diagonal k, then along what is equal.
    std::int64_t extend(std::int64_t k)
    {
        const std::int64_t above = at(k + 1);
        const std::int64_t left = at(k - 1);
        std::int64_t x = -1;
        if (above >= 0 && above - k <= m_sizeB)
            x = above;
        if (left >= 0 && left < m_sizeA)
            x = std::max(x, left + 1);
        if (x >= 0) {
            while (x < m_sizeA && x - k < m_sizeB && unitA(x) == unitB(x - k))
                ++x;
        }
        at(k) = x;
        return x;
    }

private:
    std::int64_t &at(std::int64_t k) { return m_reach[static_cast<std::size_t>(k + m_sizeB + 1)]; }
    std::uint32_t unitA(std::int64_t x) const
    {
        return m_a[static_cast<std::size_t>(m_reversed ? m_sizeA - 1 - x : x)];
    }
    std::uint32_t unitB(std::int64_t y) const
    {
        return m_b[static_cast<std::size_t>(m_reversed ? m_sizeB - 1 - y : y)];
    }

    Units m_a;
    Units m_b;
    std::int64_t m_sizeA;
    std::int64_t m_sizeB;
    bool m_reversed;
    std::vector<std::int64_t> m_reach; ///< by k + sizeB + 1, so that k ± 1 is always there
};

struct Point {
    std::size_t x = 0;
    std::size_t y = 0;
};

/// A point in the middle of a shortest path, half of whose edits lie before it. Both sides hold
/// something, and begin and end with different units.
Point middle(Units a, Units b)
{
    const auto sizeA = static_cast<std::int64_t>(a.size());
    const auto sizeB = static_cast<std::int64_t>(b.size());
    const std::int64_t delta = sizeA - sizeB;
    const bool isOdd = delta % 2 != 0;
    Frontier forward(a, b, false);
    Frontier backward(a, b, true);
    for (std::int64_t d = 0;; ++d) {
        // Diagonals that lie in the grid; both limits have the parity of d.
        const std::int64_t low = d <= sizeB ? -d : -2 * sizeB + d;
        const std::int64_t high = d <= sizeA ? d : 2 * sizeA - d;
        for (std::int64_t k = low; k <= high; k += 2) {
            const std::int64_t x = forward.extend(k);
            const std::int64_t other = delta - k;
            if (isOdd && x >= 0 && other > -d && other < d && backward.reach(other) >= 0 &&
                x + backward.reach(other) >= sizeA)
                return {static_cast<std::size_t>(x), static_cast<std::size_t>(x - k)};
        }
        for (std::int64_t k = low; k <= high; k += 2) {
            const std::int64_t x = backward.extend(k);
            const std::int64_t other = delta - k;
            if (!isOdd && x >= 0 && other >= -d && other <= d && forward.reach(other) >= 0 &&
                x + forward.reach(other) >= sizeA)
                return {static_cast<std::size_t>(sizeA - x),
                        static_cast<std::size_t>(sizeB - (x - k))};
        }
    }
}

/// A unit of one side with its place there.
struct Side {
    std::vector<std::uint32_t> units;
    std::vector<std::size_t> places;
};

/// Those units that the other side has too: the others are edits in every script, and without
/// them texts that share little are diffed at once.
Side sharedUnits(Units units, Units other)
{
    std::vector<std::uint32_t> known(other.begin(), other.end());
    std::sort(known.begin(), known.end());
    Side side;
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (std::binary_search(known.begin(), known.end(), units[i])) {
            side.units.push_back(units[i]);
            side.places.push_back(i);
        }
    }
    return side;
}

class Script
{
public:
    Script(Units a, Units b)
        : m_a(sharedUnits(a, b))
        , m_b(sharedUnits(b, a))
        , m_keptA(a.size(), false)
        , m_keptB(b.size(), false)
    {
        solve(0, m_a.units.size(), 0, m_b.units.size());
    }

    std::vector<EditRun> runs() const
    {
        std::vector<EditRun> result;
        const auto add = [&](EditRun::Kind kind, std::size_t a0, std::size_t a1, std::size_t b0,
                             std::size_t b1) {
            if (a0 != a1 || b0 != b1)
                result.push_back({kind, static_cast<std::int64_t>(a0),
                                  static_cast<std::int64_t>(a1), static_cast<std::int64_t>(b0),
                                  static_cast<std::int64_t>(b1)});
        };
        const auto end = [](const std::vector<bool> &kept, std::size_t begin, bool value) {
            return static_cast<std::size_t>(
                std::find(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.end(), !value) -
                kept.begin());
        };
        std::size_t a = 0;
        std::size_t b = 0;
        while (a < m_keptA.size() || b < m_keptB.size()) {
            const std::size_t deleted = end(m_keptA, a, false);
            add(EditRun::Kind::Delete, a, deleted, b, b);
            const std::size_t inserted = end(m_keptB, b, false);
            add(EditRun::Kind::Insert, deleted, deleted, b, inserted);
            // As many of both sides are kept; a run ends where either side changes.
            const std::size_t equal = std::min(end(m_keptA, deleted, true) - deleted,
                                               end(m_keptB, inserted, true) - inserted);
            a = deleted + equal;
            b = inserted + equal;
            add(EditRun::Kind::Equal, deleted, a, inserted, b);
        }
        return result;
    }

private:
    void keep(std::size_t a, std::size_t b)
    {
        m_keptA[m_a.places[a]] = true;
        m_keptB[m_b.places[b]] = true;
    }

    void solve(std::size_t beginA, std::size_t endA, std::size_t beginB, std::size_t endB)
    {
        while (beginA < endA && beginB < endB && m_a.units[beginA] == m_b.units[beginB])
            keep(beginA++, beginB++);
        while (beginA < endA && beginB < endB && m_a.units[endA - 1] == m_b.units[endB - 1])
            keep(--endA, --endB);
        if (beginA == endA || beginB == endB)
            return;
        const Point split = middle(Units(m_a.units).subspan(beginA, endA - beginA),
                                   Units(m_b.units).subspan(beginB, endB - beginB));
        solve(beginA, beginA + split.x, beginB, beginB + split.y);
        solve(beginA + split.x, endA, beginB + split.y, endB);
    }

    Side m_a;
    Side m_b;
    std::vector<bool> m_keptA;
    std::vector<bool> m_keptB;
};

} // namespace

std::vector<EditRun> diffUnits(Units a, Units b)
{
    return Script(a, b).runs();
}

} // namespace phi1
