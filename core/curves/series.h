// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace phi1 {

inline constexpr std::uint64_t missingValueBits = 0x7ff8'70'68'69'31'00'01u;

/// "This row has no such number": a quiet NaN with a payload of its own. A NaN that a run reported
/// has another one.
inline double missingValue()
{
    return std::bit_cast<double>(missingValueBits);
}
inline bool isMissing(double value)
{
    return std::bit_cast<std::uint64_t>(value) == missingValueBits;
}

/// Leaves new numbers as they are: a column of ten million is about to be read from a file anyway.
template<typename T>
struct UninitialisedAllocator : std::allocator<T> {
    template<typename U>
    struct rebind {
        using other = UninitialisedAllocator<U>;
    };
    template<typename U>
    void construct(U *place) noexcept(std::is_nothrow_default_constructible_v<U>)
    {
        ::new (static_cast<void *>(place)) U;
    }
    template<typename U, typename... Arguments>
    void construct(U *place, Arguments &&...arguments)
    {
        ::new (static_cast<void *>(place)) U(std::forward<Arguments>(arguments)...);
    }
};

/// A growing column of numbers with the smallest and largest finite one of each 16, 256, … rows, so
/// that a chart of any width is drawn from as many look-ups as it has pixels.
class Series
{
public:
    std::size_t size() const { return m_values.size(); }
    std::span<const double> values() const { return m_values; }
    double operator[](std::size_t row) const { return m_values[row]; }

    /// Room for so many rows in all; memory is not used before they come.
    void reserve(std::size_t rows) { m_values.reserve(rows); }
    void append(double value);
    /// May be a part of this very series.
    void append(std::span<const double> values);
    /// Grows by `rows`, lets `fill` write them (the span holds garbage before) and takes them in.
    template<typename Fill>
    void appendWith(std::size_t rows, Fill &&fill)
    {
        const std::size_t before = m_values.size();
        m_values.resize(before + rows);
        fill(std::span<double>(m_values).subspan(before));
        takeIn(before);
    }
    /// Drops the rows from this one on; does nothing where there are fewer.
    void truncate(std::size_t rows);
    void clear() { truncate(0); }

    struct Extremes {
        double minimum = 0, maximum = 0;
        bool any = false; ///< a finite number was there
    };
    /// Of the finite numbers in rows [first, last); rows beyond the end count as none.
    Extremes extremes(std::size_t first, std::size_t last) const;

    struct ExtremeRows {
        std::size_t minimum = 0, maximum = 0; ///< the first row that holds it
        bool any = false;
    };
    ExtremeRows extremeRows(std::size_t first, std::size_t last) const;

    /// Rows whose number was reported as NaN or infinite (not the missing ones), ascending.
    const std::vector<std::size_t> &nonFiniteRows() const { return m_nonFiniteRows; }

private:
    static constexpr std::size_t fanOut = 16;
    struct Node {
        double minimum, maximum; ///< +infinity and -infinity where no number is finite
    };

    /// Brings pyramid and list up to date after rows from `firstNew` on were added.
    void takeIn(std::size_t firstNew);
    /// Computes the nodes again that cover rows from `firstRow` on, and the number of levels.
    void rebuildFrom(std::size_t firstRow);
    /// The first row of [first, last) whose number is `value`, which stands in one of them.
    template<bool smallest>
    std::size_t firstRowOf(double value, std::size_t first, std::size_t last) const;

    std::vector<double, UninitialisedAllocator<double>> m_values;
    std::vector<std::vector<Node>> m_levels; ///< [k][i]: rows [i·16^(k+1), (i+1)·16^(k+1))
    std::vector<std::size_t> m_nonFiniteRows;
};

} // namespace phi1
