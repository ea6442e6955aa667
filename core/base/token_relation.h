// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace phi1 {

/// Which tokens of a text belong together for a reason that is known without a model: a closing
/// bracket and the one it closes, a use of a name and its definitions. Legend: Q queries.
struct TokenRelation {
    std::string name;                  ///< "bracket"
    std::vector<std::int32_t> queries; ///< [Q] indices of tokens, ascending
    std::vector<std::int32_t>
        offsets; ///< [Q + 1] query i has keys[offsets[i]] … before offsets[i + 1]
    std::vector<std::int32_t> keys; ///< indices of tokens, each at most its query's
};

} // namespace phi1
