// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

/// What one layer's LayerNorm put out for a text, [T, C], row-major without gaps.
struct NormedRows {
    const void *data = nullptr; ///< float, or bfloat16 bits
    bool isBFloat16 = false;
};

/// What the LayerNorms put out for a text, layer by layer as the forward pass goes on: all that the
/// maps of its heads are computed from.
class NormedLayers
{
public:
    virtual ~NormedLayers() = default;
    virtual std::int64_t tokens() const = 0;
    virtual std::int64_t ready() const = 0;                ///< layers whose rows are complete
    virtual NormedRows rows(std::int64_t layer) const = 0; ///< layer < ready()
};

} // namespace phi1
