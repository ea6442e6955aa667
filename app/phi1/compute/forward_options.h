// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"

namespace phi1 {

struct ForwardOptions {
    std::string checkpoint;
    std::string idsFile;           ///< for messages
    std::vector<std::int64_t> ids; ///< its content
    std::string output;            ///< the safetensors file to write
    bool attention = false;
    bool hidden = false;
    HardwareOptions hardware;
    OutputOptions options;
};

} // namespace phi1
