// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/comparison/records.h"

namespace phi1 {

/// The tokens of a completion in few bytes: a version byte, then a checked zstd frame of columns (a
/// dictionary of ids and bytes, places in it, log-probabilities as their bits). Empty for no token.
std::string packTokens(const std::vector<TokenRecord> &tokens);

/// The inverse, bit for bit. Corrupt for anything else, Incompatible for a newer version.
/// @param what  names the blob in errors
Result<std::vector<TokenRecord>> unpackTokens(std::string_view blob, std::string_view what);

} // namespace phi1
