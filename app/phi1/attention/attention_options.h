// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/phi1/command_line.h"

namespace phi1 {

struct AttentionOptions {
    std::string checkpoint;
    std::string minus; ///< a second checkpoint; empty: none
    std::string promptFile;
    std::optional<std::int64_t> layer, head; ///< both: one head's map; neither: scores
    bool allScores = false;                  ///< a row for every head, not only the strongest
    std::string sort;                        ///< key of a score; empty: by layer and head
    std::string output;                      ///< .npy, .safetensors or .json; empty: the terminal
    std::int64_t top = 5;                    ///< strongest heads of a score, targets of a token
    bool withoutFirst = false;
    HardwareOptions hardware;
    OutputOptions screen;
};

} // namespace phi1
