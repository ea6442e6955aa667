// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace phi1 {

/// Bytes [begin, end) of a text.
struct ByteSpan {
    std::size_t begin = 0, end = 0;

    bool operator==(const ByteSpan &) const = default;
};

} // namespace phi1
