// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "app/phi1/attention/attention_findings.h"

namespace phi1 {

/// For a terminal; every text ends with a line break.

/// The strongest heads of each score, a line each.
std::string strongestHeadsText(const AttentionFindings &findings, std::int64_t top);
/// A line for each head. @param sort  a score's key; empty: by layer and head
std::string scoreTableText(const AttentionFindings &findings, std::string_view sort);
/// A line for each token: where the head looks from there most.
std::string mapText(const AttentionFindings &findings, std::int64_t top);

} // namespace phi1
