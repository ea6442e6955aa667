// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/attention/tile_encoding.h"

using namespace phi1;

namespace {

struct Coded {
    EncodedTile tile;
    std::vector<std::uint8_t> codes;
    std::vector<float> decoded;
};

Coded code(TileEncoding encoding, const std::vector<float> &cells, float fullScale = 1)
{
    Coded coded;
    coded.codes.resize(cells.size(), 77);
    coded.tile = encodeTile(encoding, cells, fullScale, coded.codes);
    const auto table = decodedCodes(encoding, coded.tile.scale);
    for (const std::uint8_t each : coded.codes)
        coded.decoded.push_back(table[each]);
    return coded;
}

/// Weights of all magnitudes down to 2^-30, some 0.
std::vector<float> someWeights(std::size_t count, std::uint64_t seed)
{
    std::vector<float> weights(count);
    std::uint64_t state = seed * 2 + 1;
    for (float &weight : weights) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        const auto bits = static_cast<std::uint32_t>(state >> 33);
        weight = bits % 7 == 0 ? 0.0F
                               : std::ldexp(static_cast<float>(bits % 1024 + 1) / 1024,
                                            -static_cast<int>(bits / 1024 % 31));
    }
    return weights;
}

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

} // namespace

TEST_CASE("a linear code is within half a step of its value, and the largest is exact")
{
    for (const float largest : {1.0F, 0.3F, 1e-6F, 7.25F}) {
        std::vector<float> cells = someWeights(4096, 3);
        for (float &cell : cells)
            cell *= largest;
        cells[100] = largest;
        const Coded coded = code(TileEncoding::Linear, cells);
        CHECK(coded.tile.scale == largest);
        CHECK(!coded.tile.hasNan);
        CHECK(coded.codes[100] == 255);
        CHECK(coded.decoded[100] == doctest::Approx(largest).epsilon(1e-6));
        for (std::size_t i = 0; i < cells.size(); ++i)
            REQUIRE(std::abs(coded.decoded[i] - cells[i]) <= largest / 510 * 1.00001F);
    }
}

TEST_CASE("a logarithmic code is within 2.93 % of its value over six decades")
{
    for (const float scale : {1.0F, 11.0F}) {
        std::vector<float> cells = someWeights(4096, 5);
        cells[0] = 1;
        for (float &cell : cells)
            cell *= scale;
        const Coded coded = code(TileEncoding::Logarithmic, cells, scale);
        CHECK(coded.tile.scale == scale);
        CHECK(coded.codes[0] == 255);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            CAPTURE(cells[i]);
            if (cells[i] < 4.2e-7F * scale)
                REQUIRE(coded.codes[i] <= 1);
            else
                REQUIRE(std::abs(coded.decoded[i] / cells[i] - 1) <= 0.02931F);
            if (cells[i] == 0)
                REQUIRE(coded.codes[i] == 0);
        }
    }
    // One code for all heads: a small head's codes do not depend on its own largest weight.
    CHECK(code(TileEncoding::Logarithmic, {0.25F, 0.5F}).codes ==
          std::vector<std::uint8_t>{231, 243});
    CHECK(code(TileEncoding::Logarithmic, {0.25F, 0.0F}).codes[0] == 231);
}

TEST_CASE("each code decodes to a value that has this code")
{
    for (const TileEncoding encoding :
         {TileEncoding::Linear, TileEncoding::Logarithmic, TileEncoding::Signed}) {
        const auto table = decodedCodes(encoding, 0.75F);
        const std::size_t first = encoding == TileEncoding::Signed ? 1 : 0;
        const std::vector<float> values(table.begin() + static_cast<std::ptrdiff_t>(first),
                                        table.end());
        const Coded coded = code(encoding, values, 0.75F);
        for (std::size_t i = 0; i < values.size(); ++i)
            REQUIRE(coded.codes[i] == i + first);
    }
}

TEST_CASE("a signed code is within half a step, 0 is exact, and both ends are there")
{
    std::vector<float> cells = someWeights(4096, 9);
    for (std::size_t i = 0; i < cells.size(); i += 2)
        cells[i] = -cells[i];
    cells[10] = -2.5F;
    cells[11] = 2.5F;
    cells[12] = 0;
    const Coded coded = code(TileEncoding::Signed, cells);
    CHECK(coded.tile.scale == 2.5F);
    CHECK(coded.codes[10] == 1);
    CHECK(coded.codes[11] == 255);
    CHECK(coded.codes[12] == 128);
    CHECK(coded.decoded[10] == -2.5F);
    CHECK(coded.decoded[12] == 0.0F);
    for (std::size_t i = 0; i < cells.size(); ++i)
        REQUIRE(std::abs(coded.decoded[i] - cells[i]) <= 2.5F / 254 * 1.00001F);
}

TEST_CASE("what is no number has the code of 0 and is told")
{
    for (const float bad : {notANumber, infinity, -infinity}) {
        for (const TileEncoding encoding :
             {TileEncoding::Linear, TileEncoding::Logarithmic, TileEncoding::Signed}) {
            const Coded coded = code(encoding, {0.5F, bad, 0});
            CHECK(coded.tile.hasNan);
            CHECK(coded.codes[1] == coded.codes[2]);
            CHECK(coded.decoded[0] == doctest::Approx(0.5F));
            CHECK(coded.decoded[1] == 0.0F);
        }
    }
    const Coded all = code(TileEncoding::Linear, {notANumber, notANumber});
    CHECK(all.tile.hasNan);
    CHECK(all.codes == std::vector<std::uint8_t>{0, 0});
}

TEST_CASE("a tile without anything has the scale 0, one of tiny numbers is finite")
{
    CHECK(code(TileEncoding::Linear, {0, 0}).tile.scale == 0);
    CHECK(code(TileEncoding::Linear, {0, 0}).codes == std::vector<std::uint8_t>{0, 0});
    CHECK(code(TileEncoding::Signed, {0, 0}).codes == std::vector<std::uint8_t>{128, 128});
    CHECK(code(TileEncoding::Logarithmic, {0, 0}).tile.scale == 1);
    for (const TileEncoding encoding : {TileEncoding::Linear, TileEncoding::Signed}) {
        const Coded tiny = code(encoding, {std::numeric_limits<float>::denorm_min(), 0});
        CHECK(std::isfinite(tiny.decoded[0]));
        CHECK(std::isfinite(tiny.tile.scale));
    }
}

TEST_CASE("entropies are shown up to that of an even look at all tokens")
{
    CHECK(fullScale(Pooling::Maximum, 2048) == 1);
    CHECK(fullScale(Pooling::Mean, 2048) == 1);
    CHECK(fullScale(Pooling::Entropy, 2048) == 11);
    CHECK(fullScale(Pooling::Entropy, 1) == 1);
}
