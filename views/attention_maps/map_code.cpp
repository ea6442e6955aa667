// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/map_code.h"

#include "views/attention_maps/colour_scale.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace phi1::map_code {
namespace {

constexpr std::uint32_t leastExponent = (127U - 58U) << 23;
constexpr int dropped = 14; // bits of the mantissa of a float that a code has not
constexpr std::uint32_t most = 0x7ffe;

MapCode biased(std::uint32_t bits)
{
    return static_cast<MapCode>(static_cast<std::uint16_t>(bits ^ 0x8000U));
}

} // namespace

MapCode of(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    if (magnitude >= 0x7f800000U)
        return nan;
    if (magnitude < leastExponent)
        return zero;
    const std::uint32_t code =
        std::min((magnitude - leastExponent + (1U << (dropped - 1))) >> dropped, most);
    return code == 0 ? zero : biased(code << 1 | bits >> 31);
}

float value(MapCode code)
{
    if (code == nan)
        return std::numeric_limits<float>::quiet_NaN();
    if (code == zero)
        return 0;
    const auto bits = static_cast<std::uint32_t>(index(code));
    const std::uint32_t magnitude = ((bits >> 1) << dropped) + leastExponent;
    return std::bit_cast<float>(magnitude | bits << 31);
}

std::vector<QRgb> colours(const ColourScale &scale, bool dark)
{
    const QVector<QRgb> table = scale.table(dark);
    const auto last = static_cast<double>(table.size() - 1);
    std::vector<QRgb> colours(count);
    for (int i = 0; i < count; ++i) {
        const auto code = static_cast<MapCode>(i + INT16_MIN);
        if (code != nan) {
            const double place = scale.position(static_cast<double>(value(code)));
            colours[static_cast<std::size_t>(i)] =
                table[static_cast<qsizetype>(std::lround(place * last))];
        }
    }
    return colours;
}

} // namespace phi1::map_code
