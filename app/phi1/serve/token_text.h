// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/text/tokenizer.h"

namespace phi1 {

/// Appends a JSON string, quoted; bytes that are not UTF-8 become U+FFFD, each maximal malformed
/// part one.
void appendJsonText(std::string &out, std::string_view bytes);

/// Appends bytes in base64 (RFC 4648, padded), without quotes.
void appendBase64(std::string &out, std::string_view bytes);

/// Appends a number that reads back bit-equal; null for one that is not finite.
void appendJsonFloat(std::string &out, float value);
void appendJsonInteger(std::string &out, long long value);

/// A token as OpenAI's logprobs name it: its text, `bytes:\xe2\x82` where that is no UTF-8, and
/// `token_id:50300` where it has none.
std::string tokenName(TokenId id, std::string_view bytes);

/// Characters (code points) that begin in `bytes`.
long long charactersBegun(std::string_view bytes);

} // namespace phi1
