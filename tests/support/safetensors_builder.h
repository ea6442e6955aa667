// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace phi1::test {

/// The bytes of a safetensors file with this header text, right or wrong, and this data.
inline std::string safetensorsBytes(const std::string &header, const std::string &data,
                                    std::uint64_t claimedLength)
{
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(claimedLength >> (8 * i) & 0xff);
    return bytes + header + data;
}

inline std::string safetensorsBytes(const std::string &header, const std::string &data)
{
    return safetensorsBytes(header, data, header.size());
}

} // namespace phi1::test
