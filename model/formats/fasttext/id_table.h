// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace phi1 {

/// Hash table from 32-bit keys to ids by linear probing, filled once and then only read. Keys may
/// come several times (equal hashes of different words): find() hands out each until one is taken.
class IdTable
{
public:
    static constexpr std::int32_t none = -1;

    IdTable() = default;
    /// For up to `count` entries.
    explicit IdTable(std::size_t count)
        : m_entries(std::bit_ceil(std::max<std::size_t>(2 * count, 2)))
        , m_shift(32 - std::min(32, std::countr_zero(m_entries.size())))
    {}

    /// The first id of `key` for which `accept(id)` holds.
    template<typename Accept>
    std::int32_t find(std::uint32_t key, const Accept &accept) const
    {
        for (std::size_t at = placeOf(key);; at = (at + 1) & (m_entries.size() - 1)) {
            const Entry &entry = m_entries[at];
            if (entry.id == none)
                return none;
            if (entry.key == key && accept(entry.id))
                return entry.id;
        }
    }

    /// Puts an id in the place of the one that find() would give, or into a free place.
    template<typename Accept>
    void put(std::uint32_t key, std::int32_t id, const Accept &accept)
    {
        for (std::size_t at = placeOf(key);; at = (at + 1) & (m_entries.size() - 1)) {
            Entry &entry = m_entries[at];
            if (entry.id == none || (entry.key == key && accept(entry.id))) {
                entry = {key, id};
                return;
            }
        }
    }

private:
    struct Entry {
        std::uint32_t key = 0;
        std::int32_t id = none;
    };
    /// FNV-1a's low bits are its good ones, multiplying carries them up.
    std::size_t placeOf(std::uint32_t key) const
    {
        return static_cast<std::size_t>(key * 0x9e3779b9u) >> m_shift & (m_entries.size() - 1);
    }

    std::vector<Entry> m_entries = std::vector<Entry>(2);
    int m_shift = 31;
};

} // namespace phi1
