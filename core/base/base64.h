// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phi1 {

/// RFC 4648 with padding, without line breaks.
std::string toBase64(std::string_view bytes);

/// The inverse, strictly: nothing for a character, a length or a padding that toBase64() does not
/// write.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace phi1
