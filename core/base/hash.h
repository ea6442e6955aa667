// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace phi1 {

/// XXH3-128 over a stream of bytes; not against adversaries, against accidents.
class Hash128
{
public:
    Hash128();
    Hash128(Hash128 &&) noexcept;
    Hash128 &operator=(Hash128 &&) noexcept;
    ~Hash128();

    void update(std::span<const std::byte> bytes);
    void update(std::string_view bytes);
    /// Little-endian, so that fields of different lengths cannot run into each other.
    void updateInteger(std::uint64_t value);
    /// 32 lower-case hexadecimal digits, as `xxhsum -H2` prints them.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string hash128Hex(std::string_view bytes);
Result<std::string> hash128OfFile(const std::filesystem::path &path);

} // namespace phi1
