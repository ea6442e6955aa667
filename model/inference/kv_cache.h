// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// Keys and values of several sequences on the CPU in float32, allocated once. Keys lie with the
/// positions of a dimension side by side, values with the dimensions of a position: the order in
/// which attendRow() reads them. Legend: D dimensions of a head.
class KeyValueCache
{
public:
    struct Shape {
        std::int64_t layers = 0;
        std::int64_t heads = 0;
        std::int64_t dimension = 0;
    };

    explicit KeyValueCache(const Shape &shape)
        : m_shape(shape)
    {}

    /// Makes room for up to `slots` sequences of `positions` tokens within `budget` bytes, at least
    /// for one; all are empty then. @return the number of slots; Device if not even one can be
    /// allocated
    Result<std::int64_t> reserve(std::int64_t slots, std::int64_t positions, std::uint64_t budget);

    std::int64_t slots() const { return static_cast<std::int64_t>(m_lengths.size()); }
    std::int64_t capacity() const { return m_capacity; } ///< positions of a slot
    std::int64_t length(std::int64_t slot) const
    {
        return m_lengths[static_cast<std::size_t>(slot)];
    }
    void setLength(std::int64_t slot, std::int64_t length)
    {
        m_lengths[static_cast<std::size_t>(slot)] = length;
    }

    float *keys(std::int64_t slot, std::int64_t layer, std::int64_t head) ///< [D, keyStride()]
    {
        return block(slot, layer, head);
    }
    std::int64_t keyStride() const { return m_capacity; }
    float *values(std::int64_t slot, std::int64_t layer, std::int64_t head) ///< [capacity(), D]
    {
        return block(slot, layer, head) + m_capacity * m_shape.dimension;
    }

private:
    float *block(std::int64_t slot, std::int64_t layer, std::int64_t head)
    {
        return m_data.get() + ((slot * m_shape.layers + layer) * m_shape.heads + head) * 2 *
                                  m_capacity * m_shape.dimension;
    }

    Shape m_shape;
    std::int64_t m_capacity = 0;
    std::size_t m_allocated = 0; ///< numbers
    std::unique_ptr<float[]> m_data;
    std::vector<std::int64_t> m_lengths;
};

} // namespace phi1
