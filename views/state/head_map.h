// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace phi1 {

/// The whole map of one head (or of several that became one), float32, in memory: whatever the
/// pointer points at is there without asking anybody. A value; copies share the numbers, which
/// never change, so that any thread may read them. Legend: T tokens.
class HeadMap
{
public:
    HeadMap() = default;
    /// @param values  [T, T]; sums and extremes are computed here: some ms at 2048 tokens, not for
    /// the GUI thread
    HeadMap(int tokens, std::vector<float> values, bool isDifference = false);

    bool isNull() const { return !d; }
    int tokens() const; ///< 0 of a null map
    /// A map of weights lies in 0 … 1, a difference in -1 … 1.
    bool isDifference() const;
    /// No NaN or infinity anywhere in the triangle.
    bool isFinite() const;
    /// @param query, key  0 … T-1
    float value(int query, int key) const;
    std::span<const float> row(int query) const; ///< [T]
    std::span<const float> values() const;       ///< [T, T]
    float rowSum(int query) const;
    float columnSum(int key) const; ///< how much all tokens look at it together
    float largest() const;          ///< of the finite values
    float smallest() const;         ///< of the finite values in the triangle
    std::size_t bytes() const;

    /// Column 0 becomes 0 and each row is divided by what is left; a row that looked at token 0
    /// alone becomes 0. Costs a pass over the map, as minus() does: not for the GUI thread.
    HeadMap withoutFirst() const;
    /// This map minus another one of as many tokens, else null.
    HeadMap minus(const HeadMap &other) const;
    /// The keys (or, of a column, the queries) with the largest magnitudes, descending.
    std::vector<int> strongestKeys(int query, int count) const;
    std::vector<int> strongestQueries(int key, int count) const;

    /// Whether both are the same numbers in memory.
    bool sharesWith(const HeadMap &other) const { return d == other.d; }

private:
    struct Data;
    std::shared_ptr<const Data> d;
};

} // namespace phi1
