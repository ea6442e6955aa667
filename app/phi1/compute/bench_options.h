// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"

namespace phi1 {

/// A benchmark that needs LibTorch.
struct BenchOptions {
    std::string name;
    std::filesystem::path peerPython;  ///< empty without the peers' environment
    std::filesystem::path peerScripts; ///< tests/peers of the checkout
    int repetitions = 5;
    int threads = 0; ///< 0: one per core
    std::string dtype = "float32";
    Json *rows = nullptr; ///< an array to which the rows are added
};

} // namespace phi1
