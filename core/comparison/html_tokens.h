// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/comparison/records.h"

namespace phi1 {

/// The text of a completion as spans of tokens: tinted by probability, with probability and
/// alternatives as titles. Where tokens do not give the text (a record made by hand), the text
/// alone.
/// @param marked  index of the token that gets a frame, -1: none
std::string htmlTokens(const CompletionRecord &completion, bool tint, std::int64_t marked);

} // namespace phi1
