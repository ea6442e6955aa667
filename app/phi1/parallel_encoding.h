// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/text/tokenizer.h"

namespace phi1 {

/// The tokens of each text, special tokens in it as plain text, by several threads; which of them
/// takes which text does not matter to the result.
/// @param threads  0: one per core
std::vector<std::vector<TokenId>> encodeTexts(const Tokenizer &tokenizer, int threads,
                                              std::span<const std::string_view> texts);

} // namespace phi1
