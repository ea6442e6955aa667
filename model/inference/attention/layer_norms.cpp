// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/layer_norms.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/text.h"
#include "model/cpu/number_formats.h"

namespace phi1 {

namespace {

constexpr std::size_t numberBytes(LayerNorms::Storage storage)
{
    return storage == LayerNorms::Storage::Float32 ? sizeof(float) : sizeof(std::uint16_t);
}

} // namespace

std::uint64_t LayerNorms::bytesFor(std::int64_t layers, std::int64_t tokens, std::int64_t width,
                                   Storage storage)
{
    return static_cast<std::uint64_t>((layers + 1) * tokens * width) * numberBytes(storage);
}

Result<LayerNorms> LayerNorms::make(std::int64_t layers, std::int64_t tokens, std::int64_t width,
                                    Storage storage)
{
    const std::uint64_t bytes = bytesFor(layers, tokens, width, storage);
    AlignedMemory memory = allocateAligned(bytes);
    if (!memory)
        return failure(ErrorCode::Device,
                       concat("the system has no memory for ", formatBytes(bytes),
                              " of LayerNorm outputs; capture a shorter text or close a capture"));
    return LayerNorms(std::move(memory), layers, tokens, width, storage);
}

LayerNorms::LayerNorms(AlignedMemory memory, std::int64_t layers, std::int64_t tokens,
                       std::int64_t width, Storage storage)
    : m_memory(std::move(memory))
    , m_layers(layers)
    , m_tokens(tokens)
    , m_width(width)
    , m_storage(storage)
{}

std::uint64_t LayerNorms::bytes() const
{
    return bytesFor(m_layers, m_tokens, m_width, m_storage);
}

std::size_t LayerNorms::index(std::int64_t layer, std::int64_t row) const
{
    return static_cast<std::size_t>((layer * m_tokens + row) * m_width);
}

void LayerNorms::store(std::int64_t layer, std::int64_t first, std::int64_t count,
                       const float *rows)
{
    const std::size_t numbers = static_cast<std::size_t>(count * m_width);
    std::byte *to = m_memory.get() + index(layer, first) * numberBytes(m_storage);
    if (m_storage == Storage::Float32)
        std::memcpy(to, rows, numbers * sizeof(float));
    else
        std::transform(rows, rows + numbers, reinterpret_cast<std::uint16_t *>(to),
                       bfloat16FromFloat);
}

void LayerNorms::spoil(std::int64_t layer, std::int64_t first)
{
    constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
    std::byte *to = m_memory.get() + index(layer, first) * numberBytes(m_storage);
    const std::size_t numbers = static_cast<std::size_t>((m_tokens - first) * m_width);
    if (m_storage == Storage::Float32)
        std::fill_n(reinterpret_cast<float *>(to), numbers, nothing);
    else
        std::fill_n(reinterpret_cast<std::uint16_t *>(to), numbers, bfloat16FromFloat(nothing));
}

NormedRows LayerNorms::rows(std::int64_t layer) const
{
    return {m_memory.get() + index(layer, 0) * numberBytes(m_storage),
            m_storage == Storage::BFloat16};
}

void LayerNorms::read(std::int64_t layer, std::int64_t first, std::int64_t count, float *out) const
{
    const std::size_t numbers = static_cast<std::size_t>(count * m_width);
    const std::byte *from = m_memory.get() + index(layer, first) * numberBytes(m_storage);
    if (m_storage == Storage::Float32)
        std::memcpy(out, from, numbers * sizeof(float));
    else
        std::transform(reinterpret_cast<const std::uint16_t *>(from),
                       reinterpret_cast<const std::uint16_t *>(from) + numbers, out,
                       floatFromBFloat16);
}

} // namespace phi1
