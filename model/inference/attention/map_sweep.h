// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "model/inference/attention/projected_heads.h"

namespace phi1 {

/// Some rows of a head's map while they are at hand. Columns beyond a row's own position are 0.
struct MapRows {
    std::int64_t first = 0;   ///< row
    std::int64_t count = 0;   ///< at most MapSweep::rowsAtOnce
    std::int64_t stride = 0;  ///< of rows, floats
    std::int64_t columns = 0; ///< that are there: at least first + count, a multiple of 16
    const float *weights = nullptr;
    const float *other = nullptr;             ///< those of the other capture, where there is one
    const float *shown = nullptr;             ///< weights, or weights - other
    const std::uint8_t *spoiled = nullptr;    ///< [count] 1 where `shown` is NaN
    const std::uint8_t *ownSpoiled = nullptr; ///< [count] 1 where `weights` are

    const float *row(const float *of, std::int64_t index) const
    {
        return of + (index - first) * stride;
    }
};

/// Computes rows of maps and hands them on; nothing of a map stays. Threads share heads and rows.
class MapSweep
{
public:
    /// Rows that are handed on together.
    static constexpr std::int64_t rowsAtOnce = 32;

    /// @param minus  the capture that is subtracted, or null
    MapSweep(ProjectedHeads &own, ProjectedHeads *minus, bool withoutFirst, std::stop_token stop)
        : m_own(own)
        , m_minus(minus)
        , m_withoutFirst(withoutFirst)
        , m_stop(std::move(stop))
    {}

    /// What is wanted of a head: rows [first, end), in stretches that begin at multiples of `band`,
    /// itself a multiple of rowsAtOnce. A thread takes a stretch from its beginning to its end.
    struct Part {
        HeadId head;
        std::int64_t first = 0, end = 0;
        std::int64_t band = rowsAtOnce;
    };
    using Consumer = std::function<void(const MapRows &)>;

    /// @param parts    ascending by head, each head once
    /// @param consumer called for each stretch, by any thread: makes what gets its rows in order
    /// @return Cancelled, or Device where a head, a row or a consumer finds no memory
    Result<void> run(std::span<const Part> parts,
                     const std::function<Consumer(std::size_t part)> &consumer);

    /// All heads' rows [first, end), of one head after the other on the same thread.
    /// @param consumer  called by any thread
    Result<void> runTogether(std::span<const HeadId> heads, std::int64_t first, std::int64_t end,
                             const Consumer &consumer);

private:
    struct Pair {
        const ProjectedHead *own = nullptr, *other = nullptr;
    };

    /// Calls function(heads of the group, their index in `heads`) for groups of heads of one layer;
    /// it returns whether there was memory for it.
    Result<void>
    inGroups(std::span<const HeadId> heads,
             const std::function<bool(std::span<const Pair> group, std::size_t first)> &function);
    void compute(const Pair &head, std::int64_t first, std::int64_t count,
                 const Consumer &consumer) const;

    ProjectedHeads &m_own;
    ProjectedHeads *m_minus;
    bool m_withoutFirst;
    std::stop_token m_stop;
};

} // namespace phi1
