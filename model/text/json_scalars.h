// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

using JsonScalar = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string>;

/// Reads a JSON document without building a tree: each scalar is handed over with its place, so
/// that tables of 10^5 entries cost one pass and a document nested or sized to exhaust memory is
/// refused.
/// @param what   names the document in errors
/// @param value  called with the place ("model/vocab" split into its parts, array elements by
/// number) and the scalar;
///               an error it returns ends the reading
Result<void> readJsonScalars(std::string_view text, std::string_view what,
                             const std::function<Result<void>(const std::vector<std::string> &place,
                                                              JsonScalar &&value)> &value);

} // namespace phi1
