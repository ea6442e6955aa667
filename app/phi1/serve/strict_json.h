// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// Parses what a stranger sent: UTF-8, nested at most 16 deep, no name twice in an object and at
/// most 128 of them, no number beyond a double. Usage, with the offset in bytes, for anything else.
Result<Json> parseStrictJson(std::string_view text);

} // namespace phi1
