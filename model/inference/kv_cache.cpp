// SPDX-License-Identifier: Apache-2.0
#include "model/inference/kv_cache.h"

#include <algorithm>
#include <new>

#include "core/base/text.h"

namespace phi1 {

Result<std::int64_t> KeyValueCache::reserve(std::int64_t slots, std::int64_t positions,
                                            std::uint64_t budget)
{
    // Rows of keys start on cache lines.
    m_capacity = (positions + 15) / 16 * 16;
    const auto perSlot = static_cast<std::uint64_t>(m_shape.layers * m_shape.heads * 2 *
                                                    m_capacity * m_shape.dimension);
    const auto affordable =
        static_cast<std::int64_t>(std::max<std::uint64_t>(1, budget / (perSlot * sizeof(float))));
    const std::int64_t granted = std::min(slots, affordable);
    const std::size_t wanted = perSlot * static_cast<std::size_t>(granted);
    if (wanted > m_allocated) {
        m_data.reset();
        m_allocated = 0;
        m_data.reset(new (std::nothrow) float[wanted]);
        if (!m_data)
            return failure(ErrorCode::Device,
                           concat("no memory for the keys and values of ", granted,
                                  " sequences of ", positions, " tokens (",
                                  formatBytes(wanted * sizeof(float)),
                                  "): ask for fewer new tokens or a shorter prompt"));
        m_allocated = wanted;
    }
    m_lengths.assign(static_cast<std::size_t>(granted), 0);
    return granted;
}

} // namespace phi1
