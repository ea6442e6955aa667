// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/rotary_tables.h"

#include <cmath>

namespace phi1 {

void fillRotaryTables(const PhiConfig &config, std::span<float> cosines, std::span<float> sines)
{
    const std::int64_t half = config.rotary / 2;
    for (std::int64_t d = 0; d < half; ++d) {
        const auto exponent = static_cast<float>(2 * d) / static_cast<float>(config.rotary);
        const float frequency = 1.0f / std::pow(static_cast<float>(config.ropeTheta), exponent);
        for (std::int64_t position = 0; position < config.context; ++position) {
            const auto angle = static_cast<double>(static_cast<float>(position) * frequency);
            const auto at = static_cast<std::size_t>(position * half + d);
            cosines[at] = static_cast<float>(std::cos(angle));
            sines[at] = static_cast<float>(std::sin(angle));
        }
    }
}

} // namespace phi1
