// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>

#include <immintrin.h>

#include "model/cpu/kernel_table.h"
#include "model/cpu/number_formats.h"

namespace phi1 {

namespace {

constexpr std::int64_t tileRows = 16;

struct alignas(64) TileConfiguration {
    std::uint8_t palette = 1;
    std::uint8_t startRow = 0;
    std::uint8_t reserved[14] = {};
    std::uint16_t rowBytes[16] = {};
    std::uint8_t rows[16] = {};
};

/// Tiles 0…3 sum 16 outputs each, 4 holds `rows` rows of activations, 5 weights.
void configureTiles(std::int64_t rows)
{
    TileConfiguration configuration;
    for (int tile = 0; tile < 6; ++tile) {
        configuration.rowBytes[tile] = 64;
        configuration.rows[tile] = static_cast<std::uint8_t>(tile == 5 ? tileRows : rows);
    }
    // GCC 12 declares 8 of the 64 bytes as read and would drop the stores to the others.
    asm volatile("" : : "r"(&configuration) : "memory");
    _tile_loadconfig(&configuration);
}

/// A panel of 64 outputs of `rows` ≤ 16 rows, for which the tiles are configured.
void panelRows(const Int8Job &job, std::int64_t row, std::int64_t rows, std::int64_t output)
{
    const std::int64_t blocks = job.blocks();
    const std::uint8_t *weight = job.weight + output * job.inputs;
    const std::int8_t *in = job.in + row * job.inputs;
    alignas(64) std::int32_t sums[4][tileRows][16];
    alignas(64) float totals[tileRows][int8Panel] = {};
    for (std::int64_t block = 0; block < blocks; ++block) {
        const std::int64_t first = block * int8Block;
        const std::int64_t end = first + int8Block < job.inputs ? first + int8Block : job.inputs;
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (std::int64_t k = first; k < end; k += int8Alignment) {
            const std::uint8_t *w = weight + k * int8Panel;
            _tile_loadd(4, in + k, job.inputs);
            _tile_loadd(5, w, 4 * int8Panel);
            _tile_dpbsud(0, 4, 5);
            _tile_loadd(5, w + 64, 4 * int8Panel);
            _tile_dpbsud(1, 4, 5);
            _tile_loadd(5, w + 128, 4 * int8Panel);
            _tile_dpbsud(2, 4, 5);
            _tile_loadd(5, w + 192, 4 * int8Panel);
            _tile_dpbsud(3, 4, 5);
        }
        _tile_stored(0, sums[0], 64);
        _tile_stored(1, sums[1], 64);
        _tile_stored(2, sums[2], 64);
        _tile_stored(3, sums[3], 64);
        asm volatile("" : : : "memory");
        for (std::int64_t r = 0; r < rows; ++r) {
            const std::int64_t at = (row + r) * blocks + block;
            const __m512 scale = _mm512_set1_ps(job.inScales[at]);
            const __m512i offset = _mm512_set1_epi32(-128 * job.inSums[at]);
            for (int i = 0; i < 4; ++i) {
                const __m512i sum = _mm512_add_epi32(_mm512_load_si512(sums[i][r]), offset);
                _mm512_store_ps(totals[r] + i * 16,
                                _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale,
                                                _mm512_load_ps(totals[r] + i * 16)));
            }
        }
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        float *out = job.out + (row + r) * job.outStride + output;
        const std::int64_t left = job.outputs - output;
        for (std::int64_t n = 0; n < (left < int8Panel ? left : int8Panel); ++n) {
            const float value = __builtin_fmaf(totals[r][n], job.weightScales[output + n],
                                               job.bias ? job.bias[output + n] : 0.0f);
            out[n] = job.accumulate ? out[n] + value : value;
        }
    }
}

} // namespace

void int8Amx(const Int8Job &job)
{
    // The weights arrive from memory no faster for tiles; the sums are the same.
    if (job.rows <= 6) {
        int8Avx512Vnni(job);
        return;
    }
    const std::int64_t whole = job.rows - job.rows % tileRows;
    if (whole > 0) {
        configureTiles(tileRows);
        for (std::int64_t output = 0; output < job.outputs; output += int8Panel)
            for (std::int64_t row = 0; row < whole; row += tileRows)
                panelRows(job, row, tileRows, output);
    }
    if (whole < job.rows) {
        configureTiles(job.rows - whole);
        for (std::int64_t output = 0; output < job.outputs; output += int8Panel)
            panelRows(job, whole, job.rows - whole, output);
    }
    _tile_release();
}

} // namespace phi1
