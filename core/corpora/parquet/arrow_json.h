// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <arrow/array.h>

#include "core/base/json.h"

namespace phi1 {

/// The bytes of a string or binary value, through dictionaries; nothing for other types. The value
/// is not null.
std::optional<std::string_view> arrowString(const arrow::Array &array, std::int64_t row);

/// Any value as JSON; what JSON has no type for (times, decimals) as the text Arrow gives it.
Json arrowJson(const arrow::Array &array, std::int64_t row);

} // namespace phi1
