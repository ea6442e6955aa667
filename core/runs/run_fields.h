// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "core/runs/run_config.h"

namespace phi1 {

/// One key of the configuration: its name and where its value stands. Reading, writing and checking
/// go over this list, so that a key cannot be known to one and unknown to the other.
struct RunField {
    std::string name; ///< "training.steps"
    std::variant<std::int64_t *, double *, bool *, std::string *, std::vector<std::string> *,
                 std::vector<DataSource> *>
        value;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    bool aboveMinimum = false;        ///< the minimum itself is refused
    std::vector<std::string> choices; ///< for strings
    bool isPath = false;              ///< made absolute
};

/// The fields of `config`, in the order in which they are written.
std::vector<RunField> runFields(RunConfig &config);

} // namespace phi1
