// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "model/cpu/aligned_memory.h"
#include "model/inference/attention/normed_layers.h"

namespace phi1 {

/// What the LayerNorms of a model put out for a text, [L + 1, T, C]: layers 0 to L-1 and, as layer
/// L, the final one. All that attention weights, and the model's own output, follow from. Kept as
/// float32, or as bfloat16 where the model's products round their inputs to it anyway: what is
/// computed from it has the same bits then.
class LayerNorms final : public NormedLayers
{
public:
    enum class Storage { Float32, BFloat16 };

    static std::uint64_t bytesFor(std::int64_t layers, std::int64_t tokens, std::int64_t width,
                                  Storage storage);
    /// Takes the memory, of any content. Device if the system has none.
    static Result<LayerNorms> make(std::int64_t layers, std::int64_t tokens, std::int64_t width,
                                   Storage storage);

    std::int64_t layers() const { return m_layers; } ///< L
    std::int64_t tokens() const override { return m_tokens; }
    std::int64_t width() const { return m_width; }
    std::uint64_t bytes() const;
    std::int64_t ready() const override { return m_ready < m_layers ? m_ready : m_layers; }
    bool isComplete() const { return m_ready > m_layers; } ///< the final one too
    NormedRows rows(std::int64_t layer) const override;

    /// All rows of one more layer have been stored.
    void finishLayer() { ++m_ready; }
    /// @param rows  [count, C]
    void store(std::int64_t layer, std::int64_t first, std::int64_t count, const float *rows);
    /// From a row on a layer holds nothing but NaN.
    void spoil(std::int64_t layer, std::int64_t first);

    /// Copies rows, widened. @param out  [count, C]
    void read(std::int64_t layer, std::int64_t first, std::int64_t count, float *out) const;

private:
    LayerNorms(AlignedMemory memory, std::int64_t layers, std::int64_t tokens, std::int64_t width,
               Storage storage);
    std::size_t index(std::int64_t layer, std::int64_t row) const;

    AlignedMemory m_memory;
    std::int64_t m_layers, m_tokens, m_width;
    Storage m_storage;
    std::int64_t m_ready = 0;
};

} // namespace phi1
